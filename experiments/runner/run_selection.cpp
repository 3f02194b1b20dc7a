#include "experiments/runner/run_selection.h"

#include <fmt/format.h>

#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"
#include "framework/store/journal/leases.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/runs/checkpoint.h"

namespace xil {
namespace {

std::string why_quarantined(const RunState& state) {
  const Attempt* last = nullptr;
  for (const Attempt& attempt : state.attempts) {
    if (attempt.state != AttemptState::Quarantined) last = &attempt;
  }
  return fmt::format("its process died {} times without completing a round, at last on {}, rank {}{}{}", state.deaths,
                     last->host, last->rank, last->reason.empty() ? "" : ": ", last->reason);
}

bool has_checkpoints(const std::filesystem::path& out, const std::string& run_id) {
  return has_own_folder({checkpoint_folder(out, run_id), 2});
}

}  // namespace

Selection select_runs(const SweepTarget& target, const RunOptions& options, Journal& journal) {
  const Sweep& sweep = target.sweep;
  const auto states = read_states(target.out, sweep.run_ids);
  tidy_leases(target.out);
  Selection selection;
  selection.costs = sweep_costs(sweep, catalog(), states);
  for (const std::size_t index : selected_runs(sweep, options)) {
    const std::string& run_id = sweep.run_ids[index];
    const RunState& state = states.at(run_id);
    if (state.status == RunStatus::Complete) {
      ++selection.complete;
      // left by a job that ended immediately after the run
      Checkpoints(checkpoint_folder(target.out, run_id)).remove();
      continue;
    }
    refuse_unless(
        sweep.runs.groups()[sweep.runs.group(index)].oracle.expert != ExpertKind::Human,
        "run {} has a person as its expert ('oracle.expert': human): carry it out with xil interact, or leave it "
        "out with --filter",
        run_id);
    const bool deadly = state.status == RunStatus::Missing && state.deaths >= options.quarantine_after;
    if (!options.retry_failed && (state.status == RunStatus::Failed || deadly)) {
      ++selection.failed_before;
      if (!deadly) continue;
      const std::string reason = why_quarantined(state);
      journal.quarantined(run_id, reason);
      selection.quarantined.push_back(fmt::format("{} is set aside: {}", run_id, reason));
      continue;
    }
    if (selection.to_do.size() >= options.limit.value_or(sweep.runs.size())) continue;
    selection.to_do.push_back(index);
    if (state.status == RunStatus::Running) ++selection.running;
    if (has_checkpoints(target.out, run_id)) selection.begun.insert(index);
  }
  return selection;
}

}  // namespace xil
