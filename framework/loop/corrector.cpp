#include "framework/loop/corrector.h"

#include <memory>

namespace xil {
namespace {

bool marks_defects(const Dataset& dataset) {
  for (ItemId id = 0; id < dataset.size(); ++id) {
    if (dataset.defect(id) != nullptr) return true;
  }
  return false;
}

bool edits_a_region(const CorrectionPlan& plan) { return plan.copies > 0 && plan.kind != EditKind::Augment; }

}  // namespace

Corrector::Corrector(const LoopParts& parts, LabelledPool& pool)
    : parts_(parts),
      pool_(pool),
      regions_known_(marks_defects(parts.dataset)),
      refutations_(parts.dataset.info().class_names.size(), 0) {}

Lesson Corrector::correct(const CorrectionPlan& plan, ItemId item, int label, std::uint32_t round,
                          const Explanation* explanation) {
  if (plan.copies <= 0 && !plan.penalise) return {};
  const DatasetInfo& info = parts_.dataset.info();
  Region wrong(info.height, info.width);
  if (edits_a_region(plan) || plan.penalise) {
    const Marking marked = parts_.oracle.mark(item);
    wrong = wrong_region(plan.region, info, {marked, explanation, parts_.run.oracle.highlight, regions_known_});
  }
  Lesson lesson;
  lesson.edits = add_copies(plan, {item, label, round, static_cast<std::uint64_t>(parts_.run.seed)}, wrong);
  lesson.penalised = plan.penalise && area(wrong) > 0;
  if (lesson.penalised) {
    const auto region = std::make_shared<const Region>(wrong);
    pool_.penalise(item, region);
    parts_.log.penalised({round, item, region});
    ++penalties_;
  }
  const bool marked_a_region = lesson.penalised || (lesson.edits > 0 && edits_a_region(plan));
  lesson.expert_s = marked_a_region ? parts_.oracle.region_s() : 0;
  return lesson;
}

void Corrector::replay(const ShownRecord& look, PastCorrections& past) {
  const auto edits = static_cast<std::size_t>(look.edits);
  require(edits <= past.refutations.size() && (!look.penalised || !past.penalties.empty()),
          "a resumed run lacks corrections of item {}", look.item);
  for (const RefutationRecord& copy : past.refutations.first(edits)) {
    pool_.refute({copy.item, copy.label, copy.edit, nullptr});
    ++refutations_.at(static_cast<std::size_t>(copy.label));
  }
  past.refutations = past.refutations.subspan(edits);
  if (!look.penalised) return;
  pool_.penalise(past.penalties.front().item, past.penalties.front().region);
  past.penalties = past.penalties.subspan(1);
  ++penalties_;
}

std::int64_t Corrector::add_copies(const CorrectionPlan& plan, const RefutationRequest& request, const Region& wrong) {
  const auto edits = make_refutations(plan, request, wrong, pool_.labelled(), pool_.given_labels());
  for (const Edit& edit : edits) {
    const auto kept = std::make_shared<const Edit>(edit);
    pool_.refute({request.item, request.label, kept, nullptr});
    parts_.log.refuted({request.round, request.item, request.label, kept});
  }
  const auto count = static_cast<std::int64_t>(edits.size());
  refutations_[static_cast<std::size_t>(request.label)] += count;
  return count;
}

}  // namespace xil
