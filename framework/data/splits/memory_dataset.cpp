#include "framework/data/splits/memory_dataset.h"

#include <fmt/ranges.h>

#include <utility>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/value.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/edits/edits.h"

namespace xil {
namespace {

bool fits(const DatasetInfo& info, const std::optional<Region>& region) {
  return !region || (region->height == info.height && region->width == info.width);
}

void check(const DatasetInfo& info, const StoredItem& stored) {
  const Image& image = stored.image;
  const std::string& path = stored.item.path;
  require(image.channels == info.channels && image.height == info.height && image.width == info.width,
          "dataset '{}': {} is {} x {} x {}, all pictures must be {} x {} x {}", info.name, path, image.channels,
          image.height, image.width, info.channels, info.height, info.width);
  require(stored.item.label >= 0 && stored.item.label < info.classes(),
          "dataset '{}': {} has label {}, there are {} classes", info.name, path, stored.item.label, info.classes());
  require(fits(info, stored.defect) && fits(info, stored.confounder),
          "dataset '{}': a region of {} does not fit the picture", info.name, path);
}

/// Texts are quoted and pixels have a known number of bytes, so that two different contents never feed the same bytes.
std::string digest_of(const DatasetInfo& info, const std::vector<StoredItem>& items) {
  Digest digest;
  digest.add(fmt::format("{} {} {} {} {}", json_string(info.name), info.positive_class, info.channels, info.height,
                         info.width));
  for (const std::string& name : info.class_names) digest.add(json_string(name));
  for (const StoredItem& stored : items) {
    const Item& item = stored.item;
    digest.add(fmt::format("{} {} {} {}", json_string(item.path), static_cast<int>(item.split), item.label,
                           json_string(item.type)));
    digest.add(std::span(stored.image.pixels));
    add_region(digest, stored.defect);
    add_region(digest, stored.confounder);
  }
  return digest.hex();
}

}  // namespace

MemoryDataset::MemoryDataset(DatasetInfo info, std::vector<StoredItem> items)
    : info_(std::move(info)), items_(std::move(items)) {
  for (const StoredItem& stored : items_) check(info_, stored);
  info_.digest = digest_of(info_, items_);
}

Image MemoryDataset::edited(ItemId id, const Edit& edit) const {
  const Image* donor = edit.info().takes_donor ? &items_.at(edit.donor).image : nullptr;
  return apply_edit(items_.at(id).image, id, defect(id), edit, donor);
}

const Region* MemoryDataset::defect(ItemId id) const {
  const auto& region = items_.at(id).defect;
  return region ? &*region : nullptr;
}

const Region* MemoryDataset::confounder(ItemId id) const {
  const auto& region = items_.at(id).confounder;
  return region ? &*region : nullptr;
}

}  // namespace xil
