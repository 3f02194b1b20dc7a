#include "experiments/planning/expected_marks.h"

#include "framework/core/base/error.h"
#include "framework/core/catalogue/datasets.h"
#include "strategies/correction.h"

namespace xil {
namespace {

/// Their masks are the user's own.
bool is_users_own(const ImageSetParams& set) {
  return dynamic_cast<const ImageFolderParams*>(&set) != nullptr ||
         dynamic_cast<const ManifestParams*>(&set) != nullptr;
}

/// What a loss reads and no item has, with a remedy; empty: some item has it, or may have it. `has_maps`: the strategy
/// makes maps, of which pixels can be highlighted.
std::string missing_region(LossRegion region, WrongRegion rule, const ExpectedMarks& marks, bool has_maps) {
  if (region == LossRegion::Right)
    return marks.defects == Marked::No ? "marked defects: take a loss that reads wrong regions, such as rrr" : "";
  if (rule == WrongRegion::Highlighted)
    return marks.regions() == Marked::No ? "regions that tell which highlighted pixels are wrong" : "";
  if (marks.confounders != Marked::No) return {};
  return has_maps && marks.defects != Marked::No ? "marked confounders: take wrong_region: highlighted"
                                                 : "marked confounders";
}

}  // namespace

ExpectedMarks expected_marks(const ComponentSpec& dataset) {
  const auto params = dataset_params(dataset);
  if (const ImageSetParams* set = params->image_set()) {
    if (is_users_own(*set)) return {Marked::Perhaps, Marked::Perhaps};
    return {set->has_masks() ? Marked::Yes : Marked::No, Marked::No};
  }
  if (const auto* weld = dynamic_cast<const WeldSeamsParams*>(params.get()))
    return {Marked::Yes, weld->confounder == ConfounderClasses::None ? Marked::No : Marked::Yes};
  if (const auto* decoy = dynamic_cast<const DecoyFashionMnistParams*>(params.get()))
    return {decoy->mark_objects ? Marked::Yes : Marked::No, Marked::Yes};
  return {Marked::No, Marked::No};
}

ExpectedMarks expected_marks(const ComponentSpec& dataset, const SetRecord* record) {
  if (record == nullptr) return expected_marks(dataset);
  const auto marked = [](std::int64_t items) { return items > 0 ? Marked::Yes : Marked::No; };
  return {marked(record->defects), marked(record->confounders)};
}

ExpectedMarks known_marks(const OracleParams& oracle, const ExpectedMarks& marks) {
  if (oracle.class_regions.empty()) return marks;
  const auto drawn = [&](ClassReason as) { return oracle.draws_for_classes(as) ? Marked::Yes : Marked::No; };
  return {drawn(ClassReason::Right), drawn(ClassReason::Wrong)};
}

void check_loss_regions(const RunParams& run, const StrategyTraits& traits, const SetRecord* record) {
  if (traits.region_losses.empty()) return;
  const auto* edits = dynamic_cast<const EditParams*>(run.strategy.params.typed().get());
  const WrongRegion rule = edits == nullptr ? WrongRegion::Whole : edits->recipe.wrong_region;
  const ExpectedMarks marks = known_marks(run.oracle, expected_marks(run.dataset, record));
  for (const RegionLossKind kind : traits.region_losses) {
    const RegionLossInfo& loss = region_loss_info(kind);
    const std::string missing = missing_region(loss.region, rule, marks, traits.judges_explanations);
    refuse_unless(missing.empty(),
                  "region loss '{}' of strategy '{}' has nothing to read: no item of dataset '{}' has {}", loss.name,
                  run.strategy.name, run.dataset.name, missing);
  }
}

}  // namespace xil
