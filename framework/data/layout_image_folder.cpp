#include "framework/data/layout_files.h"

namespace xil {
namespace {

std::string mask_of(const std::map<std::string, std::string>& masks, const std::string& stem) {
  const std::string same = find_mask(masks, stem);
  return same.empty() ? find_mask(masks, stem + "_mask") : same;
}

/// "ok" or "defect", and a folder in it or "" for itself.
void list_folder(const DatasetRoot& root, const std::string& class_folder, const std::string& inner, Listing& listing) {
  const bool defective = class_folder == "defect";
  const std::string below = inner.empty() ? "" : "/" + inner, folder = class_folder + below;
  const auto masks = defective ? masks_in(root, "masks" + below) : std::map<std::string, std::string>();
  const auto confounders = masks_in(root, "confounders/" + folder);
  for (const std::string& name : pictures_in(root, folder)) {
    listing.items.push_back({.path = folder + "/" + name,
                             .label = defective ? kDefectLabel : kOkLabel,
                             .mask = mask_of(masks, stem_of(name)),
                             .confounder_mask = mask_of(confounders, stem_of(name)),
                             .type = defective ? inner : ""});
  }
}

}  // namespace

bool is_image_folder(const DatasetRoot& root, const Choice&) {
  return root.has_folder("ok") && root.has_folder("defect");
}

Listing list_image_folder(const DatasetRoot& root, const Choice&) {
  Listing listing;
  for (const std::string class_folder : {"ok", "defect"}) {
    list_folder(root, class_folder, "", listing);
    for (const std::string& inner : root.folders(class_folder)) list_folder(root, class_folder, inner, listing);
  }
  return listing;
}

}  // namespace xil
