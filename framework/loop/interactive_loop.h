#pragma once

#include <cstdint>
#include <functional>

#include "framework/core/learner.h"
#include "framework/core/oracle.h"
#include "framework/core/run_log.h"
#include "framework/core/run_params.h"
#include "strategies/strategy.h"

namespace xil {

/// The parts of one run. All must outlive the call.
struct LoopParts {
  const RunParams& run;
  const Dataset& dataset;
  const Strategy& strategy;
  const Oracle& oracle;
  Learner& learner;
  RunLog& log;
};

/// Rounds done out of all rounds, round 0 counted.
using RoundProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Runs the interactive loop (DESIGN.md section 2): round 0 fits on the initial set; each further round shows items,
/// corrects, retrains and evaluates. Ends early when the pool is empty or what `until` waits for has come. A strategy that
/// labels all has round 0 only. Everything that is decided goes to the log.
void run_loop(const LoopParts& parts, const RoundProgress& progress = {});

}  // namespace xil
