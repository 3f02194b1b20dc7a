#include "framework/core/catalogue/source_set.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/tables.h"

namespace xil {
namespace {

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
    add_region(digest, item.defect);
    add_region(digest, item.confounder);
  }
  return digest.hex();
}

void add_region(Digest& digest, const std::optional<Region>& region) {
  digest.add(std::string_view(region ? "region" : "none"));
  if (region) digest.add(std::span(region->values));
}

/// What can be packed is what is read from image files.
bool is_image_set(std::string_view dataset) {
  const auto line = std::ranges::find(kDatasets, dataset, &NamedParams::name);
  return line != kDatasets.end() && std::ranges::count(line->describe(), "packed", &FieldInfo::name) > 0;
}

Choice source_choice(const Choice& choice) {
  Choice source = choice;
  for (const std::string& key : field_names<SplitParams>()) source.params.erase(key);
  for (const std::string_view key : kPlaceKeys) source.params.erase(key);
  source.params.erase("title");
  return source;
}

SplitParams split_params(const Choice& choice) { return part_of<SplitParams>(choice.params); }

SourceParams source_params(const Choice& choice) { return part_of<SourceParams>(choice.params); }

}  // namespace xil
