#include "framework/data/layouts/layout_kolektor_sdd2.h"

#include <algorithm>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

constexpr std::string_view kMaskEnding = "_GT";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string> places(const ComponentSpec&) {
  return {"", "KolektorSDD2", "kolektor_sdd2", "kolektor_sdd2/KolektorSDD2"};
}

bool recognises(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FileFinder finder(root, *params, {std::string(kMaskEnding)});
  return std::ranges::any_of(kGivenSplits, [&](const auto& given) {
    const std::string folder(given.first);
    const MaskFolder masks = finder.masks(folder);
    return std::ranges::any_of(finder.pictures(folder), [&](const std::string& name) {
      return is_number(stem_of(name_of(name))) && !masks.of(name).empty();
    });
  });
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FileFinder finder(root, *params, {std::string(kMaskEnding)});
  Listing listing;
  for (const auto& [split_folder, split] : kGivenSplits) {
    const std::string folder(split_folder);
    const MaskFolder masks = finder.masks(folder);
    for (const std::string& name : finder.pictures(folder)) {
      if (!is_number(stem_of(name_of(name)))) continue;
      const std::string mask = masks.of(name), wanted = masks.wanted(name);
      listing.items.push_back({.path = joined(folder, name),
                               .label = std::nullopt,
                               .mask = mask.empty() ? wanted : mask,
                               .wanted_mask = wanted,
                               .split = split});
    }
  }
  listing.searched = finder.take_searched();
  return listing;
}

}  // namespace

constexpr Layout kKolektorSdd2Layout = {
    .name = "kolektor_sdd2",
    .marks = "train|test / <number>.png and <number>_GT.png",
    .places = places,
    .recognises = recognises,
    .list = list,
};

}  // namespace xil
