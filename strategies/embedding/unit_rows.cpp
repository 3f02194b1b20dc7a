#include "strategies/embedding/unit_rows.h"

#include <algorithm>
#include <cmath>

namespace xil {

Matrix unit_rows(const Matrix& first, const Matrix& second) {
  Matrix all(first.rows + second.rows, std::max(first.cols, second.cols));
  for (std::size_t i = 0; i < all.rows; ++i) {
    const auto from = i < first.rows ? first.row(i) : second.row(i - first.rows);
    double squares = 0;
    for (const float value : from) squares += static_cast<double>(value) * value;
    const double length = squares > 0 ? std::sqrt(squares) : 1;
    std::ranges::transform(from, all.row(i).begin(), [&](float value) { return static_cast<float>(value / length); });
  }
  return all;
}

double squared_distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - b[i];
    sum += difference * difference;
  }
  return sum;
}

}  // namespace xil
