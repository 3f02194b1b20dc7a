#include <algorithm>

#include "framework/data/layout_files.h"

namespace xil {
namespace {

constexpr std::string_view kMaskEnding = "_GT";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool is_kolektor_sdd2(const DatasetRoot& root, const Choice&) {
  return std::ranges::any_of(kGivenSplits, [&root](const auto& given) {
    const auto masks = masks_in(root, std::string(given.first));
    return std::ranges::any_of(masks, [&masks](const auto& mask) {
      return is_number(mask.first) && masks.contains(mask.first + std::string(kMaskEnding));
    });
  });
}

Listing list_kolektor_sdd2(const DatasetRoot& root, const Choice&) {
  Listing listing;
  for (const auto& [split_folder, split] : kGivenSplits) {
    const std::string folder(split_folder);
    const auto masks = masks_in(root, folder);
    for (const std::string& name : pictures_in(root, folder)) {
      const std::string stem = stem_of(name);
      if (!is_number(stem)) continue;
      const std::string mask_stem = stem + std::string(kMaskEnding), mask = find_mask(masks, mask_stem);
      listing.items.push_back({.path = folder + "/" + name,
                               .label = std::nullopt,
                               .mask = mask.empty() ? folder + "/" + mask_stem + ".png" : mask,
                               .split = split});
    }
  }
  return listing;
}

}  // namespace xil
