#include "framework/data/edits/edits.h"

#include <iterator>

#include "framework/core/base/error.h"
#include "framework/data/edits/augment.h"
#include "framework/data/edits/inpaint.h"
#include "framework/data/edits/randomise.h"
#include "framework/data/edits/substitute.h"

namespace xil {
namespace {

/// By EditKind: forgetting one does not compile. To add a kind, write its .h/.cpp pair and add it here, and to
/// kEditKinds of core.
constexpr EditFunction kFunctions[] = {augment, randomise, substitute, inpaint};
static_assert(std::size(kFunctions) == kEditKinds.size(), "every kind of edit of core has its function here");

bool fits(const Image& image, const Region& region) {
  return region.height == image.height && region.width == image.width;
}

void check(const EditTask& task) {
  const ItemId item = task.item;
  const Image& original = task.original;
  if (task.edit.info().edits_region) {
    require(fits(original, task.edit.region),
            "item {}: the edit's region is {} x {} pixels, the picture {} x {}: it was made for "
            "another dataset",
            item, task.edit.region.height, task.edit.region.width, original.height, original.width);
    require(task.protected_defect == nullptr || fits(original, *task.protected_defect),
            "item {}: the defect's region does not fit the picture: check the dataset's masks", item);
  }
  if (!task.edit.info().takes_donor) return;
  const Image* donor = task.donor;
  require(donor != nullptr && donor->channels == original.channels && donor->height == original.height &&
              donor->width == original.width,
          "item {}: {} needs a donor of the picture's size: choose an item of the same dataset", item,
          task.edit.info().name);
}

}  // namespace

Image apply_edit(const Image& original, ItemId item, const Region* protected_defect, const Edit& edit,
                 const Image* donor) {
  const EditTask task{item, original, edit, protected_defect, donor};
  check(task);
  Rng rng(edit.seed, {Purpose::Edit, edit.round, item, edit.copy});
  return kFunctions[static_cast<std::size_t>(edit.recipe.kind)](task, rng);
}

}  // namespace xil
