#pragma once

#include <memory>
#include <optional>

#include "experiments/runner/stop_signals.h"
#include "experiments/runner/whereabouts.h"
#include "framework/store/journal/journal.h"

namespace xil {

/// A process of a job, as far as its end is concerned. Shared with the threads that tell of it.
struct WatchedProcess {
  Deadline deadline;
  std::optional<double> grace_s;  ///< of --grace
  std::shared_ptr<Journal> journal;
  std::shared_ptr<Whereabouts> place;
  int rank = 0, ranks = 1;
};

/// What StopSignals goes by: a run that hangs is told of in the journal and on stderr, in one line with run, round and
/// step. A process with nothing in hand, which waits for others, has five seconds longer than they, who know more.
StopSignals::Plan stop_plan(const WatchedProcess& process);
/// The same before there is a journal.
StopSignals::Plan stop_plan_at_start();

}  // namespace xil
