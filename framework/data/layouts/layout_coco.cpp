#include "framework/data/layouts/layout_coco.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "framework/core/base/error.h"
#include "framework/data/annotations/coco_file.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/layouts/annotated_listing.h"
#include "framework/data/layouts/file_account.h"

namespace xil {
namespace {

std::shared_ptr<const CocoParams> params_of_set(const ComponentSpec& spec) {
  return params_of<CocoParams>(spec, image_set_table(), "dataset");
}

bool is_json(const std::string& name) { return lower_case(name).ends_with(".json"); }

/// The files that list a set, ascending.
std::vector<std::string> files_of(const DatasetRoot& root, const CocoParams& params) {
  if (!params.file.empty()) return {params.file};
  std::vector<std::string> folders = {"", "annotations"};
  for (const std::string& folder : root.folders("")) {
    if (split_named(folder)) folders.push_back(folder);
  }
  std::vector<std::string> found;
  for (const std::string& folder : folders) {
    if (!root.has_folder(folder)) continue;
    for (const std::string& name : root.files(folder)) {
      const std::string path = joined(folder, name);
      if (is_json(name) && looks_like_coco(root, path)) found.push_back(path);
    }
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> places(const ComponentSpec&) { return {""}; }

bool recognises(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = params_of_set(spec);
  return params->file.empty() ? !files_of(root, *params).empty() : root.has_file(params->file);
}

void add_file(const DatasetRoot& root, const std::string& path, const CocoParams& params, const PictureIndex& index,
              AnnotatedListing& listing) {
  CocoFile file = read_coco(root, path, params);
  listing.use(path);
  for (AnnotatedPicture& picture : file.pictures) {
    const FoundPicture found = index.find(path, picture.path);
    picture.path = found.path;
    if (picture.fault.empty()) picture.fault = found.fault;
    picture.split = split_of_folders(found.path);
    if (!picture.split) picture.split = split_of_folders(path);
    if (!picture.split) picture.split = split_of_name(path);
    listing.add(picture);
  }
  if (!file.strangers.empty()) {
    // Such an annotation may be of a picture in the folder, which would then count as ok although it is marked.
    require(
        params.unlabelled != Unlabelled::Ok,
        "{}: {} annotations belong to images that it does not list ({}), so that a picture without annotation may be "
        "a marked one: restore its list of images, or take unlabelled=refuse",
        path, file.strangers.size(), some_of(file.strangers));
    listing.note(fmt::format("{}: {} annotations belong to images that it does not list, and are passed over: {}", path,
                             file.strangers.size(), some_of(file.strangers)));
  }
  if (file.crowds > 0) {
    listing.note(fmt::format("{}: {} annotations mark a crowd as a whole (iscrowd), and are taken like others", path,
                             file.crowds));
  }
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = params_of_set(spec);
  const PictureIndex index(root, params->pictures);
  AnnotatedListing listing(index, *params);
  for (const std::string& file : files_of(root, *params)) add_file(root, file, *params, index, listing);
  return listing.take();
}

}  // namespace

constexpr Layout kCocoLayout = {
    .name = "coco",
    .marks = "a JSON file of COCO (images, categories, annotations) in itself, in annotations/ or in train|valid|test",
    .places = places,
    .recognises = recognises,
    .list = list,
    .annotated = true,
};

}  // namespace xil
