#include "framework/data/layout_files.h"

namespace xil {
namespace {

constexpr std::string_view kOkFolder = "good";

}  // namespace

bool is_mvtec_ad(const DatasetRoot& root, const Choice&) {
  return root.has_folder("train/good") && root.has_folder("test");
}

Listing list_mvtec_ad(const DatasetRoot& root, const Choice&) {
  Listing listing;
  for (const auto& [split_folder, split] : kGivenSplits) {
    for (const std::string& type : root.folders(std::string(split_folder))) {
      const std::string folder = fmt::format("{}/{}", split_folder, type);
      const bool ok = type == kOkFolder;
      const auto masks = masks_in(root, "ground_truth/" + type);
      for (const std::string& name : pictures_in(root, folder)) {
        listing.items.push_back({.path = folder + "/" + name,
                                 .label = ok ? kOkLabel : kDefectLabel,
                                 .mask = find_mask(masks, stem_of(name) + "_mask"),
                                 .type = ok ? "" : type,
                                 .split = split});
      }
    }
  }
  return listing;
}

}  // namespace xil
