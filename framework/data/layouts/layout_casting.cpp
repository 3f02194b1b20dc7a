#include "framework/data/layouts/layout_casting.h"

#include <fmt/format.h>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 2> kClassFolders = {
    {{"ok_front", kOkLabel}, {"def_front", kDefectLabel}}};

std::vector<std::string> places(const ComponentSpec&) {
  return {"", "casting_data", "casting_data/casting_data", "casting", "casting/casting_data"};
}

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  const auto has_both = [&root](const std::string& split) {
    return root.has_folder(split + "/ok_front") && root.has_folder(split + "/def_front");
  };
  return has_both("train") || has_both("test");
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FileFinder finder(root, *params, {});
  Listing listing;
  for (const auto& [split_folder, split] : kGivenSplits) {
    for (const auto& [class_folder, label] : kClassFolders) {
      const std::string folder = fmt::format("{}/{}", split_folder, class_folder);
      for (const std::string& name : finder.pictures(folder)) {
        listing.items.push_back({.path = joined(folder, name), .label = label, .split = split});
      }
    }
  }
  listing.searched = finder.take_searched();
  return listing;
}

}  // namespace

constexpr Layout kCastingLayout = {
    .name = "casting",
    .marks = "train|test / ok_front|def_front",
    .places = places,
    .recognises = recognises,
    .list = list,
};

}  // namespace xil
