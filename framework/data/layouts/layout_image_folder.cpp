#include "framework/data/layouts/layout_image_folder.h"

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

/// Lists one class folder after the other.
class FolderLister {
 public:
  FolderLister(const DatasetRoot& root, const SourceParams& params)
      : root_(root), params_(params), finder_(root, params, {"", "_mask"}), shallow_(root, shallow(params), {}) {}

  /// "ok" or "defect", with the folders in it.
  void list(const std::string& class_folder) {
    add(class_folder, "", shallow_);
    for (const std::string& inner : root_.folders(class_folder)) add(class_folder, inner, finder_);
  }

  Listing take() {
    listing_.searched = finder_.take_searched();
    for (std::string& folder : shallow_.take_searched()) listing_.searched.push_back(std::move(folder));
    return std::move(listing_);
  }

 private:
  /// Folders in a class folder are types: what lies deeper is found by them.
  static SourceParams shallow(SourceParams params) {
    params.recursive = false;
    return params;
  }

  void add(const std::string& class_folder, const std::string& inner, FileFinder& pictures) {
    const bool defective = class_folder == "defect";
    const std::string folder = joined(class_folder, inner);
    const MaskFolder masks = defective ? finder_.masks(joined("masks", inner)) : MaskFolder(),
                     beside = defective ? finder_.masks_beside(folder) : MaskFolder(),
                     confounders = finder_.masks(joined("confounders", folder));
    for (const std::string& name : pictures.pictures(folder)) {
      const std::string mask = masks.of(name);
      listing_.items.push_back({.path = joined(folder, name),
                                .label = defective ? kDefectLabel : kOkLabel,
                                .mask = mask.empty() ? beside.of(name) : mask,
                                .wanted_mask = masks.wanted(name),
                                .confounder_mask = confounders.of(name),
                                .wanted_confounder_mask = confounders.wanted(name),
                                .type = defective ? inner : ""});
    }
  }

  const DatasetRoot& root_;
  const SourceParams& params_;
  FileFinder finder_, shallow_;
  Listing listing_;
};

std::vector<std::string> places(const ComponentSpec&) { return {""}; }

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  return root.has_folder("ok") && root.has_folder("defect");
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FolderLister lister(root, *params);
  for (const char* class_folder : {"ok", "defect"}) lister.list(class_folder);
  return lister.take();
}

}  // namespace

constexpr Layout kImageFolderLayout = {
    .name = "image_folder",
    .marks = "pictures in ok/ and defect/[type/]",
    .places = places,
    .recognises = recognises,
    .list = list,
};

}  // namespace xil
