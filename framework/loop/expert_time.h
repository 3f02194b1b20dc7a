#pragma once

#include "framework/core/interfaces/oracle.h"
#include "framework/loop/corrector.h"

namespace xil {

/// The modelled time of the expert, in seconds: the one place where it is summed. What an answer takes is the oracle's
/// to say; what marking a region for a correction takes is added to it.
class ExpertTime {
 public:
  explicit ExpertTime(const Oracle& oracle) : oracle_(oracle) {}

  /// An item was looked at, answered and corrected.
  void add_answer(const Answer& answer, const CorrectionResult& result) { looks_s_ += answer.expert_s + of(result); }
  /// A labelled item was looked at for comparison.
  void add_comparison() { looks_s_ += oracle_.look_s(); }
  /// An item of the initial set was corrected without a look.
  void add_initial(const CorrectionResult& result) { initial_s_ += of(result); }
  /// The looks of a past took so long.
  void resume(double looks_s) { looks_s_ = looks_s; }

  double seconds() const { return initial_s_ + looks_s_; }

 private:
  double of(const CorrectionResult& result) const { return result.marked_region ? oracle_.region_s() : 0; }

  const Oracle& oracle_;
  double initial_s_ = 0, looks_s_ = 0;
};

}  // namespace xil
