#include "experiments/runner/stop_plan.h"

#include <fmt/format.h>

#include <cstdio>

namespace xil {
namespace {

constexpr double kForOthers_s = 5;

std::string rank_text(const WatchedProcess& process) {
  return process.ranks > 1 ? fmt::format(" (rank {})", process.rank) : "";
}

void complain(const std::string& sentence) {
  fmt::print(stderr, "xil: error: {}\n", sentence);
  std::fflush(stderr);
}

/// The line is printed first, since the disk may be what hangs.
void report_hang(const WatchedProcess& process, std::string_view cause, double waited_s) {
  const ProgressMarker::Position at = process.marker->position();
  if (at.run_id.empty()) {
    return complain(
        fmt::format("ended{}: other ranks or the disk did not answer within {:.0f} s of {}; run it again to go on, "
                    "complete rounds are kept",
                    rank_text(process), waited_s, cause));
  }
  complain(fmt::format(
      "run {}{} hung in round {}, step {}: it did not end within {:.0f} s of {}; complete rounds are kept, run it "
      "again to go on (--grace D gives rounds more time)",
      at.run_id, rank_text(process), at.round, at.step, waited_s, cause));
  process.journal->hung(
      at.run_id, process.rank,
      fmt::format("hung in round {}, step {}: not over {:.0f} s after {}", at.round, at.step, waited_s, cause));
}

void report_cut_off(const WatchedProcess& process, std::string_view cause) {
  const ProgressMarker::Position at = process.marker->position();
  if (at.run_id.empty()) return;
  complain(fmt::format("run {}{} is cut off in round {}, step {}: {}; complete rounds are kept", at.run_id,
                       rank_text(process), at.round, at.step, cause));
  process.journal->stopped(at.run_id, process.rank, 0,
                           fmt::format("cut off in round {}, step {}: {}", at.round, at.step, cause));
}

}  // namespace

StopSignals::Plan stop_plan(const WatchedProcess& process) {
  StopSignals::Plan plan;
  plan.deadline = process.deadline;
  plan.stop_requested = [process](std::string_view signal) { process.journal->stop_requested(process.rank, signal); };
  plan.grace_s = [process] {
    const double grace_s = process.marker->grace_s(process.grace_s);
    return process.marker->position().run_id.empty() ? grace_s + kForOthers_s : grace_s;
  };
  plan.hung = [process](std::string_view cause, double waited_s) { report_hang(process, cause, waited_s); };
  plan.cut_off = [process](std::string_view cause) { report_cut_off(process, cause); };
  return plan;
}

StopSignals::Plan stop_plan_at_start() {
  StopSignals::Plan plan;
  plan.hung = [](std::string_view cause, double waited_s) {
    complain(fmt::format("ended: nothing was begun within {:.0f} s of {}", waited_s, cause));
  };
  return plan;
}

}  // namespace xil
