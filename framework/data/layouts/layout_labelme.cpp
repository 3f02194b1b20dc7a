#include "framework/data/layouts/layout_labelme.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/data/annotations/labelme_file.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/layouts/annotated_listing.h"

namespace xil {
namespace {

bool is_json(const std::string& path) { return lower_case(path).ends_with(".json"); }

/// A damaged file beside its picture is no less labelme's.
bool is_one(const DatasetRoot& root, const PictureIndex& index, const std::string& path) {
  return is_json(path) && (looks_like_labelme(root, path) || !index.beside(path).empty());
}

std::vector<std::string> places(const ComponentSpec&) { return {""}; }

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  return std::ranges::any_of(files_below(root, ""),
                             [&](const std::string& path) { return is_json(path) && looks_like_labelme(root, path); });
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = params_of<LabelmeParams>(spec, image_set_table(), "dataset");
  const PictureIndex index(root, params->pictures);
  AnnotatedListing listing(index, *params);
  for (const std::string& path : index.files()) {
    if (!is_one(root, index, path)) continue;
    LabelmeFile file = read_labelme(root, path, *params);
    const bool missing = !index.has(index.find(path, file.named).path) && index.beside(path).empty();
    if (missing && file.embedded && file.picture.fault.empty()) {
      file.picture.fault = fmt::format(
          "{}: its picture '{}' is not there, but lies in the file itself (imageData): labelme_export_json takes it "
          "out",
          path, file.named);
    }
    listing.add(std::move(file.picture), file.named);
  }
  return listing.take();
}

}  // namespace

constexpr Layout kLabelmeLayout = {
    .name = "labelme",
    .marks = "a JSON file of labelme for each picture",
    .places = places,
    .recognises = recognises,
    .list = list,
    .annotated = true,
};

}  // namespace xil
