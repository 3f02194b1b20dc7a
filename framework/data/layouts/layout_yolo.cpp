#include "framework/data/layouts/layout_yolo.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "framework/data/annotations/json_reader.h"
#include "framework/data/annotations/yolo_file.h"
#include "framework/data/annotations/yolo_names.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/layouts/annotated_listing.h"

namespace xil {
namespace {

std::vector<std::string> places(const ComponentSpec&) { return {""}; }

/// Where the text file of a picture may lie: under labels/ in place of the last images/, as ultralytics looks for it,
/// or beside the picture.
std::vector<std::string> label_paths(const std::string& picture) {
  std::vector<std::string> paths;
  const std::string front = "/" + picture;
  for (const std::string_view folder : {"/images/", "/Images/", "/JPEGImages/"}) {
    const std::size_t at = front.rfind(folder);
    if (at == std::string::npos) continue;
    paths.push_back(stem_of((front.substr(0, at) + "/labels/" + front.substr(at + folder.size())).substr(1)) + ".txt");
  }
  paths.push_back(stem_of(picture) + ".txt");
  return paths;
}

/// The text file of a picture; empty where there is none.
std::string label_file(const std::vector<std::string>& files, const std::string& picture) {
  for (const std::string& path : label_paths(picture)) {
    if (std::ranges::binary_search(files, path)) return path;
  }
  return {};
}

bool recognises(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = params_of<YoloParams>(spec, image_set_table(), "dataset");
  const PictureIndex index(root, params->pictures);
  return std::ranges::any_of(index.pictures(), [&](const std::string& picture) {
    const std::string file = label_file(index.files(), picture);
    return !file.empty() && (("/" + file).find("/labels/") != std::string::npos || looks_like_yolo(root, file));
  });
}

/// The splits that train.txt, val.txt and test.txt in the root give, by picture.
std::map<std::string, Split> listed_splits(const DatasetRoot& root, const PictureIndex& index,
                                           AnnotatedListing& listing) {
  std::map<std::string, Split> splits;
  for (const std::string& file : root.files("")) {
    const auto split = file.ends_with(".txt") ? split_named(stem_of(file)) : std::nullopt;
    if (!split) continue;
    listing.use(file);
    const std::string text = annotation_text(root, file);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string line = text.substr(begin, end - begin);
      if (line.ends_with('\r')) line.pop_back();
      // Lists of darknet are written from the folder above: they are as good as absolute.
      if (!line.empty()) splits.emplace(index.find(file, line.starts_with('/') ? line : "/" + line).path, *split);
      begin = end + 1;
    }
  }
  return splits;
}

/// Text files that look like labels, and belong to no picture.
void add_strays(const DatasetRoot& root, const PictureIndex& index, const std::set<std::string>& used,
                AnnotatedListing& listing) {
  for (const std::string& file : index.files()) {
    if (file.ends_with(".txt") && !used.contains(file) && looks_like_yolo(root, file)) listing.add_stray(file);
  }
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = params_of<YoloParams>(spec, image_set_table(), "dataset");
  const PictureIndex index(root, params->pictures);
  AnnotatedListing listing(index, *params);
  std::vector<std::string> names = params->names;
  if (names.empty()) {
    const YoloNames found = find_yolo_names(root, index.files());
    names = found.names;
    for (const std::string& file : found.files) listing.use(file);
    if (names.empty()) listing.note("no file names the categories: their numbers are their names");
  }
  const auto splits = listed_splits(root, index, listing);
  std::set<std::string> used;
  for (const std::string& path : index.pictures()) {
    const std::string file = label_file(index.files(), path);
    if (file.empty()) continue;
    used.insert(file);
    AnnotatedPicture picture = read_yolo(root, file, names, *params);
    picture.path = path;
    picture.split = split_of_folders(path);
    if (const auto split = splits.find(path); !picture.split && split != splits.end()) picture.split = split->second;
    listing.add(picture);
  }
  add_strays(root, index, used, listing);
  return listing.take();
}

}  // namespace

constexpr Layout kYoloLayout = {
    .name = "yolo",
    .marks = "a text file of YOLO for each picture, beside it or in labels/",
    .places = places,
    .recognises = recognises,
    .list = list,
    .annotated = true,
};

}  // namespace xil
