#pragma once

#include "framework/core/interfaces/oracle.h"
#include "framework/loop/corrector.h"

namespace xil {

/// Sums the time of the expert in seconds, modelled or measured, and is the only place that does: the oracle gives the
/// time of each answer, and the time of marking a region for a correction is added.
class ExpertTime {
 public:
  explicit ExpertTime(const Oracle& oracle) : oracle_(oracle) {}

  /// An item was looked at, answered and corrected.
  void add_answer(const Answer& answer, const CorrectionResult& result) { looks_s_ += answer.expert_s + of(result); }
  /// A labelled item was looked at for comparison.
  void add_comparison(double seconds) { looks_s_ += seconds; }
  /// An item of the initial set was corrected without a look.
  void add_initial(const CorrectionResult& result) { initial_s_ += of(result); }
  /// Continues from the sum of an interrupted run.
  void resume(double looks_s) { looks_s_ = looks_s; }

  double seconds() const { return initial_s_ + looks_s_; }

 private:
  double of(const CorrectionResult& result) const { return result.marked_region ? oracle_.region_s() : 0; }

  const Oracle& oracle_;
  double initial_s_ = 0, looks_s_ = 0;
};

}  // namespace xil
