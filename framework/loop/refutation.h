#pragma once

#include <span>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/oracle.h"
#include "strategies/strategy.h"

namespace xil {

/// The inputs of wrong_region().
struct WrongRegionInputs {
  const Marking& marked;
  const Explanation* explanation = nullptr;  ///< null: not computed
  double highlight = 0.1;                    ///< share of the pixels that count as highlighted
  bool regions_known = false;                ///< the dataset marks defects at all; an ok item then has no right place
};

/// The pixels that the model should not use, height x width; may be empty. Whole: the marked confounder. Highlighted:
/// the highlighted part of the confounder; without a confounder, what is highlighted outside the defect, if
/// `regions_known`. The marked defect, dilated by one pixel, is never part of it.
Region wrong_region(WrongRegion rule, const DatasetInfo& info, const WrongRegionInputs& reasons);

/// A labelled item that gets edited copies.
struct RefutationRequest {
  ItemId item = 0;
  int label = 0;  ///< as the expert gave it
  std::uint32_t round = 0;
  std::uint64_t seed = 0;
};

/// The recipes of plan.copies refutations in `wrong`; none where there is nothing to edit or nobody to take pixels
/// from. `labelled` with `given_labels`: from where donors are drawn, never the item itself.
std::vector<Edit> make_refutations(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong,
                                   std::span<const ItemId> labelled, std::span<const int> given_labels);

}  // namespace xil
