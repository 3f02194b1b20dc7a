#include "framework/data/weld_seams.h"

#include <cmath>
#include <map>

#include "framework/data/memory_dataset.h"
#include "framework/data/weld_marks.h"
#include "framework/data/weld_render.h"

namespace xil {
namespace {

/// Defects are spread evenly over the items and take turns, so that a longer set begins with the shorter one.
void assign_classes(std::vector<StoredItem>& items, const WeldSeamsParams& params) {
  std::size_t defects = 0;
  for (std::size_t id = 0; id < items.size(); ++id) {
    Item& item = items[id].item;
    item.path = fmt::format("weld/{:04}", id);
    const auto due = static_cast<std::size_t>(
        std::floor(static_cast<double>(id + 1) * params.defect_share + 1e-9));
    if (due <= defects) continue;
    item.label = 1;
    item.type = params.defects[defects % params.defects.size()];
    ++defects;
  }
}

/// Cuts a shuffled stratum into test, validation and pool. Shares are rounded over all strata so far, so that the
/// totals are exact to one item.
void assign_splits(std::vector<StoredItem>& items, const WeldSeamsParams& params,
                   std::uint64_t split_seed) {
  std::map<std::string, std::vector<std::size_t>> strata;
  for (std::size_t id = 0; id < items.size(); ++id) strata[items[id].item.type].push_back(id);
  Rng rng(split_seed, {Purpose::Split});
  std::size_t seen = 0, in_test = 0, in_validation = 0;
  for (auto& [type, ids] : strata) {
    rng.shuffle(ids);
    seen += ids.size();
    const auto share_of = [&](double share) {
      return static_cast<std::size_t>(std::lround(share * static_cast<double>(seen)));
    };
    const std::size_t test = share_of(params.test_share) - in_test;
    const std::size_t validation =
        share_of(params.test_share + params.validation_share) - in_test - in_validation - test;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      Item& item = items[ids[i]].item;
      item.split = i < test ? Split::Test : i < test + validation ? Split::Validation : Split::Pool;
    }
    in_test += test;
    in_validation += validation;
  }
}

bool carries_mark(ConfounderClasses classes, int label) {
  switch (classes) {
    case ConfounderClasses::None:
      return false;
    case ConfounderClasses::Ok:
      return label == 0;
    case ConfounderClasses::Defect:
      return label == 1;
    case ConfounderClasses::Both:
      return true;
  }
  return false;
}

/// Draws which class the item's mark speaks for, and adds it where that class carries one.
void add_confounder(StoredItem& stored, Picture& picture, const WeldScene& scene,
                    const WeldSeamsParams& params, std::uint64_t split_seed, ItemId id) {
  const auto split = static_cast<std::uint32_t>(stored.item.split);
  Rng rng(split_seed, {Purpose::Decoy, split, id});
  const bool test = stored.item.split == Split::Test;
  const bool truthful = rng.bernoulli(test ? 0.5 : params.confounder_strength);
  const int label = truthful ? stored.item.label : 1 - stored.item.label;
  if (!carries_mark(params.confounder, label)) return;
  const MarkKind kind = label == 0 ? MarkKind::Chalk : MarkKind::Marker;
  stored.confounder =
      add_mark(picture, scene, kind, stored.defect ? &*stored.defect : nullptr, rng);
}

void render(StoredItem& stored, const WeldSeamsParams& params, std::uint64_t split_seed, ItemId id) {
  const auto seed = static_cast<std::uint64_t>(params.render_seed);
  const WeldScene scene(seed, id);
  const WeldRenderer renderer(scene, static_cast<int>(params.size));
  Picture picture = renderer.sound();
  if (stored.item.label == 1) {
    const WeldDefect defect(defect_type(stored.item.type), scene, params.contrast, seed, id);
    const Picture changed = renderer.with(defect);
    stored.defect = visible_change(picture, changed);
    for (std::size_t i = 0; i < picture.values.size(); ++i) {
      if (stored.defect->values[i] != 0) picture.values[i] = changed.values[i];
    }
  }
  add_confounder(stored, picture, scene, params, split_seed, id);
  stored.image = photograph(picture, seed, id);
}

}  // namespace

std::shared_ptr<const Dataset> make_weld_seams(const WeldSeamsParams& params,
                                               std::uint64_t split_seed) {
  params.validate();
  std::vector<StoredItem> items(static_cast<std::size_t>(params.items));
  assign_classes(items, params);
  assign_splits(items, params, split_seed);
  for (std::size_t id = 0; id < items.size(); ++id) {
    render(items[id], params, split_seed, static_cast<ItemId>(id));
  }
  DatasetInfo info;
  info.name = "weld_seams";
  info.class_names = {"ok", "defect"};
  info.channels = 3;
  info.height = info.width = static_cast<int>(params.size);
  return std::make_shared<MemoryDataset>(std::move(info), std::move(items));
}

}  // namespace xil
