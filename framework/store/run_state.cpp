#include "framework/store/run_state.h"

#include <set>

namespace xil {
namespace {

std::set<std::string> complete_runs(const std::filesystem::path& out) {
  std::set<std::string> names;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(out / "runs", code)) {
    if (entry.path().extension() == ".h5") names.insert(entry.path().stem().string());
  }
  return names;
}

RunStatus status_of(const Attempt& newest) {
  switch (newest.state) {
    case AttemptState::Running:
      return RunStatus::Running;
    case AttemptState::Failed:
      return RunStatus::Failed;
    case AttemptState::Finished:  // and its file is gone
    case AttemptState::Interrupted:
      return RunStatus::Missing;
  }
  return RunStatus::Missing;
}

}  // namespace

std::filesystem::path run_file_path(const std::filesystem::path& out, std::string_view run_id) {
  return out / "runs" / (std::string(run_id) + ".h5");
}

std::map<std::string, RunState> read_states(const std::filesystem::path& out, std::span<const std::string> run_ids) {
  std::map<std::string, RunState> states;
  for (const std::string& run_id : run_ids) states.try_emplace(run_id);
  // Journals first: a run that completes in between is then complete, not missing.
  for (Attempt& attempt : read_journals(out)) {
    const auto found = states.find(attempt.run_id);
    if (found == states.end()) continue;
    RunState& state = found->second;
    state.status = status_of(attempt);
    state.last = std::move(attempt);
    ++state.attempts;
  }
  const std::set<std::string> complete = complete_runs(out);
  for (auto& [run_id, state] : states) {
    if (complete.contains(run_id)) state.status = RunStatus::Complete;
  }
  return states;
}

}  // namespace xil
