#include "experiments/commands/folder_sessions.h"

#include <fmt/ranges.h>

#include <set>

#include "experiments/sweep/run_labels.h"
#include "framework/core/base/error.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/runs/run_file.h"

namespace xil {
namespace {

/// The complete runs in which people, or their replayed answers, were asked.
std::vector<std::size_t> runs_of_people(const OutFolder& folder, const SweepStatus& progress) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < folder.runs.runs.size(); ++i) {
    if (progress.states[i].status == RunStatus::Complete && !expert_of(folder.runs.runs[i]).empty())
      indices.push_back(i);
  }
  return indices;
}

}  // namespace

FolderSessions read_folder_sessions(const OutFolder& folder, const SweepStatus& progress) {
  const std::vector<std::size_t> indices = runs_of_people(folder, progress);
  if (indices.empty()) return {};
  std::vector<std::filesystem::path> all;
  for (const std::string& id : folder.runs.run_ids) all.push_back(run_file_path(folder.path, id));
  const std::vector<LabelledRun> labelled = label_runs(folder.runs.runs, all, folder.runs.labels);
  std::vector<OwnPath> files;
  for (const std::size_t index : indices) files.emplace_back(all[index], 2);
  const auto failed =
      try_in_children(files, trial_of([](const std::filesystem::path& file) { read_session_summary(file); }));
  FolderSessions found;
  for (std::size_t k = 0; k < indices.size(); ++k) {
    if (failed.contains(k)) {
      found.unread.push_back(refusal_of(files[k], failed.at(k)));
    } else if (auto summary = read_session_summary(files[k].path)) {
      found.sessions.push_back({labelled[indices[k]], std::move(*summary)});
    }
  }
  sort_by_expert(found.sessions);
  return found;
}

std::string snippet_of(const FolderSessions& folder, const std::string& which) {
  PooledSessions pooled;
  std::set<std::string> known = {"all"};
  for (const NamedSession& session : folder.sessions) {
    const std::string run_id = session.run.file.stem().string();
    known.insert({session.summary.expert, run_id});
    if (which == "all" || which == session.summary.expert || which == run_id) pooled.add(session.summary);
  }
  require(folder.unread.empty() || !folder.sessions.empty(), "{}", fmt::join(folder.unread, "; "));
  refuse_unless(!folder.sessions.empty(), "there is no session of a person in this folder: run one with xil interact");
  refuse_unless(pooled.sessions > 0, "there is no session '{}': take one of {}", which, fmt::join(known, ", "));
  return oracle_snippet(pooled);
}

}  // namespace xil
