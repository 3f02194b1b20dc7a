#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/oracle.h"
#include "framework/core/interfaces/run_history.h"
#include "framework/core/interfaces/run_log.h"
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
  const RunHistory* past = nullptr;  ///< the rounds to go on after; null: the run starts anew
  std::function<void(std::string_view)> step =
      {};  ///< hears what is about to be done: query, explain, train, ...; may be empty
  void at(std::string_view what) const {
    if (step) step(what);
  }
};

/// Rounds done out of all rounds, round 0 counted. False: no further round is to be started.
using RoundProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

enum class LoopEnd {
  Complete,
  Stopped,       ///< after a round, as the progress function wished; the log has a checkpoint of it
  NotReproduced  ///< the model that the past led to predicts otherwise here than it did then; nothing was logged
};

/// Runs the interactive loop (framework/README.md, One round): round 0 fits on the initial set; each further round
/// shows items, corrects, retrains and evaluates. Ends early when the pool is empty or what `until` waits for has come.
/// A strategy that labels all has round 0 only. Everything that is decided goes to the log, a past excepted: the log
/// has that already.
///
/// Going on after a past is replaying it: its looks and corrections give the labelled set, and the learner resumes its
/// checkpoint or repeats the last fit. The predictions of the test items must then be those of that round, bit for bit.
LoopEnd run_loop(const LoopParts& parts, const RoundProgress& progress = {});

}  // namespace xil
