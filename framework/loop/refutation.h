#pragma once

#include <optional>
#include <span>
#include <vector>

#include "framework/core/dataset.h"
#include "framework/core/learner.h"
#include "strategies/strategy.h"

namespace xil {

/// A corrected item and what its refutations are made from.
struct RefutationRequest {
  ItemId item = 0;
  int label = 0;  ///< as the expert gave it
  std::uint32_t round = 0;
  const Explanation* explanation = nullptr;  ///< null: not computed
  double highlight = 0.1;                    ///< share of the pixels that count as highlighted
  std::uint64_t seed = 0;
};

/// What is wrong to look at. Whole: the marked confounder. Highlighted: the highlighted part of the confounder; without
/// a confounder, what is highlighted outside the defect, if the dataset marks defects at all (`regions_known`; an ok
/// item then has no right place). The defect, dilated by one pixel, is never part of it. May be empty.
Region wrong_region(WrongRegion rule, const Dataset& dataset, const RefutationRequest& request,
                    bool regions_known);

/// The recipes of plan.copies refutations; none where there is nothing to edit or nobody to take pixels from.
/// `labelled`: examples without edits, from which substitute draws its donors (never the item itself).
std::vector<Edit> make_refutations(const RefutationPlan& plan, const Dataset& dataset,
                                   const RefutationRequest& request, std::span<const Example> labelled,
                                   bool regions_known);

}  // namespace xil
