#include "strategies/query.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/core/numeric/order.h"

namespace xil {

namespace {

double least_confidence(std::span<const float> probabilities) {
  return -static_cast<double>(std::ranges::max(probabilities));
}

double margin(std::span<const float> probabilities) {
  double first = -1, second = -1;
  for (const float p : probabilities) {
    second = std::max(second, std::min<double>(first, p));
    first = std::max<double>(first, p);
  }
  return second - first;
}

double entropy(std::span<const float> probabilities) {
  double sum = 0;
  for (const float p : probabilities) sum -= p > 0 ? p * std::log(static_cast<double>(p)) : 0;
  return sum;
}

double doubt_by(UncertaintyMeasure measure, std::span<const float> probabilities) {
  switch (measure) {
    case UncertaintyMeasure::LeastConfidence:
      return least_confidence(probabilities);
    case UncertaintyMeasure::Margin:
      return margin(probabilities);
    case UncertaintyMeasure::Entropy:
      return entropy(probabilities);
  }
  return 0;
}

}  // namespace

std::vector<std::size_t> random_rows(std::size_t rows, std::size_t count, Rng& rng) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(order);
  order.resize(std::min(count, rows));
  return order;
}

std::vector<std::size_t> least_confident_rows(const Matrix& probabilities, std::size_t count, Rng& rng) {
  return uncertain_rows(UncertaintyMeasure::LeastConfidence, probabilities, count, rng);
}

std::vector<std::size_t> uncertain_rows(UncertaintyMeasure measure, const Matrix& probabilities, std::size_t count,
                                        Rng& rng) {
  std::vector<double> doubt(probabilities.rows);
  for (std::size_t row = 0; row < probabilities.rows; ++row) doubt[row] = doubt_by(measure, probabilities.row(row));
  return largest_rows(doubt, count, rng);
}

std::vector<std::size_t> largest_rows(const std::vector<double>& scores, std::size_t count, Rng& rng) {
  // Ties are common (saturated probabilities), and the pool's order may go with the class: hence random order first.
  std::vector<std::size_t> order = random_rows(scores.size(), scores.size(), rng);
  std::ranges::stable_sort(order, Descending{}, [&](std::size_t row) { return scores[row]; });
  order.resize(std::min(count, order.size()));
  return order;
}

std::vector<std::size_t> query_rows(QueryRule rule, const PoolView& view, std::size_t count, Rng& rng) {
  if (rule == QueryRule::Random) return random_rows(view.pool.size(), count, rng);
  return least_confident_rows(view.probabilities, count, rng);
}

}  // namespace xil
