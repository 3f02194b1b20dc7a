#include "framework/data/edits/edits.h"

#include <iterator>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/edited_pixels.h"
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

/// Region and defect have the picture's size.
void check_regions(const Image& original, ItemId item, const Region* defect, const Edit& edit) {
  require(fits(original, edit.region),
          "item {}: the edit's region is {} x {} pixels, the picture {} x {}: it was made for "
          "another dataset",
          item, edit.region.height, edit.region.width, original.height, original.width);
  require(defect == nullptr || fits(original, *defect),
          "item {}: the defect's region does not fit the picture: check the dataset's masks", item);
}

void check_donor(const Image& original, ItemId item, const Edit& edit, const Image* donor) {
  require(donor != nullptr && donor->channels == original.channels && donor->height == original.height &&
              donor->width == original.width,
          "item {}: {} needs a donor of the picture's size: choose an item of the same dataset", item,
          edit.info().name);
}

}  // namespace

Image apply_edit(const Image& original, ItemId item, const Region* protected_defect, const Edit& edit,
                 const Image* donor) {
  if (edit.info().edits_region) check_regions(original, item, protected_defect, edit);
  if (edit.info().takes_donor) check_donor(original, item, edit, donor);
  const Region pixels = edited_pixels(edit, protected_defect, original.height, original.width);
  Rng rng(edit.seed, {Purpose::Edit, edit.round, item, edit.copy});
  return kFunctions[static_cast<std::size_t>(edit.recipe.kind)]({item, original, edit.recipe, pixels, donor}, rng);
}

}  // namespace xil
