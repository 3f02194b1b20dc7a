#include "strategies/embedding/coverage.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "strategies/embedding/unit_rows.h"

namespace xil {

double pure_radius(const Matrix& points, const std::vector<std::size_t>& labels, double purity) {
  std::vector<double> other(points.rows, std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < points.rows; ++i) {
    for (std::size_t j = i + 1; j < points.rows; ++j) {
      if (labels[i] == labels[j]) continue;
      const double distance = squared_distance(points.row(i), points.row(j));
      other[i] = std::min(other[i], distance);
      other[j] = std::min(other[j], distance);
    }
  }
  if (other.empty()) return 0;
  // A ball is pure up to the nearest point with another label, so that all but the first few in this order are.
  std::ranges::sort(other);
  const auto impure = static_cast<std::size_t>((1 - purity) * static_cast<double>(other.size()) + 1e-9);
  return std::sqrt(other[std::min(impure, other.size() - 1)]);
}

BallCover::BallCover(const Matrix& points, double delta)
    : points_(points), squared_radius_(delta * delta), covered_(points.rows, false), gains_(points.rows, 0) {
  for (std::size_t i = 0; i < points.rows; ++i) {
    ++gains_[i];
    for (std::size_t j = i + 1; j < points.rows; ++j) {
      if (!is_near(i, j)) continue;
      ++gains_[i];
      ++gains_[j];
    }
  }
}

bool BallCover::is_near(std::size_t a, std::size_t b) const {
  return a == b || squared_distance(points_.row(a), points_.row(b)) < squared_radius_;
}

void BallCover::add(std::size_t centre) {
  for (std::size_t point = 0; point < points_.rows; ++point) {
    if (covered_[point] || !is_near(centre, point)) continue;
    covered_[point] = true;
    for (std::size_t other = 0; other < points_.rows; ++other) {
      if (is_near(point, other)) --gains_[other];
    }
  }
}

}  // namespace xil
