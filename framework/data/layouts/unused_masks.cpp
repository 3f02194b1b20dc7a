#include "framework/data/layouts/unused_masks.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/layouts/layouts.h"

namespace xil {
namespace {

std::string top_folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

bool is_sign(char sign) { return sign == '_' || sign == '-' || sign == '.' || sign == ' '; }

/// What the wanted mask has behind its picture's name.
std::string wanted_suffix(const ListedItem& item) {
  return stem_of(name_of(item.wanted_mask)).substr(stem_of(name_of(item.path)).size());
}

std::string as_parameter(const std::string& suffix) {
  const std::string value = suffix.empty() ? std::string(kNoSuffix) : suffix;
  return value.find(' ') == std::string::npos ? "mask_suffix=" + value : "'mask_suffix=" + value + "'";
}

/// Of masks in the right folder.
MaskRemedy naming_remedy(const std::string& path, const ListedItem& item, const std::string& suffix) {
  const std::string stem = stem_of(name_of(item.path)), wanted = item.wanted_mask;
  if (!name_of(path).starts_with(stem)) {
    return {"case", fmt::format("{} and {} differ in upper and lower case: rename one, {} is looked for", path,
                                item.path, wanted)};
  }
  if (suffix != wanted_suffix(item)) {
    return {"suffix " + suffix, fmt::format("{} is looked for: {} takes such names", wanted, as_parameter(suffix))};
  }
  return {"other", fmt::format("{} is looked for", wanted)};
}

}  // namespace

MaskMatcher::MaskMatcher(const ComponentSpec& spec, const Listing& listing)
    : layout_(spec.name),
      has_table_(!listing.table.empty()),
      has_masks_(image_set_params(spec)->has_masks()),
      ok_label_(listing.ok_label) {
  for (const ListedItem& item : listing.items) by_stem_[lower_case(stem_of(name_of(item.path)))].push_back(&item);
}

const ListedItem* MaskMatcher::best(const std::string& stem, const std::string& mask_folder) const {
  const auto found = by_stem_.find(lower_case(stem));
  if (found == by_stem_.end()) return nullptr;
  const auto worth = [&](const ListedItem* item) {
    return (item->label != ok_label_ ? 4 : 0) + (folder_of(item->wanted_mask) == mask_folder ? 2 : 0) +
           (item->mask.empty() ? 1 : 0);
  };
  return *std::ranges::max_element(found->second, {}, worth);
}

MaskMatcher::Match MaskMatcher::match(const std::string& path) const {
  const std::string stem = stem_of(name_of(path)), folder = folder_of(path);
  const ListedItem* several = best(name_of(folder), folder_of(folder));
  if (several != nullptr && folder_of(several->wanted_mask) == folder_of(folder)) return {several, "", "", true};
  if (const auto* item = best(stem, folder)) return {item, "", "", false};
  for (std::size_t at = stem.size(); at-- > 1;) {
    if (!is_sign(stem[at]) && !is_sign(stem[at - 1]) && std::isdigit(static_cast<unsigned char>(stem[at])) != 0)
      continue;
    if (const auto* item = best(stem.substr(0, at), folder)) return {item, "", stem.substr(at), false};
  }
  for (std::size_t at = 1; at < stem.size(); ++at) {
    if (!is_sign(stem[at - 1])) continue;
    if (const auto* item = best(stem.substr(at), folder)) return {item, stem.substr(0, at), "", false};
  }
  return {};
}

bool MaskMatcher::is_of_ok(const std::string& path) const {
  const Match found = match(path);
  return found.item != nullptr && found.item->label == ok_label_;
}

MaskRemedy MaskMatcher::remedy(const std::string& path) const {
  if (has_table_) return {"table", "name them in the table's column mask"};
  if (layout_of(layout_).annotated) {
    return {"annotated", fmt::format("{} takes regions from its annotations, not from masks", layout_)};
  }
  if (!has_masks_) {
    return {"layout",
            fmt::format("{} has no masks: list pictures and masks in a manifest.csv with the columns path,label,mask",
                        layout_)};
  }
  const Match found = match(path);
  if (found.item == nullptr) return {"none", fmt::format("no picture has the name of {}", path)};
  return remedy_for(path, found);
}

MaskRemedy MaskMatcher::remedy_for(const std::string& path, const Match& found) const {
  const ListedItem& item = *found.item;
  const std::string &wanted = item.wanted_mask, folder = folder_of(path), right = folder_of(wanted);
  if (!item.wanted_confounder_mask.empty() && top_folder_of(path) == top_folder_of(item.wanted_confounder_mask)) {
    return {"confounder", fmt::format("that of {} is {}", item.path, item.wanted_confounder_mask)};
  }
  if (item.label == ok_label_) return {"ok", fmt::format("{} is ok, and masks of ok pictures are not used", item.path)};
  if (!is_picture_name(path)) return {"format", fmt::format("save them as PNG: {} is looked for", wanted)};
  if (!item.mask.empty() && item.mask != wanted) {
    return {"another", fmt::format("{} has the mask {}: take one of them out", item.path, item.mask)};
  }
  if (found.folder) {
    return {"several",
            fmt::format("several masks of one picture, as MVTec LOCO has them, are not read: merge {}/ into {}", folder,
                        wanted)};
  }
  if (folder != right) {
    return {fmt::format("folder {} {}", folder, right),
            fmt::format("that of {} is looked for as {}: move or rename them", item.path, wanted)};
  }
  if (!found.prefix.empty()) {
    return {"prefix " + found.prefix, fmt::format("that of {} is looked for as {}: rename them", item.path, wanted)};
  }
  return naming_remedy(path, item, found.suffix);
}

}  // namespace xil
