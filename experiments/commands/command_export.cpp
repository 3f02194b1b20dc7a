#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "experiments/command_line/console.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/commands/chosen_runs.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/out_folder.h"
#include "experiments/commands/planned_questions.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_identity.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/base/error.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/readings/kept_readings.h"
#include "framework/store/recorded/recorded_source.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"
#include "framework/store/tables/export.h"

namespace xil {
namespace {

/// Varying keys without a column of their own.
std::vector<std::string> extra_columns(const Sweep& runs) {
  std::vector<std::string> extra;
  for (const std::string& key : runs.swept) {
    const bool component = std::find(kComponentKeys.begin(), kComponentKeys.end(), key) != kComponentKeys.end();
    if (!component && key != "seed") extra.push_back(key);
  }
  return extra;
}

RunOrigin origin_of(const RunState& state) {
  RunOrigin origin;
  origin.attempts = static_cast<std::int64_t>(state.attempts.size());
  if (const Attempt* last = state.last()) {
    origin.host = last->host;
    origin.job = last->job;
    if (state.status != RunStatus::Complete) origin.reason = last->reason;
  }
  return origin;
}

/// What the run's file says of itself.
void add_header(const RunHeader& header, RunOrigin& origin) {
  origin.dataset_digest = header.dataset_digest;
  for (const auto& [key, text] : header.provenance) {
    if (key == "host") origin.host = text;
    if (key == "device") origin.device = text;
    if (key == "commit") origin.commit = text;
    if (key == "diff") origin.diff = text;
  }
}

ExportedRun exported(const OutFolder& folder, std::size_t index, const RunState& state, const LabelledRun& names,
                     const std::vector<std::string>& extra, const Catalog& catalog, const RunReading* reading) {
  const RunParams& run = folder.runs.runs[index];
  ExportedRun row{folder.runs.run_ids[index],
                  names.dataset,
                  run.strategy.name,
                  names.strategy,
                  run.model.name,
                  run.explainer.name,
                  run.seed,
                  state.status,
                  {},
                  {},
                  origin_of(state)};
  const Value config = to_config(run);
  for (const std::string& key : extra) {
    const Value* value = config_value(config, key);
    row.parameters.push_back(value ? *value : Value());
  }
  if (reading != nullptr) {
    require_run(names.file, reading->summary.header, run, catalog);
    add_header(reading->summary.header, row.origin);
    row.rounds = reading->summary.rounds;
  }
  return row;
}

/// Reads sessions in processes that may break over them.
void try_sessions(const OutFolder& folder, const SweepStatus& progress) {
  std::vector<OwnPath> files;
  for (std::size_t i = 0; i < folder.runs.run_ids.size(); ++i) {
    if (progress.states[i].status == RunStatus::Complete)
      files.emplace_back(run_file_path(folder.path, folder.runs.run_ids[i]), 2);
  }
  const auto failed = try_in_children(files, trial_of([](const std::filesystem::path& file) {
                                        read_summary(file);
                                        read_session(file);
                                        read_recorded_items(file);
                                        read_recorded_pictures(file);
                                      }));
  for (const auto& [index, trial] : failed) fail("{}", refusal_of(files[index], trial));
}

/// What the files of the complete runs hold, by the place of the run; one that cannot be read is a failure.
std::map<std::size_t, RunReading> read_complete(const OutFolder& folder, const SweepStatus& progress) {
  const std::vector<std::size_t> complete = complete_runs(progress);
  std::vector<std::string> ids;
  for (const std::size_t i : complete) ids.push_back(folder.runs.run_ids[i]);
  std::vector<ReadRun> found = KeptReadings(folder.path).read(ids, FileOrigin::Unknown, ReadingDepth::Rounds);
  std::map<std::size_t, RunReading> readings;
  for (std::size_t k = 0; k < found.size(); ++k) {
    require(found[k].reading.has_value(), "{}", found[k].refusal);
    readings.emplace(complete[k], std::move(*found[k].reading));
  }
  return readings;
}

/// The answers to hypotheses, as `compare` gives them; none, with a note, where `compare` refuses the folder.
SideTable answers_of(const Arguments& arguments, const OutFolder& folder, std::vector<std::string>& notes) try {
  const bool asks = std::ranges::any_of(folder.frozen, [](const FrozenSweep& one) { return !one.hypotheses.empty(); });
  return asks ? answers_table(read_folder_runs(arguments)) : empty_answers_table();
} catch (const Error& refusal) {
  notes.push_back(fmt::format("the table `answers` is empty: {}", refusal.what()));
  return empty_answers_table();
}

void export_runs(const Arguments& arguments, const OutFolder& folder, const SweepStatus& progress, const Catalog& all) {
  const std::string file = *arguments.value("to");
  const std::vector<std::string> extra = extra_columns(folder.runs);
  std::vector<std::filesystem::path> files;
  for (const std::string& id : folder.runs.run_ids) files.push_back(run_file_path(folder.path, id));
  const std::vector<LabelledRun> names = label_runs(folder.runs.runs, files, folder.runs.labels);
  const std::map<std::size_t, RunReading> readings = read_complete(folder, progress);
  std::vector<std::string> notes = folder.notes;
  std::vector<SideTable> beside;
  if (holds_side_tables(file)) beside.push_back(answers_of(arguments, folder, notes));
  std::size_t next = 0;
  const auto next_run = [&]() -> std::optional<ExportedRun> {
    if (next == folder.runs.runs.size()) return std::nullopt;
    const std::size_t index = next++;
    const auto read = readings.find(index);
    return exported(folder, index, progress.states[index], names[index], extra, all,
                    read == readings.end() ? nullptr : &read->second);
  };
  const std::size_t rows = export_table(file, extra, next_run, beside);
  say("{}: {} rows of {}\n", file, rows, counts_text(progress));
  for (const std::string& note : notes) say("note: {}\n", note);
}

/// The files of the complete runs with a person, which are the runs of their names.
std::vector<std::string> session_files(const OutFolder& folder, const SweepStatus& progress, const Catalog& all) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < folder.runs.runs.size(); ++i) {
    if (progress.states[i].status != RunStatus::Complete) continue;
    const std::filesystem::path file = run_file_path(folder.path, folder.runs.run_ids[i]);
    if (!list_session(file)) continue;
    require_run(file, read_header(file), folder.runs.runs[i], all);
    files.push_back(file.string());
  }
  require(!files.empty(), "{}: no complete run has a session, so that nobody drew a region ({})", folder.path.string(),
          counts_text(progress));
  return files;
}

constexpr std::array kFlags = {
    kOnlyFlag, kExcludeFlag,
    Flag{"to", "FILE", "the table: FILE.csv, .jsonl, .sqlite or .parquet; replaced if present"},
    Flag{"regions", "DIR", "the regions that people drew: DIR/RUN/defect|wrong/ITEM.png and DIR/RUN/coco.json"}};

int command_export(const Arguments& arguments) {
  const auto file = arguments.value("to"), regions = arguments.value("regions");
  refuse_unless(
      file || regions,
      "export: --to FILE is missing; its name ends in .csv, .jsonl, .sqlite or .parquet (or --regions DIR, for the "
      "regions that people drew)");
  const Catalog all = catalog();
  const OutFolder folder = read_chosen_folder(arguments, all);
  const SweepStatus progress = read_status(folder.path, folder.runs, all);
  if (regions) try_sessions(folder, progress);
  if (file) export_runs(arguments, folder, progress, all);
  if (!regions) return 0;
  const Arguments pictures{session_files(folder, progress, all), {{"to", *regions}}};
  std::fflush(stdout);  // this process ends without an end of its own
  continue_in_heavy_program("regions", pictures, 1);
}

}  // namespace

constexpr Command kExport = {
    "export",
    "OUT",
    "one row per run, round and metric as CSV, JSON lines, SQLite or Parquet; regions that people drew",
    1,
    1,
    kFlags,
    command_export};

}  // namespace xil
