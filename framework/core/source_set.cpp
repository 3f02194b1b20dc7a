#include "framework/core/source_set.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "framework/core/digest.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 6> kImageSets = {"casting",         "image_folder",  "kolektor_sdd2",
                                                        "magnetic_tile",   "manifest",      "mvtec_ad"};

void add(Digest& digest, const std::optional<Region>& region) {
  digest.add(std::string_view(region ? "region" : "none"));
  if (region) digest.add(std::span(region->values));
}

/// The entries of a complete map that a P has.
template <class P>
P part_of(const Value& params) {
  Value part(Value::Map{}, params.where);
  for (const std::string& key : field_names<P>()) {
    const Value* entry = params.find(key);
    require(entry != nullptr, "'{}' is missing: the parameters of an image set are not complete", key);
    part.set(key, *entry);
  }
  return read_params<P>(part, "dataset");
}

}  // namespace

/// Texts are quoted and pixels have a known number of bytes, so that no two contents feed the same bytes.
std::string digest_of(const SourceSet& set) {
  Digest digest;
  digest.add(fmt::format("{} {} {} {}", json_string(set.name), set.channels, set.height, set.width));
  for (const std::string& name : set.class_names) digest.add(json_string(name));
  for (const SourceItem& item : set.items) {
    digest.add(fmt::format("{} {} {} {} {} {}", json_string(item.path), item.label, json_string(item.type),
                           json_string(item.group), item.split ? static_cast<int>(*item.split) : -1,
                           json_string(item.bytes_digest)));
    digest.add(std::span(item.thumbnail));
    digest.add(std::span(item.image.pixels));
    add(digest, item.defect);
    add(digest, item.confounder);
  }
  return digest.hex();
}

bool is_image_set(std::string_view dataset) { return std::ranges::find(kImageSets, dataset) != kImageSets.end(); }

Choice source_choice(const Choice& choice) {
  Choice source = choice;
  for (const std::string& key : field_names<SplitParams>()) source.params.erase(key);
  for (const std::string_view key : {"root", "packed", "title", "max_megapixels"}) source.params.erase(key);
  return source;
}

SplitParams split_params(const Choice& choice) { return part_of<SplitParams>(choice.params); }

SourceParams source_params(const Choice& choice) { return part_of<SourceParams>(choice.params); }

}  // namespace xil
