#pragma once

#include "strategies/correction.h"

namespace xil {

/// No loop: the whole pool is labelled and every item is corrected, or `explained` of them, whatever the model thinks
/// of them. What corrections can do at best, and the protocol of the published decoy experiments.
struct PassiveParams : CorrectionParams {
  std::int64_t explained = 0;

  void fields(auto&& f) {
    f("explained", explained,
      "so many items are corrected, drawn by the split's seed: those of a smaller number are among those of a larger one; "
      "the others keep their label only. 0: all");
    CorrectionParams::fields(f);
  }
  void validate() const;
  /// Resets the parameters that have no effect beside the others.
  void reset_ineffective();
};

std::unique_ptr<Strategy> make_passive(const PassiveParams& params);

}  // namespace xil
