#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/comm/communicator.h"
#include "framework/core/schedule/schedule.h"

namespace xil {

/// How far the job in hand is, in units of its own (rounds). Costs a small message; call it per
/// round, not per batch. False: the job is to stop here and to say so (WorkEnd::Stopped).
using ProgressSink = std::function<bool(std::int64_t done, std::int64_t total)>;

enum class WorkEnd {
  Completed,
  Failed,
  Stopped,  ///< on its way, in order; it can go on another time
  Broken    ///< nothing can be worked on here (a full disk): the farm stops and run_farm() throws
};

struct WorkOutcome {
  WorkEnd end = WorkEnd::Completed;
  std::string reason;  ///< where not completed: one line
  bool operator==(const WorkOutcome&) const = default;
};

/// Runs job `index`. Always called in the main thread, so that results do not depend on the rank.
/// Exceptions are contained: they become a failure with the first line of their message, storage
/// errors a broken end.
using Work = std::function<WorkOutcome(std::size_t index, const ProgressSink& progress)>;

/// Whether a job is to be handed out now.
enum class Start {
  Now,
  Later,    ///< asked again after a while
  Never,    ///< it stays unfinished
  Needless  ///< somebody else has completed it: counts as completed
};

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
  virtual void stopped(int worker, std::size_t index, const std::string& reason);
  /// Polled some hundred times a second: true (signal, time limit) means that nothing more is
  /// started and jobs in hand are told to stop.
  virtual bool should_stop();
  /// The last word before a job is handed out.
  virtual Start may_start(std::size_t index);
  /// Whether to wait, with nothing in hand, for jobs that are to start later; else they stay
  /// unfinished.
  virtual bool worth_waiting();
  /// Schedule::set_pace() of groups, asked after each completed job.
  virtual std::map<std::size_t, double> paces();
};

/// How it ended; the same on every rank. Every job is in exactly one of the three.
struct FarmReport {
  std::vector<std::size_t> completed;           ///< ascending
  std::map<std::size_t, std::string> failures;  ///< job and reason
  std::vector<std::size_t> unfinished;          ///< not started or stopped, ascending
  bool stopped = false;  ///< something was left for another time: all by should_stop(), or some jobs
  bool operator==(const FarmReport&) const = default;
};

/// Carries the schedule: rank 0 coordinates and, like every other rank, works. To be called by all
/// ranks in their main threads; the schedule and the observer of rank 0 count. While it runs, a
/// thread of rank 0 is the only caller of the communicator there. Waiting is done asleep, on every
/// rank.
FarmReport run_farm(Communicator& communicator, Schedule schedule, const Work& work, FarmObserver& observer);

}  // namespace xil
