#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/data/layouts/layouts.h"
#include "tests/support/image_files.h"
#include "tests/support/refusals.h"

namespace xil {

/// A folder of files that are listed, never decoded.
class LayoutFolder : public ImageFiles {
 public:
  LayoutFolder() = default;
  explicit LayoutFolder(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) write(path, {});
  }
  void write_text(const std::string& path, std::string_view text) const { write(path, {text.begin(), text.end()}); }

  /// A dataset with its root here.
  ComponentSpec spec(const std::string& dataset, Value::Map params = {}) const {
    params.emplace_back("root", Value(root().string()));
    return {dataset, find_entry(dataset_table(), dataset, "dataset").resolve(Value(std::move(params)), dataset)};
  }

  Listing list(const std::string& dataset, Value::Map params = {}) const {
    const ComponentSpec chosen = spec(dataset, std::move(params));
    return list_items(find_root(chosen), chosen);
  }
};

/// A category of MVTec AD with what lies in it besides.
inline const std::vector<std::string> kBottle = {"train/good/000.png",
                                                 "test/good/000.png",
                                                 "test/broken/000.png",
                                                 "test/broken/001.png",
                                                 "test/broken/Thumbs.db",
                                                 "license.txt",
                                                 "test/crack/.hidden.png",
                                                 "ground_truth/broken/000_mask.png",
                                                 "test/crack/000.PNG",
                                                 "ground_truth/crack/000_mask.PNG",
                                                 "ground_truth/broken/007_mask.png",
                                                 "ground_truth/broken/001.png"};

inline std::vector<std::string> below(const std::string& folder, std::vector<std::string> paths) {
  for (std::string& path : paths) path = folder + "/" + path;
  return paths;
}

/// A list of texts as a parameter.
inline Value texts(const std::vector<std::string>& values) {
  Value::List list;
  for (const std::string& value : values) list.emplace_back(value);
  return Value(std::move(list));
}

/// One line per item: its path and what else there is of it.
inline std::vector<std::string> lines_of(const Listing& listing) {
  std::vector<std::string> lines;
  for (const ListedItem& item : listing.items) {
    std::string line = item.path + (item.label ? fmt::format(" label={}", *item.label) : "");
    for (const auto& [name, text] : {std::pair("mask", &item.mask), std::pair("confounder", &item.confounder_mask),
                                     std::pair("type", &item.type), std::pair("group", &item.group)}) {
      if (!text->empty()) line += fmt::format(" {}={}", name, *text);
    }
    constexpr std::string_view kSplits[] = {"pool", "validation", "test"};
    if (item.split) line += fmt::format(" {}", kSplits[static_cast<std::size_t>(*item.split)]);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace xil
