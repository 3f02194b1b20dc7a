#include "strategies/embedding/k_means.h"

#include <algorithm>
#include <limits>

#include "framework/core/base/error.h"
#include "strategies/embedding/unit_rows.h"
#include "strategies/embedding/weighted_draw.h"

namespace xil {
namespace {

/// Centres in double precision, [clusters, width].
struct Centres {
  std::size_t width;
  std::vector<double> values;
  std::size_t count() const { return width == 0 ? 0 : values.size() / width; }
  std::span<double> centre(std::size_t k) { return std::span(values).subspan(k * width, width); }
  std::span<const double> centre(std::size_t k) const { return std::span(values).subspan(k * width, width); }
};

double distance_to(std::span<const float> point, std::span<const double> centre) {
  double sum = 0;
  for (std::size_t j = 0; j < point.size(); ++j) {
    const double difference = point[j] - centre[j];
    sum += difference * difference;
  }
  return sum;
}

std::size_t nearest_centre(std::span<const float> point, const Centres& centres) {
  std::size_t nearest = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < centres.count(); ++k) {
    const double distance = distance_to(point, centres.centre(k));
    if (distance >= least) continue;
    least = distance;
    nearest = k;
  }
  return nearest;
}

void move_to_means(Centres& centres, const Matrix& points, const std::vector<std::size_t>& of) {
  Centres sums{centres.width, std::vector<double>(centres.values.size(), 0.0)};
  std::vector<double> sizes(centres.count(), 0.0);
  for (std::size_t i = 0; i < points.rows; ++i) {
    ++sizes[of[i]];
    const auto sum = sums.centre(of[i]);
    for (std::size_t j = 0; j < points.cols; ++j) sum[j] += points.at(i, j);
  }
  for (std::size_t k = 0; k < centres.count(); ++k) {
    if (sizes[k] == 0) continue;
    std::ranges::transform(sums.centre(k), centres.centre(k).begin(), [&](double sum) { return sum / sizes[k]; });
  }
}

}  // namespace

std::vector<std::size_t> k_means_seeds(const Matrix& points, std::size_t clusters, Rng& rng) {
  require(points.rows > 0 && clusters > 0, "{} points for {} clusters", points.rows, clusters);
  std::vector<std::size_t> seeds = {static_cast<std::size_t>(rng.below(points.rows))};
  std::vector<double> nearest(points.rows, std::numeric_limits<double>::infinity());
  while (seeds.size() < clusters) {
    double total = 0;
    for (std::size_t i = 0; i < points.rows; ++i) {
      nearest[i] = std::min(nearest[i], squared_distance(points.row(i), points.row(seeds.back())));
      total += nearest[i];
    }
    if (!(total > 0)) break;
    seeds.push_back(weighted_draw(nearest, total, rng));
  }
  return seeds;
}

std::vector<std::size_t> k_means(const Matrix& points, const std::vector<std::size_t>& seeds) {
  Centres centres{points.cols, {}};
  for (const std::size_t seed : seeds) {
    centres.values.insert(centres.values.end(), points.row(seed).begin(), points.row(seed).end());
  }
  std::vector<std::size_t> of(points.rows, 0);
  for (int iteration = 0; iteration < kMeansIterations; ++iteration) {
    bool changed = iteration == 0;
    for (std::size_t i = 0; i < points.rows; ++i) {
      const std::size_t nearest = nearest_centre(points.row(i), centres);
      changed |= nearest != of[i];
      of[i] = nearest;
    }
    if (!changed) break;
    move_to_means(centres, points, of);
  }
  return of;
}

}  // namespace xil
