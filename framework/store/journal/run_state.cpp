#include "framework/store/journal/run_state.h"

#include <set>

#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

std::set<std::string> complete_runs(const std::filesystem::path& out) {
  std::set<std::string> names;
  for (const auto& file : list_own_folder(out / "runs", ".h5")) names.insert(file.stem().string());
  return names;
}

RunStatus status_of(const Attempt& newest) {
  switch (newest.state) {
    case AttemptState::Running:
      return RunStatus::Running;
    case AttemptState::Failed:
    case AttemptState::Quarantined:
      return RunStatus::Failed;
    case AttemptState::Complete:  // yet its run file is gone
    case AttemptState::Stopped:
    case AttemptState::Hung:
    case AttemptState::Crashed:
    case AttemptState::Lost:
      return RunStatus::Missing;
  }
  return RunStatus::Missing;
}

/// The jobs in which some process crashed or hung: the launcher then ends their other processes.
std::set<std::string> crashed_jobs(const std::vector<Attempt>& attempts) {
  std::set<std::string> heartbeats;
  for (const Attempt& attempt : attempts) {
    if (attempt.state == AttemptState::Crashed || attempt.state == AttemptState::Hung)
      heartbeats.insert(attempt.heartbeat);
  }
  return heartbeats;
}

std::size_t deaths_of(const std::vector<Attempt>& attempts, const std::set<std::string>& crashed) {
  std::size_t deaths = 0;
  for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt) {
    if (attempt->state == AttemptState::Quarantined) continue;
    const bool lost = attempt->state == AttemptState::Lost;
    const bool ended_by_fault = attempt->state == AttemptState::Crashed || attempt->state == AttemptState::Hung;
    if (!lost && !ended_by_fault) break;
    const bool explained = lost && (attempt->stop_requested || crashed.contains(attempt->heartbeat));
    if (!explained) ++deaths;
    if (attempt->round >= 0) break;
  }
  return deaths;
}

}  // namespace

std::filesystem::path run_file_path(const std::filesystem::path& out, std::string_view run_id) {
  return out / "runs" / (std::string(run_id) + ".h5");
}

bool has_run_file(const std::filesystem::path& out, std::string_view run_id) {
  const std::filesystem::path file = run_file_path(out, run_id);
  std::error_code code;
  const auto type = std::filesystem::symlink_status(file, code).type();
  require(type != std::filesystem::file_type::none,
          "cannot look for '{}': {}; ask its owner for the permission to read the folder", file.string(),
          code.message());
  return type != std::filesystem::file_type::not_found;
}

std::map<std::string, RunState> read_states(const std::filesystem::path& out, std::span<const std::string> run_ids) {
  std::map<std::string, RunState> states;
  for (const std::string& run_id : run_ids) states.try_emplace(run_id);
  // The journals are read first, so that a run that completes in between counts as complete, not as missing.
  std::vector<Attempt> attempts = read_journals(out);
  const std::set<std::string> crashed = crashed_jobs(attempts);
  for (Attempt& attempt : attempts) {
    const auto found = states.find(attempt.run_id);
    if (found == states.end()) continue;
    found->second.status = status_of(attempt);
    found->second.attempts.push_back(std::move(attempt));
  }
  const std::set<std::string> complete = complete_runs(out);
  for (auto& [run_id, state] : states) {
    state.deaths = deaths_of(state.attempts, crashed);
    if (complete.contains(run_id)) state.status = RunStatus::Complete;
  }
  return states;
}

}  // namespace xil
