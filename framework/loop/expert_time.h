#pragma once

#include "framework/core/interfaces/oracle.h"
#include "framework/loop/corrector.h"

namespace xil {

/// Sums the time of the expert in seconds, modelled or measured, and is the only place that does: the oracle gives the
/// time of each answer, and the time of marking a region for a correction and of telling a group is added.
class ExpertTime {
 public:
  /// `asks_groups`: whether the expert tells the group of every item that is labelled.
  ExpertTime(const Oracle& oracle, bool asks_groups)
      : oracle_(oracle), glance_s_(asks_groups ? oracle.glance_s() : 0) {}

  /// The expert drew the regions of classes.
  void add_preparation() { seconds_ += oracle_.preparation_s(); }
  /// An item was looked at, answered and corrected.
  void add_answer(const Answer& answer, const CorrectionResult& result) {
    seconds_ += answer.expert_s + of(result) + (answer.verdict == Verdict::Unsure ? 0 : glance_s_);
  }
  /// A labelled item was looked at for comparison.
  void add_comparison(double seconds) { seconds_ += seconds; }
  /// An item of the initial set, whose label is known, joined the labelled ones.
  void add_initial_label() { seconds_ += glance_s_; }
  /// An item of the initial set was corrected without a look.
  void add_initial(const CorrectionResult& result) { seconds_ += of(result); }
  /// Continues from the sum of an interrupted run.
  void resume(double seconds) { seconds_ = seconds; }

  double seconds() const { return seconds_; }

 private:
  double of(const CorrectionResult& result) const { return result.marked_region ? oracle_.region_s() : 0; }

  const Oracle& oracle_;
  double glance_s_;
  double seconds_ = 0;
};

}  // namespace xil
