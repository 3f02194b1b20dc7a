#include "framework/core/catalogue/source_set.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/tables.h"

namespace xil {
/// Texts are quoted and pixels have a known number of bytes, so that two different contents never feed the same bytes.
std::string digest_of(const SourceSet& set) {
  Digest digest;
  digest.add(fmt::format("{} {} {} {}", json_string(set.name), set.channels, set.height, set.width));
  for (const std::string& name : set.class_names) digest.add(json_string(name));
  if (set.ok_label != 0) digest.add(fmt::format("ok {}", set.ok_label));
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

bool is_image_set(std::string_view dataset) {
  const auto line = std::ranges::find(dataset_table(), dataset, &RegistryEntry::name);
  return line != dataset_table().end() && is_image_set(ComponentSpec{std::string(dataset)});
}

bool is_image_set(const ComponentSpec& dataset) { return dataset_params(dataset)->image_set() != nullptr; }

ComponentSpec source_spec(const ComponentSpec& spec) {
  ComponentSpec source = spec;
  for (const std::string& key : field_names<SplitParams>()) source.params.erase(key);
  for (const std::string_view key : kPlaceKeys) source.params.erase(key);
  source.params.erase("title");
  return source;
}

std::shared_ptr<const ImageSetParams> image_set_params(const ComponentSpec& spec) {
  return params_of<ImageSetParams>(spec, dataset_table(), "dataset");
}

}  // namespace xil
