#include "framework/data/layouts/layout_dagm2007.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMaskEnding = "_label", kMaskFolder = "Label";
constexpr std::array<std::pair<std::string_view, Split>, 2> kSplitFolders = {
    {{"Train", Split::Pool}, {"Test", Split::Test}}};
/// Where below a folder the textures may lie.
constexpr std::array<std::string_view, 4> kCollections = {"", "DAGM2007", "dagm2007", "DAGM_KaggleUpload"};

std::string mask_folder(std::string_view split) { return joined(std::string(split), std::string(kMaskFolder)); }

std::vector<std::string> places(const ComponentSpec& spec) {
  const auto params = params_of<Dagm2007Params>(spec, image_set_table(), "dataset");
  std::vector<std::string> found = {""};
  for (const std::string_view collection : kCollections) {
    found.push_back(joined(std::string(collection), params->texture));
  }
  return found;
}

std::vector<std::string> textures_below(const fs::path& folder) {
  std::vector<std::string> found;
  for (const std::string_view collection : kCollections) {
    std::error_code unreadable;
    for (fs::directory_iterator entry(folder / collection, unreadable), end; !unreadable && entry != end;
         entry.increment(unreadable)) {
      std::error_code none;
      if (fs::is_directory(entry->path() / mask_folder("Train"), none))
        found.push_back(entry->path().filename().string());
    }
  }
  std::ranges::sort(found);
  return found;
}

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  return std::ranges::any_of(kSplitFolders,
                             [&](const auto& given) { return root.has_folder(mask_folder(given.first)); });
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FileFinder finder(root, *params, {std::string(kMaskEnding)});
  Listing listing;
  for (const auto& [split_folder, split] : kSplitFolders) {
    const std::string folder(split_folder);
    const MaskFolder masks = finder.masks(mask_folder(split_folder));
    for (const std::string& name : finder.pictures(folder)) {
      if (name.starts_with(std::string(kMaskFolder) + "/")) continue;  // with `recursive`
      const std::string mask = masks.of(name);
      listing.items.push_back({.path = joined(folder, name),
                               .label = mask.empty() ? kOkLabel : kDefectLabel,
                               .mask = mask,
                               .wanted_mask = masks.wanted(name),
                               .split = split});
    }
  }
  listing.searched = finder.take_searched();
  return listing;
}

}  // namespace

constexpr Layout kDagm2007Layout = {
    .name = "dagm2007",
    .marks = "Train|Test / <number>.PNG and Label/<number>_label.PNG of the parameter texture",
    .places = places,
    .recognises = recognises,
    .list = list,
    .siblings = Siblings{.parameter = "texture", .plural = "textures", .below = textures_below},
};

}  // namespace xil
