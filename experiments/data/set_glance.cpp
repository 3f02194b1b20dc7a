#include "experiments/data/set_glance.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "framework/core/catalogue/datasets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/splits/split_plan.h"

namespace xil {
namespace {

/// Name, sizes and times of the files of a set.
std::string stamp_of_files(const ComponentSpec& dataset) {
  const std::string& packed = image_set_params(dataset)->packed;
  if (packed.empty()) return source_stamp(dataset);
  std::error_code code;
  return fmt::format("{} {} {}", packed, std::filesystem::file_size(packed, code),
                     std::filesystem::last_write_time(packed, code).time_since_epoch().count());
}

double share_of(const Region& region) {
  const auto marked = std::ranges::count_if(region.values, [](std::uint8_t value) { return value != 0; });
  return static_cast<double>(marked) / static_cast<double>(std::max<std::size_t>(1, region.values.size()));
}

void measure_regions(const SourceSet& set, SetRecord& record) {
  std::vector<double> shares;
  for (const SourceItem& item : set.items) {
    if (item.defect) shares.push_back(share_of(*item.defect));
    if (item.confounder) ++record.confounders;
  }
  record.defects = static_cast<std::int64_t>(shares.size());
  if (shares.empty()) return;
  const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
  std::ranges::nth_element(shares, middle);
  record.median_defect = *middle;
}

/// Pictures with the same bytes.
void find_copies(const SourceSet& set, const ImageSetParams& params, SetRecord& record) {
  std::map<std::string, std::vector<const SourceItem*>> copies;
  for (const SourceItem& item : set.items) copies[item.bytes_digest].push_back(&item);
  std::size_t across = 0, anywhere = 0, contradictions = 0;
  const SourceItem *twin = nullptr, *other = nullptr;
  for (const auto& [digest, items] : copies) {
    if (items.size() < 2) continue;
    ++anywhere;
    std::set<int> labels;
    std::set<std::optional<Split>> splits;
    for (const SourceItem* item : items) {
      labels.insert(item->label);
      splits.insert(item->split);
    }
    if (labels.size() > 1) ++contradictions;
    if (splits.size() > 1) ++across;
    if (twin == nullptr) std::tie(twin, other) = std::tie(items[0], items[1]);
  }
  const auto example = [&] { return fmt::format("such as {} and {}", twin->path, other->path); };
  if (contradictions > 0)
    record.findings.push_back(
        fmt::format("{} pictures stand in the set under different labels, {}", contradictions, example()));
  if (params.split == SplitRule::Given && across > 0)
    record.findings.push_back(fmt::format(
        "{} pictures lie on both sides of the given split, {}: what is measured on them is not learnt but remembered",
        across, example()));
  if (params.split == SplitRule::Stratified && params.groups == Groups::None && anywhere > 0)
    record.findings.push_back(fmt::format(
        "{} pictures have identical copies, {}, which may fall on both sides of the split: `groups: near_duplicates` "
        "keeps them together",
        anywhere, example()));
}

/// What a run's log would say of the set; the account of its files is no warning.
void add_notes(const std::vector<std::string>& notes, SetRecord& record) {
  for (const std::string& note : notes) {
    if (!note.starts_with("files below the root: ")) record.findings.push_back(note);
  }
}

SetRecord look_at(const ComponentSpec& dataset, const SourceSet& set) {
  const auto params = image_set_params(dataset);
  SetRecord record;
  record.digest = set.digest;
  record.items = static_cast<std::int64_t>(set.items.size());
  measure_regions(set, record);
  find_copies(set, *params, record);
  add_notes(set.notes, record);
  add_notes(plan_split(set, *params, 0).notes, record);  // the seed does not decide whether a split is refused
  return record;
}

}  // namespace

std::optional<SetRecord> glance_at(const ComponentSpec& dataset, std::uint64_t split_seed, DatasetSource& source,
                                   const SetRecord* known) {
  if (!is_image_set(dataset)) {
    if (dataset_params(dataset)->plain_files()) source.get(dataset, split_seed);  // refuses missing and damaged files
    return std::nullopt;
  }
  const std::string stamp = stamp_of_files(dataset);
  if (known != nullptr && known->stamp == stamp) return std::nullopt;
  SetRecord record = look_at(dataset, *source.source(dataset));
  record.stamp = stamp;
  return record;
}

}  // namespace xil
