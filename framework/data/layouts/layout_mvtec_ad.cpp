#include "framework/data/layouts/layout_mvtec_ad.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kOkFolder = "good";

/// Where below a folder the categories may lie.
constexpr std::array<std::string_view, 4> kCollections = {"", "mvtec_ad", "mvtec_anomaly_detection",
                                                          "mvtec_ad/mvtec_anomaly_detection"};

std::vector<std::string> places(const ComponentSpec& spec) {
  const auto params = params_of<MvtecAdParams>(spec, image_set_table(), "dataset");
  std::vector<std::string> found = {""};
  for (const std::string_view collection : kCollections) {
    found.push_back(joined(std::string(collection), params->category));
  }
  return found;
}

std::vector<std::string> categories_below(const fs::path& folder) {
  std::vector<std::string> found;
  for (const std::string_view collection : kCollections) {
    std::error_code unreadable;
    for (fs::directory_iterator entry(folder / collection, unreadable), end; !unreadable && entry != end;
         entry.increment(unreadable)) {
      std::error_code none;
      if (fs::is_directory(entry->path() / "train" / "good", none)) found.push_back(entry->path().filename().string());
    }
  }
  std::ranges::sort(found);
  return found;
}

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  return root.has_folder("train/good") && root.has_folder("test");
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  FileFinder finder(root, *params, {"_mask"});
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

}  // namespace

constexpr Layout kMvtecAdLayout = {
    .name = "mvtec_ad",
    .marks = "train/good, test/<type> and ground_truth/<type> of the parameter category",
    .places = places,
    .recognises = recognises,
    .list = list,
    .siblings = Siblings{.parameter = "category", .plural = "categories", .below = categories_below},
};

}  // namespace xil
