#include "strategies/random.h"

#include "strategies/query.h"

namespace xil {
namespace {

class Random final : public Strategy {
 public:
  StrategyTraits traits() const override { return {}; }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return random_rows(view.pool.size(), count, rng);
  }
};

}  // namespace

std::unique_ptr<Strategy> make_random(const RandomParams&) { return std::make_unique<Random>(); }

}  // namespace xil
