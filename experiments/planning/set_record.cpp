#include "experiments/planning/set_record.h"

#include <fmt/format.h>

#include <set>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/text.h"
#include "framework/core/catalogue/explainers.h"
#include "framework/store/files/files.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

constexpr std::uintmax_t kMostRecordBytes = 1 << 20;

/// Runs of a sweep of which the same is to be said.
using RunsOf = std::map<std::pair<std::string, std::string>, std::vector<std::size_t>>;  // (data set, what) -> runs

std::vector<Warning> warnings_from(const RunsOf& groups, WarningKind kind, const Sweep& sweep,
                                   std::span<const LabelledRun> labels) {
  std::map<std::string, std::size_t> of_dataset;
  for (const LabelledRun& label : labels) ++of_dataset[label.dataset];
  std::vector<Warning> warnings;
  for (const auto& [key, runs] : groups) {
    Warning warning{kind, key.second, std::string(remedy_of(kind)), key.first, {}, {}, of_dataset.at(key.first)};
    for (const std::size_t run : runs) warning.run_ids.push_back(sweep.run_ids[run]);
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

std::string small_region(const SetRecord& record, double grid) {
  const double cells = record.median_defect * grid * grid;
  if (record.defects == 0 || grid == 0 || cells >= 1) return {};
  return fmt::format(
      "the median defect is {:.2g} % of its picture, {:.2g} cells of a mask's {:.0f} x {:.0f} grid: maps "
      "are too coarse to show it",
      100 * record.median_defect, cells, grid, grid);
}

}  // namespace

std::string set_key(const ComponentSpec& dataset) {
  Value params = dataset.params;
  for (const std::string_view place : kPlaceKeys) params.erase(place);
  return sha256(fmt::format("{} {}", dataset.name, to_json(params))).substr(0, 16);
}

SetRecords read_set_records(const std::filesystem::path& out) {
  SetRecords records;
  try {
    for (const auto& file : list_own_folder(OwnPath(out / "checks", 1), ".json")) {
      try {
        const std::string name = file.filename().string();
        records[file.stem().string()] =
            read_params<SetRecord>(parse_json(read_own_file({file, 2}, kMostRecordBytes), name), name);
      } catch (const Error&) {
        continue;
      }
    }
  } catch (const Error&) {  // a folder that may not be listed
  }
  return records;
}

void keep_set_record(const std::filesystem::path& out, const std::string& key, const SetRecord& record) {
  make_own_folder({out / "checks", 1});
  write_file_atomically({out / "checks" / (key + ".json"), 2}, json_text(to_value(record)) + "\n");
}

std::vector<Warning> set_warnings(const Sweep& sweep, std::span<const LabelledRun> labels, const SetRecords& records) {
  RunsOf found, small;
  std::map<std::string, std::string> keys;  // of a spec: hashing takes time
  for (std::size_t i = 0; i < sweep.runs.size() && !records.empty(); ++i) {
    const RunParams& run = sweep.runs.groups()[sweep.runs.group(i)];
    std::string& key = keys[run.dataset.name + to_json(run.dataset.params)];
    if (key.empty()) key = set_key(run.dataset);
    const auto record = records.find(key);
    if (record == records.end()) continue;
    for (const std::string& finding : record->second.findings)
      found[{labels[i].dataset, printable(finding)}].push_back(i);
    const std::string what =
        small_region(record->second, static_cast<double>(explainer_params(run.explainer)->cells_per_side()));
    if (!what.empty()) small[{labels[i].dataset, what}].push_back(i);
  }
  std::vector<Warning> warnings = warnings_from(small, WarningKind::SmallRegions, sweep, labels);
  for (Warning& warning : warnings_from(found, WarningKind::DataSet, sweep, labels))
    warnings.push_back(std::move(warning));
  return warnings;
}

}  // namespace xil
