#include "strategies/strategy.h"

namespace xil {

std::vector<Neighbour> Strategy::neighbours(const PoolView&, std::size_t, std::span<const std::uint8_t>, Rng&) const {
  return {};
}

CorrectionPlan Strategy::corrections(Verdict) const { return {}; }

TrainingGuide Strategy::guide() const { return {}; }

}  // namespace xil
