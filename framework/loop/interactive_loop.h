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

/// The parts of one run.
/// Precondition: every part outlives the call of run_loop().
struct LoopParts {
  const RunParams& run;
  const Dataset& dataset;
  const Strategy& strategy;
  const Oracle& oracle;
  Learner& learner;
  RunLog& log;
  const RunHistory* past = nullptr;  ///< the rounds to continue after; null: the run starts anew
  /// Called before each step with its name (query, explain, train, ...); may be empty.
  std::function<void(std::string_view)> step = {};
  void at(std::string_view what) const {
    if (step) step(what);
  }
};

/// Called after each round with the rounds done and in all, round 0 included. Returns whether to start another round.
using RoundProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

enum class LoopEnd {
  Complete,
  Stopped,       ///< the progress function ended the run after a round; the log has a checkpoint of it
  NotReproduced  ///< the replayed model predicts otherwise than the recorded one; nothing was logged
};

/// Runs the interactive loop (framework/README.md, One round): round 0 fits on the initial set; each further round
/// shows items, corrects, retrains and evaluates. It ends early when the pool is empty or `until` is met. A strategy
/// that labels everything has round 0 only. New decisions are logged; those of a past are in the log already.
///
/// To continue after a past, the loop replays the recorded looks and corrections, which give the labelled set; the
/// learner resumes its checkpoint or repeats its last fit. The test predictions must then equal the recorded ones of
/// the last round bit for bit.
LoopEnd run_loop(const LoopParts& parts, const RoundProgress& progress = {});

}  // namespace xil
