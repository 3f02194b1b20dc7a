#include <fmt/format.h>

#include "experiments/command_line/console.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/out_folder.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_identity.h"
#include "framework/core/base/error.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/runs/run_file.h"
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

ExportedRun exported(const OutFolder& folder, std::size_t index, const RunState& state,
                     const std::vector<std::string>& extra, const Catalog& catalog) {
  const RunParams& run = folder.runs.runs[index];
  ExportedRun row{folder.runs.run_ids[index],
                  run.dataset.name,
                  run.strategy.name,
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
  if (state.status == RunStatus::Complete) {
    const std::filesystem::path file = run_file_path(folder.path, row.run_id);
    RunSummary summary = read_summary(file);
    require_run(file, summary.header, run, catalog);
    add_header(summary.header, row.origin);
    row.rounds = std::move(summary.rounds);
  }
  return row;
}

/// Reads what is going to be read in processes that may break over it.
void try_run_files(const OutFolder& folder, const SweepStatus& progress) {
  std::vector<OwnPath> files;
  for (std::size_t i = 0; i < folder.runs.run_ids.size(); ++i) {
    if (progress.states[i].status == RunStatus::Complete)
      files.emplace_back(run_file_path(folder.path, folder.runs.run_ids[i]), 2);
  }
  const auto failed = try_in_children(files, trial_of([](const std::filesystem::path& file) { read_summary(file); }));
  for (const auto& [index, trial] : failed) fail("{}", refusal_of(files[index], trial));
}

constexpr std::array kFlags = {Flag{"to", "FILE", "FILE.csv, FILE.jsonl or FILE.sqlite; replaced if present"}};

int command_export(const Arguments& arguments) {
  const auto file = arguments.value("to");
  refuse_unless(file.has_value(), "export: --to FILE is missing; its name ends in .csv, .jsonl or .sqlite");
  const Catalog all = catalog();
  const OutFolder folder = read_out_folder(arguments.positional.front(), all);
  const SweepStatus progress = read_status(folder.path, folder.runs, all);
  try_run_files(folder, progress);
  const std::vector<std::string> extra = extra_columns(folder.runs);
  std::size_t next = 0;
  const std::size_t rows = export_table(*file, extra, [&]() -> std::optional<ExportedRun> {
    if (next == folder.runs.runs.size()) return std::nullopt;
    const std::size_t index = next++;
    return exported(folder, index, progress.states[index], extra, all);
  });
  say("{}: {} rows of {}\n", *file, rows, counts_text(progress));
  return 0;
}

}  // namespace

constexpr Command kExport = {
    "export", "OUT", "one row per run, round and metric as CSV, JSON lines or SQLite", 1, 1, kFlags, command_export};

}  // namespace xil
