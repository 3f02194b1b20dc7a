#pragma once

#include "framework/loop/interactive_loop.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/refutation.h"

namespace xil {

/// The result of correcting one item.
struct CorrectionResult {
  std::int64_t edits = 0;
  std::int64_t region_losses = 0;
  bool marked_region = false;  ///< the expert had to mark a region for it
};

/// Applies the correction plan of a strategy: adds edited copies and loss terms to labelled items.
class Corrector {
 public:
  Corrector(const LoopParts& parts, LabelledPool& pool);

  /// `label`: as the expert gave it. `explanation`: null where no map was made.
  /// Precondition: the item is labelled.
  CorrectionResult correct(const CorrectionPlan& plan, ItemId item, int label, std::uint32_t round,
                           const Explanation* explanation);

  /// Repeats the corrections of a recorded look, the first ones of `past`, and removes them from `past`.
  void replay(const ShownRecord& look, std::span<const Correction>& past);

  /// Edited copies so far by their label, one number per class.
  const std::vector<std::int64_t>& refutations() const { return refutations_; }
  /// Terms of the loss so far.
  std::int64_t region_losses() const { return region_losses_; }

 private:
  void apply(const Correction& correction);
  /// Applies and logs one that was not made before.
  void add(const Correction& correction);
  std::int64_t add_copies(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong);
  std::int64_t add_losses(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong,
                          const Region& right);

  const LoopParts& parts_;
  LabelledPool& pool_;
  bool regions_known_;
  std::vector<std::int64_t> refutations_;
  std::int64_t region_losses_ = 0;
};

}  // namespace xil
