#include "strategies/coreset.h"

#include <algorithm>
#include <limits>

#include "strategies/embedding/unit_rows.h"
#include "strategies/query.h"

namespace xil {
namespace {

class Coreset final : public Strategy {
 public:
  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.uses_features = true;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    std::vector<double> nearest(view.pool.size(), std::numeric_limits<double>::infinity());
    for (std::size_t row = 0; row < view.labelled_features.rows; ++row) {
      for (std::size_t item = 0; item < nearest.size(); ++item) {
        nearest[item] =
            std::min(nearest[item], squared_distance(view.features.row(item), view.labelled_features.row(row)));
      }
    }
    const auto farthest = [](const std::vector<std::size_t>& left, const std::vector<double>& distances) {
      const auto place = std::ranges::max_element(left, {}, [&](std::size_t row) { return distances[row]; });
      return static_cast<std::size_t>(place - left.begin());
    };
    const auto distance = [&](std::size_t row, std::size_t chosen) {
      return squared_distance(view.features.row(row), view.features.row(chosen));
    };
    // In random order, so that ties (and a pool without labelled items) are not decided by its order.
    std::vector<std::size_t> shuffled = random_rows(view.pool.size(), view.pool.size(), rng);
    return greedy_rows(std::move(shuffled), std::move(nearest), count, farthest, distance);
  }
};

}  // namespace

std::unique_ptr<Strategy> make_coreset(const CoresetParams&) { return std::make_unique<Coreset>(); }

}  // namespace xil
