#pragma once

#include "strategies/correction.h"

namespace xil {

/// No loop: the whole pool is labelled and every item is corrected, whatever the model thinks of it. What corrections
/// can do at best, and the protocol of the published decoy experiments.
struct PassiveParams : CorrectionParams {
  void validate() const;
};

std::unique_ptr<Strategy> make_passive(const PassiveParams& params);

}  // namespace xil
