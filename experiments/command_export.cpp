#include <fmt/format.h>

#include "experiments/catalog.h"
#include "experiments/commands.h"
#include "experiments/out_folder.h"
#include "framework/core/error.h"
#include "framework/store/export.h"

namespace xil {
namespace {

/// Varying keys without a column of their own.
std::vector<std::string> extra_columns(const Sweep& runs) {
  std::vector<std::string> extra;
  for (const std::string& key : runs.swept) {
    const bool choice = std::find(kChoiceKeys.begin(), kChoiceKeys.end(), key) != kChoiceKeys.end();
    if (!choice && key != "seed") extra.push_back(key);
  }
  return extra;
}

ExportedRun exported(const OutFolder& folder, std::size_t index, const RunState& state,
                     const std::vector<std::string>& extra) {
  const RunParams& run = folder.runs.runs[index];
  ExportedRun row{folder.runs.run_ids[index],
                  run.dataset.name,
                  run.strategy.name,
                  run.model.name,
                  run.explainer.name,
                  run.seed,
                  state.status,
                  {},
                  {}};
  const Value config = to_config(run);
  for (const std::string& key : extra) {
    const Value* value = config_value(config, key);
    row.parameters.push_back(value ? *value : Value());
  }
  if (state.status == RunStatus::Complete)
    row.rounds = read_summary(run_file_path(folder.path, row.run_id)).rounds;
  return row;
}

}  // namespace

int command_export(const Arguments& arguments) {
  const auto file = arguments.value("to");
  refuse_unless(file.has_value(),
                "export: --to FILE is missing; its name ends in .csv, .jsonl or .sqlite");
  const Catalog all = catalog();
  const OutFolder folder = read_out_folder(arguments.positional.front(), all);
  const SweepStatus progress = read_status(folder.path, folder.runs, all);
  const std::vector<std::string> extra = extra_columns(folder.runs);
  std::size_t next = 0;
  const std::size_t rows = export_table(*file, extra, [&]() -> std::optional<ExportedRun> {
    if (next == folder.runs.runs.size()) return std::nullopt;
    const std::size_t index = next++;
    return exported(folder, index, progress.states[index], extra);
  });
  fmt::print("{}: {} rows of {}\n", *file, rows, counts_text(progress));
  return 0;
}

}  // namespace xil
