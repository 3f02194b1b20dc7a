#pragma once

#include <memory>
#include <optional>

#include "experiments/runner/progress_marker.h"
#include "experiments/runner/stop_signals.h"
#include "framework/store/journal/journal.h"

namespace xil {

/// The data of a process that matter for its end. It is shared with the threads that report about it.
struct WatchedProcess {
  Deadline deadline;
  std::optional<double> grace_s;  ///< the value of --grace
  std::shared_ptr<Journal> journal;
  std::shared_ptr<ProgressMarker> marker;
  int rank = 0, ranks = 1;
};

/// The plan for StopSignals: a run that hangs is reported in the journal and on stderr, in one line with run, round and
/// step. A process without a run, which waits for others, has five seconds longer than they have, since they know more.
StopSignals::Plan stop_plan(const WatchedProcess& process);
/// The plan before there is a journal.
StopSignals::Plan stop_plan_at_start();

}  // namespace xil
