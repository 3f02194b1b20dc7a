#include "experiments/folder_runs.h"

#include "experiments/catalog.h"
#include "experiments/run_labels.h"
#include "framework/core/error.h"

namespace xil {

std::vector<LabelledRun> FolderRuns::complete() const {
  std::vector<LabelledRun> runs;
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    if (is_complete(i)) runs.push_back(labelled[i]);
  }
  return runs;
}

FolderRuns read_folder_runs(const std::filesystem::path& out) {
  const Catalog all = catalog();
  FolderRuns runs{read_out_folder(out, all), {}, {}};
  runs.progress = read_status(out, runs.folder.runs, all);
  std::vector<std::filesystem::path> files;
  for (const std::string& id : runs.folder.runs.run_ids) files.push_back(run_file_path(out, id));
  runs.labelled = label_runs(runs.folder.runs.runs, files);
  require(runs.progress.count(RunStatus::Complete) > 0, "{}: no run is complete yet ({})", out.string(),
          counts_text(runs.progress));
  return runs;
}

}  // namespace xil
