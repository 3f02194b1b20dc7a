#include "framework/data/layouts/layout_magnetic_tile.h"

#include <algorithm>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

constexpr std::string_view kPrefix = "MT_", kOkFolder = "MT_Free", kImages = "/Imgs";

std::vector<std::string> tile_folders(const DatasetRoot& root) {
  std::vector<std::string> folders = root.folders("");
  std::erase_if(folders, [&root](const std::string& folder) {
    return !folder.starts_with(kPrefix) || !root.has_folder(folder + std::string(kImages));
  });
  return folders;
}

std::vector<std::string> places(const ComponentSpec&) {
  return {"", "magnetic_tile", "Magnetic-tile-defect-datasets.-master",
          "magnetic_tile/Magnetic-tile-defect-datasets.-master"};
}

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  const auto folders = tile_folders(root);
  return folders.size() >= 2 && std::ranges::find(folders, kOkFolder) != folders.end();
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FileFinder finder(root, *params, {""});
  Listing listing;
  for (const std::string& folder : tile_folders(root)) {
    const bool ok = folder == kOkFolder;
    const std::string type = ok ? "" : lower_case(folder.substr(kPrefix.size()));
    const std::string images = folder + std::string(kImages);
    const MaskFolder masks = finder.masks(images);
    for (const std::string& name : finder.pictures(images)) {
      if (is_png_name(name)) continue;
      const std::string path = joined(images, name);
      std::string mask = masks.of(name);
      // Other files than PNG with a picture's name are pictures themselves.
      if (mask == path || (params->mask_suffix.empty() && !is_png_name(mask))) mask.clear();
      listing.items.push_back({.path = path,
                               .label = ok ? kOkLabel : kDefectLabel,
                               .mask = mask,
                               .wanted_mask = masks.wanted(name),
                               .type = type});
    }
  }
  listing.searched = finder.take_searched();
  return listing;
}

}  // namespace

constexpr Layout kMagneticTileLayout = {
    .name = "magnetic_tile",
    .marks = "MT_Free/Imgs and MT_<type>/Imgs",
    .places = places,
    .recognises = recognises,
    .list = list,
    .is_mask_beside = is_png_name,
};

}  // namespace xil
