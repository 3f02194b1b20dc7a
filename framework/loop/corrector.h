#pragma once

#include "framework/loop/interactive_loop.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/refutation.h"

namespace xil {

/// What a correction gave.
struct Lesson {
  std::int64_t edits = 0;
  bool penalised = false;
  double expert_s = 0;
};

/// Corrections of a past that have not been carried out again yet, in their order.
struct PastCorrections {
  std::span<const RefutationRecord> refutations;
  std::span<const PenaltyRecord> penalties;
};

/// Carries out what a strategy makes of an answer: edited copies and gradient penalties for labelled items.
class Corrector {
 public:
  Corrector(const LoopParts& parts, LabelledPool& pool);

  /// `label`: as the expert gave it for the item, which must be labelled already. `explanation`: null where no map was
  /// made.
  Lesson correct(const CorrectionPlan& plan, ItemId item, int label, std::uint32_t round,
                 const Explanation* explanation);

  /// Carries out again what a look led to, and takes it off the past.
  void replay(const ShownRecord& look, PastCorrections& past);

  /// Edited copies so far by their label, one number per class.
  const std::vector<std::int64_t>& refutations() const { return refutations_; }
  std::int64_t penalties() const { return penalties_; }

 private:
  std::int64_t add_copies(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong);

  const LoopParts& parts_;
  LabelledPool& pool_;
  bool regions_known_;
  std::vector<std::int64_t> refutations_;
  std::int64_t penalties_ = 0;
};

}  // namespace xil
