#include "experiments/folder_runs.h"

#include "experiments/catalog.h"
#include "experiments/console.h"
#include "experiments/run_identity.h"
#include "experiments/run_labels.h"
#include "experiments/source_conflicts.h"
#include "framework/core/error.h"
#include "framework/store/hdf5_trial.h"
#include "framework/store/run_file.h"

namespace xil {

namespace {

std::vector<LabelledRun> chosen(const FolderRuns& all, bool complete) {
  std::vector<LabelledRun> runs;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    if (all.is_complete(i) == complete) runs.push_back(all.labelled[i]);
  }
  return runs;
}

/// Files over which HDF5 itself breaks, before anything else reads them.
void refuse_breaking_files(FolderRuns& runs) {
  std::vector<std::size_t> indices;
  std::vector<OwnPath> files;
  for (std::size_t i = 0; i < runs.labelled.size(); ++i) {
    if (!runs.is_complete(i)) continue;
    indices.push_back(i);
    files.emplace_back(runs.labelled[i].file, 2);
  }
  for (const auto& [index, why] : try_in_children(files, [](const auto& file) { verify_run_file(file); })) {
    runs.refused.emplace(indices[index], fmt::format("'{}': {}; move it away and run the sweep again", files[index].path.string(), why));
  }
}

/// Only what is read as a run file of its own name may stand under a run's name.
void refuse_foreign_files(FolderRuns& runs, const Catalog& all) {
  for (std::size_t i = 0; i < runs.labelled.size(); ++i) {
    if (!runs.is_complete(i)) continue;
    const std::filesystem::path& file = runs.labelled[i].file;
    try {
      require_run(file, read_header(file), runs.folder.runs.runs[i], all);
      require_own_datasets(file);
    } catch (const Error& error) {
      runs.refused.emplace(i, error.what());
    }
  }
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
  FolderRuns runs = read_drawable_runs(out);
  if (!runs.refused.empty()) fail("{}", runs.refused.begin()->second);
  return runs;
}

FolderRuns read_drawable_runs(const std::filesystem::path& out) {
  const Catalog all = catalog();
  FolderRuns runs{read_out_folder(out, all), {}, {}, {}};
  runs.progress = read_status(out, runs.folder.runs, all);
  std::vector<std::filesystem::path> files;
  for (const std::string& id : runs.folder.runs.run_ids) files.push_back(run_file_path(out, id));
  runs.labelled = label_runs(runs.folder.runs.runs, files);
  refuse_breaking_files(runs);
  refuse_foreign_files(runs, all);
  require(runs.progress.count(RunStatus::Complete) > 0, "{}: no run is complete yet ({})", out.string(),
          counts_text(runs.progress));
  if (!runs.refused.empty() && runs.complete().empty()) fail("{}", runs.refused.begin()->second);
  const auto conflicts = source_conflicts(out, runs.folder.runs);
  require(conflicts.empty(), "{}: {}", out.string(), fmt::join(conflicts, "; "));
  return runs;
}

int tell_refused(const FolderRuns& all) {
  for (const auto& [index, why] : all.refused) say_to(stderr, "xil: error: {}\n", why);
  return all.refused.empty() ? 0 : 1;
}

}  // namespace xil
