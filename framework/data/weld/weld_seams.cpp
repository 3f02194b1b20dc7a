#include "framework/data/weld/weld_seams.h"

#include <array>
#include <set>
#include <utility>

#include "framework/core/base/error.h"
#include "framework/data/splits/memory_dataset.h"
#include "framework/data/splits/split_plan.h"
#include "framework/data/weld/weld_marks.h"
#include "framework/data/weld/weld_render.h"

namespace xil {
namespace {

/// Spreads the defects evenly over the items, with their types taking turns, so that a longer set begins with the
/// shorter one.
void assign_classes(std::vector<StoredItem>& items, const WeldSeamsParams& params) {
  std::size_t defects = 0;
  EvenShare defective(params.defect_share);
  for (std::size_t id = 0; id < items.size(); ++id) {
    Item& item = items[id].item;
    item.path = fmt::format("weld/{:04}", id);
    if (!defective.takes()) continue;
    item.label = 1;
    item.type = params.defects[defects % params.defects.size()];
    ++defects;
  }
}

void refuse_one_sided(const std::vector<Split>& dealt, const std::vector<Kind>& kinds, Split side) {
  std::set<int> labels;
  for (std::size_t i = 0; i < dealt.size(); ++i) {
    if (dealt[i] == side) labels.insert(kinds[i].label);
  }
  refuse_unless(labels.size() == 2,
                "dataset 'weld_seams': {} has not items of both classes: raise 'items', or change 'defect_share'",
                side == Split::Test ? "test" : "the pool");
}

/// Deals the items, each kind by its shares, and plans which of them stay. The marks depend on the split of an item,
/// whether or not its type is held out.
SplitPlan assign_splits(std::vector<StoredItem>& items, const WeldSeamsParams& params, std::uint64_t split_seed) {
  std::vector<Kind> kinds;
  std::vector<ItemGroup> single;
  for (const StoredItem& stored : items) {
    single.push_back({kinds.size()});
    kinds.push_back({stored.item.label, stored.item.type});
  }
  const Shares shares = {.validation = params.validation_share, .test = params.test_share};
  std::vector<Split> dealt = deal(kinds, single, shares, split_seed);
  SplitPlan plan;
  for (const Moved& moved :
       fill_sides(dealt, kinds, single, std::array{Split::Pool, Split::Validation, Split::Test}, split_seed)) {
    plan.notes.push_back(fmt::format("the shares leave one side without {} items: it has got one",
                                     moved.label == 1 ? "defective" : "ok"));
  }
  for (const Split side : {Split::Pool, Split::Test}) refuse_one_sided(dealt, kinds, side);
  for (std::size_t id = 0; id < items.size(); ++id) plan.of.emplace_back(items[id].item.split = dealt[id]);
  hold_out(plan, kinds, params.hold_out_type, "dataset 'weld_seams'");
  return plan;
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

/// Draws the class that the item's mark indicates, and adds the mark if that class carries one.
void add_confounder(StoredItem& stored, Picture& picture, const WeldScene& scene, const WeldSeamsParams& params,
                    std::uint64_t split_seed, ItemId id) {
  const auto split = static_cast<std::uint32_t>(stored.item.split);
  Rng rng(split_seed, {Purpose::Decoy, split, id});
  const bool test = stored.item.split == Split::Test;
  const bool truthful = rng.bernoulli(test ? 0.5 : params.confounder_strength);
  const int label = truthful ? stored.item.label : 1 - stored.item.label;
  if (!carries_mark(params.confounder, label)) return;
  stored.item.hint = label;
  const MarkKind kind = label == 0 ? MarkKind::Chalk : MarkKind::Marker;
  stored.confounder = add_mark(picture, scene, kind, stored.defect ? &*stored.defect : nullptr, rng);
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

std::shared_ptr<const Dataset> make_weld_seams(const WeldSeamsParams& params, std::uint64_t split_seed) {
  params.validate();
  std::vector<StoredItem> items(static_cast<std::size_t>(params.items));
  assign_classes(items, params);
  SplitPlan plan = assign_splits(items, params, split_seed);
  std::vector<StoredItem> kept;
  for (std::size_t id = 0; id < items.size(); ++id) {
    if (!plan.of[id]) continue;
    render(items[id], params, split_seed, static_cast<ItemId>(id));
    kept.push_back(std::move(items[id]));
  }
  DatasetInfo info;
  info.name = "weld_seams";
  info.class_names = {"ok", "defect"};
  info.channels = 3;
  info.height = info.width = static_cast<int>(params.size);
  info.held_out_types = params.hold_out_type;
  info.notes = std::move(plan.notes);
  return std::make_shared<MemoryDataset>(std::move(info), std::move(kept));
}

}  // namespace xil
