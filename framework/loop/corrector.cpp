#include "framework/loop/corrector.h"

#include <memory>

namespace xil {

Corrector::Corrector(const LoopParts& parts, LabelledPool& pool)
    : parts_(parts),
      pool_(pool),
      regions_known_(parts.oracle.knows_regions()),
      refutations_(parts.dataset.info().class_names.size(), 0) {}

CorrectionResult Corrector::correct(const CorrectionPlan& plan, ItemId item, int label, std::uint32_t round,
                                    const Explanation* explanation) {
  if (plan.is_empty()) return {};
  const DatasetInfo& info = parts_.dataset.info();
  Region wrong(info.height, info.width), right(info.height, info.width);
  if (plan.reads_regions()) {
    const Marking marked = parts_.oracle.mark(item);
    wrong = wrong_region(plan.recipe.wrong_region, info,
                         {marked, explanation, parts_.run.oracle.highlight, regions_known_});
    if (marked.defect) right = *marked.defect;
  }
  const RefutationRequest request{item, label, round, static_cast<std::uint64_t>(parts_.run.seed)};
  CorrectionResult result;
  result.edits = add_copies(plan, request, wrong);
  result.region_losses = add_losses(plan, request, wrong, right);
  result.marked_region = result.region_losses > 0 || (result.edits > 0 && plan.edits_region());
  return result;
}

void Corrector::replay(const ShownRecord& look, std::span<const Correction>& past) {
  const auto count = static_cast<std::size_t>(look.edits + look.region_losses);
  require(count <= past.size(), "a resumed run lacks corrections of item {}", look.item);
  for (const Correction& correction : past.first(count)) apply(correction);
  past = past.subspan(count);
}

void Corrector::apply(const Correction& correction) {
  pool_.correct(correction);
  if (correction.edit() != nullptr) {
    ++refutations_.at(static_cast<std::size_t>(correction.label));
  } else {
    ++region_losses_;
  }
}

void Corrector::add(const Correction& correction) {
  apply(correction);
  parts_.log.corrected(correction);
}

std::int64_t Corrector::add_copies(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong) {
  const auto edits = make_refutations(plan, request, wrong, pool_.labelled(), pool_.given_labels());
  for (const Edit& edit : edits) {
    add({request.round, request.item, request.label, std::make_shared<const Edit>(edit)});
  }
  return static_cast<std::int64_t>(edits.size());
}

/// None where the region that a loss reads is empty.
std::int64_t Corrector::add_losses(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong,
                                   const Region& right) {
  std::int64_t added = 0;
  for (const PlannedLoss& loss : plan.losses) {
    const Region& region = region_loss_info(loss.kind).region == LossRegion::Right ? right : wrong;
    if (area(region) == 0) continue;
    const RegionLoss made{loss.kind, loss.weight, std::make_shared<const Region>(region)};
    add({request.round, request.item, request.label, made});
    ++added;
  }
  return added;
}

}  // namespace xil
