#include <algorithm>

#include "framework/data/layout_files.h"

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

}  // namespace

bool is_magnetic_tile(const DatasetRoot& root, const Choice&) {
  const auto folders = tile_folders(root);
  return folders.size() >= 2 && std::ranges::find(folders, kOkFolder) != folders.end();
}

Listing list_magnetic_tile(const DatasetRoot& root, const Choice&) {
  Listing listing;
  for (const std::string& folder : tile_folders(root)) {
    const bool ok = folder == kOkFolder;
    const std::string type = ok ? "" : lower_case(folder.substr(kPrefix.size()));
    const std::string images = folder + std::string(kImages);
    const auto masks = masks_in(root, images);
    for (const std::string& name : pictures_in(root, images)) {
      if (is_png_name(name)) continue;
      listing.items.push_back({.path = images + "/" + name,
                               .label = ok ? kOkLabel : kDefectLabel,
                               .mask = find_mask(masks, stem_of(name)),
                               .type = type});
    }
  }
  return listing;
}

}  // namespace xil
