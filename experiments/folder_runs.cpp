#include "experiments/folder_runs.h"

#include "experiments/catalog.h"
#include "experiments/run_identity.h"
#include "experiments/run_labels.h"
#include "experiments/source_conflicts.h"
#include "framework/core/error.h"

namespace xil {

namespace {

std::vector<LabelledRun> chosen(const FolderRuns& all, bool complete) {
  std::vector<LabelledRun> runs;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    if (all.is_complete(i) == complete) runs.push_back(all.labelled[i]);
  }
  return runs;
}

}  // namespace

std::vector<LabelledRun> FolderRuns::complete() const { return chosen(*this, true); }
std::vector<LabelledRun> FolderRuns::incomplete() const { return chosen(*this, false); }

Missing missing_policy(const Arguments& arguments) {
  const auto missing = arguments.value("missing");
  refuse_unless(!missing || *missing == "drop" || *missing == "error", "--missing takes error or drop, not '{}'", missing.value_or(""));
  return missing && *missing == "drop" ? Missing::Drop : Missing::Error;
}

FolderRuns read_folder_runs(const std::filesystem::path& out) {
  const Catalog all = catalog();
  FolderRuns runs{read_out_folder(out, all), {}, {}};
  runs.progress = read_status(out, runs.folder.runs, all);
  std::vector<std::filesystem::path> files;
  for (const std::string& id : runs.folder.runs.run_ids) files.push_back(run_file_path(out, id));
  runs.labelled = label_runs(runs.folder.runs.runs, files);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (runs.is_complete(i)) require_run(files[i], read_header(files[i]), runs.folder.runs.runs[i], all);
  }
  require(runs.progress.count(RunStatus::Complete) > 0, "{}: no run is complete yet ({})", out.string(),
          counts_text(runs.progress));
  const auto conflicts = source_conflicts(out, runs.folder.runs);
  require(conflicts.empty(), "{}: {}", out.string(), fmt::join(conflicts, "; "));
  return runs;
}

}  // namespace xil
