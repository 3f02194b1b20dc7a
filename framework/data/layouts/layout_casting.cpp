#include "framework/core/catalogue/source_set.h"
#include "framework/data/layouts/layout_files.h"

namespace xil {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 2> kClassFolders = {
    {{"ok_front", kOkLabel}, {"def_front", kDefectLabel}}};

}  // namespace

bool is_casting(const DatasetRoot& root, const Choice&) {
  const auto has_both = [&root](const std::string& split) {
    return root.has_folder(split + "/ok_front") && root.has_folder(split + "/def_front");
  };
  return has_both("train") || has_both("test");
}

Listing list_casting(const DatasetRoot& root, const Choice& choice) {
  const SourceParams params = *image_set_params(choice);
  FileFinder finder(root, params, {});
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

}  // namespace xil
