#include "experiments/data/set_glance.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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
  return static_cast<double>(area(region)) / static_cast<double>(std::max<std::size_t>(1, region.values.size()));
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

/// Pictures with the same bytes: how many, and two of the first.
struct Copies {
  std::size_t count = 0;
  const SourceItem *one = nullptr, *other = nullptr;

  /// `differ`: what two of the copies must not share to count.
  void add(const std::vector<const SourceItem*>& alike, bool (*differ)(const SourceItem&, const SourceItem&)) {
    const auto found = std::ranges::find_if(
        alike, [&](const SourceItem* item) { return item != alike.front() && differ(*alike.front(), *item); });
    if (found == alike.end()) return;
    if (count++ == 0) std::tie(one, other) = std::pair(alike.front(), *found);
  }
  /// "2 pictures stand <where>, such as A and B"
  std::string text(std::string_view where) const {
    return fmt::format("{} {}, such as {} and {}",
                       count == 1 ? "1 picture stands" : fmt::format("{} pictures stand", count), where, one->path,
                       other->path);
  }
};

void find_copies(const SourceSet& set, const ImageSetParams& params, SetRecord& record) {
  std::map<std::string, std::vector<const SourceItem*>> by_bytes;
  for (const SourceItem& item : set.items) by_bytes[item.bytes_digest].push_back(&item);
  Copies all, contradicting, across;
  for (const auto& [digest, alike] : by_bytes) {
    all.add(alike, [](const SourceItem&, const SourceItem&) { return true; });
    contradicting.add(alike, [](const SourceItem& a, const SourceItem& b) { return a.label != b.label; });
    across.add(alike, [](const SourceItem& a, const SourceItem& b) { return a.split != b.split; });
  }
  auto& findings = record.findings;
  if (contradicting.count > 0) findings.push_back(contradicting.text("in the set under different labels"));
  if (params.split == SplitRule::Given && across.count > 0)
    findings.push_back(across.text("on both sides of the given split") +
                       ": what is measured on such copies is not learnt but remembered");
  if (params.split == SplitRule::Stratified && params.groups == Groups::None && all.count > 0)
    findings.push_back(all.text("in the set more than once") +
                       ", perhaps on both sides of the split: `groups: near_duplicates` keeps copies together");
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
  const SplitPlan plan = plan_split(set, *params, 0);  // the seed does not decide whether a split is refused
  if (params->split == SplitRule::Given) add_notes(plan.notes, record);
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
