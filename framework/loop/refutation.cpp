#include "framework/loop/refutation.h"

#include "framework/core/numeric/rng.h"
#include "framework/loop/metrics/localisation.h"

namespace xil {
namespace {

constexpr double kDefectMarginPx = 1;

bool may_give(int donor_label, int label, DonorClass from) {
  return from == DonorClass::Any || (donor_label == label) == (from == DonorClass::Same);
}

std::vector<ItemId> donors_for(const RefutationRequest& request, DonorClass from, std::span<const ItemId> labelled,
                               std::span<const int> given_labels) {
  std::vector<ItemId> donors;
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    if (labelled[i] != request.item && may_give(given_labels[i], request.label, from)) donors.push_back(labelled[i]);
  }
  return donors;
}

}  // namespace

Region wrong_region(WrongRegion rule, const DatasetInfo& info, const WrongRegionInputs& reasons) {
  const auto& [defect, confounder] = reasons.marked;
  Region region(info.height, info.width);
  if (rule == WrongRegion::Whole) {
    if (confounder) region = *confounder;
  } else if (reasons.explanation != nullptr && (confounder || reasons.regions_known)) {
    region = highlighted(positive_relevance(*reasons.explanation), reasons.highlight);
    if (confounder) region = intersection(region, *confounder);
  }
  return defect ? difference(region, dilate(*defect, kDefectMarginPx)) : region;
}

std::vector<Edit> make_refutations(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong,
                                   std::span<const ItemId> labelled, std::span<const int> given_labels) {
  if (plan.copies <= 0) return {};
  Edit edit{.recipe = plan.recipe, .round = request.round, .seed = request.seed};
  if (edit.info().edits_region) {
    if (area(wrong) == 0) return {};
    edit.region = wrong;
  }
  std::vector<ItemId> donors;
  if (edit.info().takes_donor) {
    donors = donors_for(request, plan.recipe.from, labelled, given_labels);
    if (donors.empty()) return {};
  }
  std::vector<Edit> edits;
  Rng rng(request.seed, {Purpose::Donor, request.round, request.item});
  for (std::int64_t copy = 0; copy < plan.copies; ++copy) {
    edit.copy = static_cast<std::uint32_t>(copy);
    if (!donors.empty()) edit.donor = donors[rng.below(donors.size())];
    edits.push_back(edit);
  }
  return edits;
}

}  // namespace xil
