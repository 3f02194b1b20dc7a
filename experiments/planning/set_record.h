#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"
#include "analysis/results/run_warnings.h"
#include "framework/config/sweep.h"

namespace xil {

/// What a look at a data set found before its first run, kept as `OUT/checks/<key>.json`: a resumed sweep need not look
/// again, and `xil plan` knows the sizes of its regions.
struct SetRecord {
  std::string stamp;                                     ///< of the files: names, sizes, times
  std::string digest;                                    ///< of the set before any split
  std::int64_t items = 0, defects = 0, confounders = 0;  ///< items; those with such a region
  double median_defect = 0;                              ///< share of the picture; 0 if there is no defect
  std::vector<std::string> findings;                     ///< what a user should know, one sentence each

  void fields(auto&& f) {
    f("stamp", stamp, "of the files: names, sizes, times");
    f("digest", digest, "of the set before any split");
    f("items", items, "number of items");
    f("defects", defects, "items with a marked defect");
    f("confounders", confounders, "items with a marked confounder");
    f("median_defect", median_defect, "median share of the picture that a marked defect covers");
    f("findings", findings, "what a user should know");
  }
  void validate() const {}
};

/// By set_key().
using SetRecords = std::map<std::string, SetRecord>;

/// Identifies a set with its rule for splits, wherever its files lie: 16 hexadecimal digits.
std::string set_key(const ComponentSpec& dataset);

/// Those of a folder. Files that make no sense are left out: the sets are looked at again.
SetRecords read_set_records(const std::filesystem::path& out);
void keep_set_record(const std::filesystem::path& out, const std::string& key, const SetRecord& record);

/// The warnings about the sets of a sweep's runs: findings, regions that are too small for the explainer's grid.
/// `labels` are those of the runs.
std::vector<Warning> set_warnings(const Sweep& sweep, std::span<const LabelledRun> labels, const SetRecords& records);

}  // namespace xil
