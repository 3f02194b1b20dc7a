#include "strategies/coreset.h"

#include <algorithm>
#include <limits>

#include "strategies/query.h"

namespace xil {
namespace {

double squared_distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - b[i];
    sum += difference * difference;
  }
  return sum;
}

class Coreset final : public Strategy {
 public:
  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.uses_features = true;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    // In random order, so that ties (and a pool without labelled items) are not decided by its order.
    std::vector<std::size_t> left = random_rows(view.pool.size(), view.pool.size(), rng);
    std::vector<double> nearest(view.pool.size(), std::numeric_limits<double>::infinity());
    const auto approach = [&](std::span<const float> centre) {
      for (const std::size_t row : left) {
        nearest[row] = std::min(nearest[row], squared_distance(view.features.row(row), centre));
      }
    };
    for (std::size_t row = 0; row < view.labelled_features.rows; ++row) approach(view.labelled_features.row(row));
    std::vector<std::size_t> chosen;
    while (chosen.size() < count && !left.empty()) {
      const auto farthest = std::ranges::max_element(left, {}, [&](std::size_t row) { return nearest[row]; });
      chosen.push_back(*farthest);
      left.erase(farthest);
      approach(view.features.row(chosen.back()));
    }
    return chosen;
  }
};

}  // namespace

std::unique_ptr<Strategy> make_coreset(const CoresetParams&) { return std::make_unique<Coreset>(); }

}  // namespace xil
