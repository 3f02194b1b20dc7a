#include <fmt/format.h>

#include "analysis/figures.h"
#include "experiments/catalog.h"
#include "experiments/commands.h"
#include "experiments/out_folder.h"
#include "experiments/redraw.h"
#include "experiments/run_labels.h"
#include "framework/core/error.h"

namespace xil {
namespace {

/// Labels rest on all runs of the folder, so that they stay the same while it fills.
std::vector<LabelledRun> complete_runs(const OutFolder& folder, const SweepStatus& progress) {
  std::vector<std::filesystem::path> files;
  for (const std::string& id : folder.runs.run_ids) files.push_back(run_file_path(folder.path, id));
  const std::vector<LabelledRun> all = label_runs(folder.runs.runs, files);
  std::vector<LabelledRun> complete;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (progress.states[i].status == RunStatus::Complete) complete.push_back(all[i]);
  }
  return complete;
}

}  // namespace

int command_figures(const Arguments& arguments) {
  const Catalog all = catalog();
  const OutFolder folder = read_out_folder(arguments.positional.front(), all);
  const SweepStatus progress = read_status(folder.path, folder.runs, all);
  const std::vector<LabelledRun> runs = complete_runs(folder, progress);
  require(!runs.empty(), "{}: no run is complete yet ({})", folder.path.string(),
          counts_text(progress));
  const auto to = arguments.value("to");
  const Redraw redraw = [](const LabelledRun& run, std::span<const std::size_t> rows) {
    return redraw_refutations(run.file, rows);
  };
  const FigureReport report =
      draw_figures(runs, to ? std::filesystem::path(*to) : folder.path / "report", redraw);
  fmt::print("{}\n", report.table);
  for (const std::string& note : report.notes) fmt::print("note: {}\n", note);
  if (runs.size() < folder.runs.runs.size()) fmt::print("note: {}\n", counts_text(progress));
  for (const auto& file : report.files) fmt::print("{}\n", file.string());
  return 0;
}

}  // namespace xil
