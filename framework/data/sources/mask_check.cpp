#include "framework/data/sources/mask_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "framework/data/files/file_finder.h"
#include "framework/data/files/mask_names.h"

namespace xil {
namespace {

bool has_no_mask(const ListedItem& item) { return item.mask.empty() && item.drawn.defect.empty(); }

constexpr std::ptrdiff_t kFewestTwins = 2;  // a single one may be a forgotten copy

}  // namespace

std::vector<std::string> items_without_mask(const SourceReading& reading, const Listing& listing) {
  std::vector<std::string> paths;
  if (std::ranges::none_of(reading.set.items, [](const SourceItem& item) { return item.defect.has_value(); }))
    return paths;
  std::map<std::string_view, const ListedItem*> listed;
  for (const ListedItem& item : listing.items) listed.emplace(item.path, &item);
  for (const SourceItem& item : reading.set.items) {
    if (item.label != reading.set.ok_label && has_no_mask(*listed.at(item.picture()))) paths.push_back(item.path);
  }
  return paths;
}

std::vector<std::pair<std::string, std::vector<std::string>>> shared_masks(const Listing& listing) {
  std::map<std::string, std::vector<std::string>> items_of;
  for (const ListedItem& item : listing.items) {
    if (!item.mask.empty()) items_of[item.mask].push_back(item.path);
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> shared;
  for (auto& [mask, items] : items_of) {
    if (items.size() > 1) shared.emplace_back(mask, std::move(items));
  }
  return shared;
}

std::vector<std::pair<std::string, std::string>> masks_taken_for_pictures(const Listing& listing) {
  std::multimap<std::string, const ListedItem*> by_stem;
  for (const ListedItem& item : listing.items) by_stem.emplace(stem_of(item.path), &item);
  const auto is_twin = [&](const ListedItem& item) {
    return is_png_name(item.path) && by_stem.count(stem_of(item.path)) > 1;
  };
  const bool twins = std::ranges::count_if(listing.items, is_twin) >= kFewestTwins;
  std::vector<std::pair<std::string, std::string>> found;
  for (const ListedItem& item : listing.items) {
    const std::string stem = stem_of(item.path), suffix = mask_suffix_of(item.path);
    const auto whole = by_stem.find(stem.substr(0, stem.size() - suffix.size()));
    if (!suffix.empty() && whole != by_stem.end()) {
      found.emplace_back(item.path,
                         fmt::format("{} looks like the mask of {}, but is read as a picture: mask_suffix={}, or "
                                     "move the masks to their own folder",
                                     item.path, whole->second->path, suffix));
    } else if (lies_among_masks(item.path)) {
      found.emplace_back(item.path,
                         fmt::format("{} lies in a folder of masks by its name, but is read as a picture: move "
                                     "the masks to their own folder",
                                     item.path));
    } else if (twins && is_twin(item)) {
      found.emplace_back(item.path,
                         fmt::format("{} has the name of another picture, as masks beside JPEG files do, but is "
                                     "read as a picture: move the masks to their own folder",
                                     item.path));
    }
  }
  return found;
}

}  // namespace xil
