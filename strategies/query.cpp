#include "strategies/query.h"

#include <algorithm>
#include <numeric>

namespace xil {

std::vector<std::size_t> random_rows(std::size_t rows, std::size_t count, Rng& rng) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(order);
  order.resize(std::min(count, rows));
  return order;
}

std::vector<std::size_t> least_confident_rows(const Matrix& probabilities, std::size_t count, Rng& rng) {
  // Ties are common (saturated probabilities), and the pool's order may go with the class: hence random order first.
  std::vector<std::size_t> order = random_rows(probabilities.rows, probabilities.rows, rng);
  std::vector<float> confidence(probabilities.rows);
  for (std::size_t row = 0; row < probabilities.rows; ++row) {
    confidence[row] = std::ranges::max(probabilities.row(row));
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return confidence[row]; });
  order.resize(std::min(count, order.size()));
  return order;
}

std::vector<std::size_t> query_rows(QueryRule rule, const PoolView& view, std::size_t count, Rng& rng) {
  if (rule == QueryRule::Random) return random_rows(view.pool.size(), count, rng);
  return least_confident_rows(view.probabilities, count, rng);
}

}  // namespace xil
