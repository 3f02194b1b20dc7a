#include "framework/core/numeric/cosine.h"

#include <cmath>

namespace xil {

std::vector<double> column_means(const Matrix& table) {
  std::vector<double> means(table.cols, 0.0);
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::size_t col = 0; col < table.cols; ++col) means[col] += table.at(row, col);
  }
  for (double& value : means) value /= static_cast<double>(table.rows);
  return means;
}

double centred_cosine(std::span<const float> a, std::span<const float> b, std::span<const double> centre) {
  double dot = 0, length_a = 0, length_b = 0;
  for (std::size_t col = 0; col < centre.size(); ++col) {
    const double x = a[col] - centre[col];
    const double y = b[col] - centre[col];
    dot += x * y;
    length_a += x * x;
    length_b += y * y;
  }
  const double lengths = std::sqrt(length_a * length_b);
  return lengths == 0 ? 0.0 : dot / lengths;
}

}  // namespace xil
