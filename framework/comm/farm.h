#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/comm/communicator.h"
#include "framework/core/schedule.h"

namespace xil {

/// How far the job in hand is, in units of its own (rounds). Costs a small message; call it per
/// round, not per batch.
using ProgressSink = std::function<void(std::int64_t done, std::int64_t total)>;

struct WorkOutcome {
  bool ok = true;
  std::string reason;  ///< where not ok: one line
};

/// Runs job `index`. Always called in the main thread, so that results do not depend on the rank.
/// Exceptions are contained: they become a failure with the first line of their message.
using Work = std::function<WorkOutcome(std::size_t index, const ProgressSink& progress)>;

/// What rank 0 gets to know while the farm runs. All calls come from one thread of rank 0, which is
/// not the main one. An exception thrown here stops the farm: jobs in hand end, then run_farm
/// throws it on every rank.
class FarmObserver {
 public:
  virtual ~FarmObserver() = default;
  virtual void started(int worker, std::size_t index);
  virtual void progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total);
  virtual void finished(int worker, std::size_t index);
  virtual void failed(int worker, std::size_t index, const std::string& reason);
  /// Polled some hundred times a second: true (signal, time limit) means that nothing more is
  /// started.
  virtual bool should_stop();
  /// The last word before a job is handed out; false leaves it not started.
  virtual bool may_start(std::size_t index);
};

/// How it ended; the same on every rank. Every job is in exactly one of the three.
struct FarmReport {
  std::vector<std::size_t> completed;           ///< ascending
  std::map<std::size_t, std::string> failures;  ///< job and reason
  std::vector<std::size_t> not_started;         ///< ascending
  bool stopped = false;                         ///< should_stop() said so
  bool operator==(const FarmReport&) const = default;
};

/// Carries the schedule: rank 0 coordinates and, like every other rank, works. To be called by all
/// ranks in their main threads; the schedule and the observer of rank 0 count. While it runs, a
/// thread of rank 0 is the only caller of the communicator there. Waiting is done asleep, on every
/// rank.
FarmReport run_farm(Communicator& communicator, Schedule schedule, const Work& work,
                    FarmObserver& observer);

}  // namespace xil
