#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "experiments/runner/deadline.h"
#include "experiments/runner/progress_marker.h"
#include "experiments/runner/run_environment.h"
#include "experiments/runner/run_expert.h"
#include "experiments/runner/stop_signals.h"
#include "framework/comm/farm.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/store/journal/journal.h"

namespace xil {

/// Carries out runs of one sweep folder in this process, one after the other. Each run continues where an earlier
/// attempt ended.
class RunExecutor {
 public:
  struct Context {
    std::filesystem::path out;
    int rank = 0;
    RunEnvironment& environment;
    Journal& journal;
    const StopSignals& signals;
    ProgressMarker& marker;
    Deadline deadline;
    MakeRunExpert expert = make_machine_expert;
    std::string sweep = {};  ///< digest of the sweep that the runs belong to, which is frozen; empty: none is
    std::optional<double> grace_s = {};  ///< the value of --grace
  };
  explicit RunExecutor(Context context) : context_(std::move(context)) {}

  /// Carries out one run: loop, run file, log. It stops after a round if `progress` says so, if a signal asked for it,
  /// or if the next round would not end before the deadline; within a round if its fit takes longer than some seconds
  /// after the signal, or longer than the deadline, and the fit's state is kept. Errors are recorded in the journal and
  /// in the outcome; storage errors are thrown.
  WorkOutcome execute(const RunParams& run, const std::string& run_id, const ProgressSink& progress);

 private:
  class Attempt;

  Context context_;
};

}  // namespace xil
