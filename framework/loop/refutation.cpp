#include "framework/loop/refutation.h"

#include "framework/core/rng.h"
#include "framework/loop/localisation.h"

namespace xil {
namespace {

constexpr double kDefectMarginPx = 1;

bool may_give(const Example& donor, const RefutationRequest& request, DonorClass from) {
  if (donor.edit != nullptr || donor.item == request.item) return false;
  if (from == DonorClass::Any) return true;
  return (donor.label == request.label) == (from == DonorClass::Same);
}

std::vector<ItemId> donors_for(const RefutationRequest& request, std::span<const Example> labelled,
                               DonorClass from) {
  std::vector<ItemId> donors;
  for (const Example& example : labelled) {
    if (may_give(example, request, from)) donors.push_back(example.item);
  }
  return donors;
}

}  // namespace

Region wrong_region(WrongRegion rule, const Dataset& dataset, const RefutationRequest& request,
                    bool regions_known) {
  const DatasetInfo& info = dataset.info();
  const Region* confounder = dataset.confounder(request.item);
  const Region* defect = dataset.defect(request.item);
  Region region(info.height, info.width);
  if (rule == WrongRegion::Whole) {
    if (confounder != nullptr) region = *confounder;
  } else if (request.explanation != nullptr && (confounder != nullptr || regions_known)) {
    region = highlighted(positive_relevance(*request.explanation), request.highlight);
    if (confounder != nullptr) region = intersection(region, *confounder);
  }
  return defect == nullptr ? region : difference(region, dilate(*defect, kDefectMarginPx));
}

std::vector<Edit> make_refutations(const RefutationPlan& plan, const Dataset& dataset,
                                   const RefutationRequest& request, std::span<const Example> labelled,
                                   bool regions_known) {
  if (plan.copies <= 0) return {};
  Edit edit{plan.kind, request.seed, request.round, 0, 0, {}};
  if (plan.kind != EditKind::Augment) {
    edit.region = wrong_region(plan.region, dataset, request, regions_known);
    if (area(edit.region) == 0) return {};
  }
  std::vector<ItemId> donors;
  if (plan.kind == EditKind::Substitute) {
    donors = donors_for(request, labelled, plan.from);
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
