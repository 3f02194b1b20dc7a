#include "framework/core/catalogue/source_set.h"
#include "framework/data/layouts/layout_files.h"

namespace xil {
namespace {

constexpr std::string_view kOkFolder = "good";

}  // namespace

bool is_mvtec_ad(const DatasetRoot& root, const Choice&) {
  return root.has_folder("train/good") && root.has_folder("test");
}

Listing list_mvtec_ad(const DatasetRoot& root, const Choice& choice) {
  const SourceParams params = *image_set_params(choice);
  FileFinder finder(root, params, {"_mask"});
  Listing listing;
  for (const auto& [split_folder, split] : kGivenSplits) {
    for (const std::string& type : root.folders(std::string(split_folder))) {
      const std::string folder = fmt::format("{}/{}", split_folder, type);
      const bool ok = type == kOkFolder;
      const MaskFolder masks = finder.masks("ground_truth/" + type), beside = finder.masks_beside(folder);
      for (const std::string& name : finder.pictures(folder)) {
        const std::string mask = masks.of(name);
        listing.items.push_back({.path = joined(folder, name),
                                 .label = ok ? kOkLabel : kDefectLabel,
                                 .mask = mask.empty() ? beside.of(name) : mask,
                                 .wanted_mask = masks.wanted(name),
                                 .type = ok ? "" : type,
                                 .split = split});
      }
    }
  }
  listing.searched = finder.take_searched();
  return listing;
}

}  // namespace xil
