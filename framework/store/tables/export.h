#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// The origin of a run, and how its attempts ended. Empty texts are null in the table.
struct RunOrigin {
  std::int64_t attempts = 0;
  std::string reason;                                ///< why the newest attempt did not complete the run
  std::string host, job;                             ///< of the newest attempt; job: SLURM's number
  std::string device, commit, diff, dataset_digest;  ///< of complete runs, from their files
};

/// A run as it is written into the long table.
struct ExportedRun {
  std::string run_id;
  std::string dataset;  ///< as figures name it: two sets of one layout have two names
  std::string strategy;
  std::string condition;  ///< as figures and `compare` name it
  std::string model, explainer;
  std::int64_t seed = 0;
  RunStatus status = RunStatus::Missing;
  std::vector<Value> parameters;  ///< one per swept parameter
  RoundColumns rounds;            ///< empty for an incomplete run
  RunOrigin origin;
};

/// Returns one run after the other, so that no more than one needs to be in memory; std::nullopt after the last.
using NextRun = std::function<std::optional<ExportedRun>()>;

/// A table beside the long one, for formats that hold several. Lists and maps in its cells are written as JSON.
struct SideTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};
/// Whether files of this ending hold side tables.
bool holds_side_tables(const std::filesystem::path& file);

/// Writes the long table, one row per run x round x metric, as .csv, .jsonl or .sqlite (table `results`), chosen by the
/// ending of the file's name; another ending is a configuration error. Columns: run_id, dataset, strategy, condition,
/// model, explainer, seed, status, round, shown, expert_s, metric, value, then the swept parameters, then the fields of
/// RunOrigin. An incomplete run has one row without round, shown, expert_s, metric and value. Undefined values are
/// empty in CSV, null in JSON and SQL. An existing file is replaced once the new one is complete. Returns the number of
/// rows. `beside`: other tables, which a file that holds_side_tables() gets as well.
std::size_t export_table(const std::filesystem::path& file, const std::vector<std::string>& swept, const NextRun& next,
                         const std::vector<SideTable>& beside = {});

}  // namespace xil
