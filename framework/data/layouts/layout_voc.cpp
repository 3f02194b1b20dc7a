#include "framework/data/layouts/layout_voc.h"

#include <algorithm>
#include <map>

#include "framework/data/annotations/json_reader.h"
#include "framework/data/annotations/voc_file.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/layouts/annotated_listing.h"

namespace xil {
namespace {

bool is_xml(const std::string& path) { return lower_case(path).ends_with(".xml"); }

std::vector<std::string> places(const ComponentSpec&) { return {""}; }

bool recognises(const DatasetRoot& root, const ComponentSpec&) {
  return std::ranges::any_of(files_below(root, ""),
                             [&](const std::string& path) { return is_xml(path) && looks_like_voc(root, path); });
}

/// The splits that ImageSets/Main gives, by the names of annotations; trainval.txt and lists of single classes
/// ("crack_train.txt") are passed over.
std::map<std::string, Split> listed_splits(const DatasetRoot& root, const std::vector<std::string>& files,
                                           AnnotatedListing& listing) {
  std::map<std::string, Split> splits;
  for (const std::string& file : files) {
    const std::size_t main = file.rfind("ImageSets/Main/");
    if (main == std::string::npos || !file.ends_with(".txt")) continue;
    const auto split = split_named(stem_of(name_of(file)));
    if (!split) continue;
    listing.use(file);
    const std::string text = annotation_text(root, file);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string line = text.substr(begin, end - begin);
      const std::string name = line.substr(0, line.find_first_of(" \t\r"));
      if (!name.empty()) splits.emplace(name, *split);
      begin = end + 1;
    }
  }
  return splits;
}

Listing list(const DatasetRoot& root, const ComponentSpec& spec) {
  const auto params = params_of<VocParams>(spec, image_set_table(), "dataset");
  const PictureIndex index(root, params->pictures);
  AnnotatedListing listing(index, *params);
  const auto splits = listed_splits(root, index.files(), listing);
  for (const std::string& path : index.files()) {
    const std::string stem = stem_of(name_of(path));
    // A file that is no VOC any more is still a picture's own: told as damaged, and not as a picture without
    // annotation.
    if (!is_xml(path) || !(looks_like_voc(root, path) || index.has(index.find(path, stem).path))) continue;
    VocFile file = read_voc(root, path, *params);
    if (file.named.empty()) file.named = stem;
    const auto split = splits.find(stem);
    if (split != splits.end()) file.picture.split = split->second;
    listing.add(std::move(file.picture), file.named);
  }
  return listing.take();
}

}  // namespace

constexpr Layout kVocLayout = {
    .name = "voc",
    .marks = "an XML file of Pascal VOC for each picture",
    .places = places,
    .recognises = recognises,
    .list = list,
    .annotated = true,
};

}  // namespace xil
