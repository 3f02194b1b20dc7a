#pragma once

#include <string>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// The dataset of `set` with these parameters, all others at their defaults.
inline ComponentSpec image_folder(Value::Map params = {}) {
  return {"image_folder",
          find_entry(dataset_table(), "image_folder", "dataset").resolve(Value(std::move(params)), "dataset")};
}

/// `items` random pictures of 3 x 9 x 13 with something of everything: the sides make regions end within a byte.
inline SourceSet example_set(std::size_t items = 7) {
  SourceSet set{"image_folder", {"ok", "größer"}, 3, 9, 13, {}, {"the mask of 'b' is empty", ""}, ""};
  for (std::size_t i = 0; i < items; ++i) {
    Rng rng(5, {Purpose::Test, 0, static_cast<std::uint32_t>(i)});
    SourceItem item;
    item.path = "defect/größe " + std::to_string(1000 + i) + std::string(i % 3, 'x') + ".png";
    item.label = static_cast<int>(i % 2);
    item.type = i % 2 == 1 ? "crack" : "";
    item.group = i % 3 == 1 ? "" : "plate " + std::to_string(i / 2);
    if (i % 4 != 3) item.split = static_cast<Split>(i % 4);
    item.bytes_digest = std::string(64, static_cast<char>('a' + i % 6));
    item.image = Image(3, 9, 13);
    for (std::uint8_t& value : item.image.pixels) value = static_cast<std::uint8_t>(rng.below(256));
    item.thumbnail.resize(std::size_t{kThumbnailSide} * kThumbnailSide);
    for (std::uint8_t& value : item.thumbnail) value = static_cast<std::uint8_t>(rng.below(256));
    const auto region = [&] {
      Region random(9, 13);
      for (std::uint8_t& value : random.values) value = static_cast<std::uint8_t>(rng.below(2));
      return random;
    };
    if (i % 2 == 1) item.defect = region();
    if (i % 3 == 0) item.confounder = region();
    set.items.push_back(std::move(item));
  }
  set.digest = digest_of(set);
  return set;
}

/// Names of the members in which two sets differ, the items' ones with their numbers.
inline std::vector<std::string> differences(const SourceSet& one, const SourceSet& other) {
  std::vector<std::string> found;
  const auto compare = [&](const std::string& name, const auto& left, const auto& right) {
    if (!(left == right)) found.push_back(name);
  };
  compare("name", one.name, other.name);
  compare("class_names", one.class_names, other.class_names);
  compare("channels", one.channels, other.channels);
  compare("height", one.height, other.height);
  compare("width", one.width, other.width);
  compare("notes", one.notes, other.notes);
  compare("digest", one.digest, other.digest);
  compare("items", one.items.size(), other.items.size());
  for (std::size_t i = 0; i < std::min(one.items.size(), other.items.size()); ++i) {
    const SourceItem &left = one.items[i], &right = other.items[i];
    const std::string number = std::to_string(i);
    compare("path " + number, left.path, right.path);
    compare("label " + number, left.label, right.label);
    compare("type " + number, left.type, right.type);
    compare("group " + number, left.group, right.group);
    compare("split " + number, left.split, right.split);
    compare("bytes_digest " + number, left.bytes_digest, right.bytes_digest);
    compare("thumbnail " + number, left.thumbnail, right.thumbnail);
    compare("image " + number, left.image, right.image);
    compare("defect " + number, left.defect, right.defect);
    compare("confounder " + number, left.confounder, right.confounder);
  }
  return found;
}

}  // namespace xil
