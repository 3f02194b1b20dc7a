#include "framework/data/weld_seams.h"

#include <cmath>
#include <map>

#include "framework/data/memory_dataset.h"
#include "framework/data/weld_marks.h"
#include "framework/data/weld_render.h"

namespace xil {
namespace {

/// Whether the next of equally spaced choices falls on `index`, so that any n in a row hold n *
/// share of them.
bool falls_on(std::size_t index, double share) {
  const auto count = [share](std::size_t n) {
    return std::floor(static_cast<double>(n) * share + 1e-9);
  };
  return count(index + 1) > count(index);
}

/// Defects are spread evenly over the items and take turns, so that a longer set begins with the
/// shorter one.
void assign_classes(std::vector<StoredItem>& items, const WeldSeamsParams& params) {
  std::size_t defects = 0;
  for (std::size_t id = 0; id < items.size(); ++id) {
    Item& item = items[id].item;
    item.path = fmt::format("weld/{:04}", id);
    if (!falls_on(id, params.defect_share)) continue;
    item.label = 1;
    item.type = params.defects[defects % params.defects.size()];
    ++defects;
  }
}

/// Deals the items, shuffled within each type, one type after the other: each type and the whole
/// set come to their shares, to within an item.
void assign_splits(std::vector<StoredItem>& items, const WeldSeamsParams& params,
                   std::uint64_t split_seed) {
  std::map<std::string, std::vector<std::size_t>> types;
  for (std::size_t id = 0; id < items.size(); ++id) types[items[id].item.type].push_back(id);
  Rng rng(split_seed, {Purpose::Split});
  const double validation_of_rest = params.validation_share / (1 - params.test_share);
  std::size_t dealt = 0, rest = 0;
  for (auto& [type, ids] : types) {
    rng.shuffle(ids);
    for (const std::size_t id : ids) {
      Split& split = items[id].item.split;
      if (falls_on(dealt++, params.test_share)) {
        split = Split::Test;
      } else if (falls_on(rest++, validation_of_rest)) {
        split = Split::Validation;
      }
    }
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

void render(StoredItem& stored, const WeldSeamsParams& params, std::uint64_t split_seed,
            ItemId id) {
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
