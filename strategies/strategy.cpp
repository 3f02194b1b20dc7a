#include "strategies/strategy.h"

namespace xil {

std::vector<Neighbour> Strategy::neighbours(const PoolView&, std::size_t, std::span<const std::uint8_t>,
                                            Rng&) const {
  return {};
}

RefutationPlan Strategy::refutations(Verdict) const { return {}; }

}  // namespace xil
