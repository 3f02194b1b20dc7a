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

/// Reports how far the current job is, in units of the job's own choice (rounds). A call costs a small message: call it
/// per round, not per batch. If it returns false, the job must stop at this point and report that it did
/// (WorkEnd::Stopped).
using ProgressSink = std::function<bool(std::int64_t done, std::int64_t total)>;

enum class WorkEnd {
  Complete,
  Failed,
  Stopped,  ///< the job stopped in an orderly way before its end; it can be continued later
  Broken    ///< no job can be worked on here (a full disk): the farm stops and run_farm() throws
};

struct WorkOutcome {
  WorkEnd end = WorkEnd::Complete;
  std::string reason;  ///< one line; empty for a completed job
  bool operator==(const WorkOutcome&) const = default;
};

/// Runs job `index`. It is always called in the main thread, so that results do not depend on the rank. Exceptions are
/// contained: a storage error becomes the end Broken, any other error a failure with the first line of its message.
using Work = std::function<WorkOutcome(std::size_t index, const ProgressSink& progress)>;

/// Whether a job may be handed out at this moment.
enum class Start {
  Now,
  Later,    ///< the farm asks again after a while
  Never,    ///< the job stays unfinished
  Needless  ///< another process has completed the job: it counts as completed
};

/// What rank 0 learns while the farm runs. All calls come from one thread of rank 0, which is not the main thread. An
/// exception thrown by an observer stops the farm: the jobs that are running come to their ends, then run_farm throws
/// the exception on every rank.
class FarmObserver {
 public:
  virtual ~FarmObserver() = default;
  virtual void started(int worker, std::size_t index);
  virtual void progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total);
  virtual void finished(int worker, std::size_t index);
  virtual void failed(int worker, std::size_t index, const std::string& reason);
  virtual void stopped(int worker, std::size_t index, const std::string& reason);
  /// Polled some hundred times a second. Once it returns true (signal, time limit), no more jobs are started and the
  /// running ones are told to stop.
  virtual bool should_stop();
  /// Asked immediately before a job is handed out.
  virtual Start may_start(std::size_t index);
  /// Whether the farm should wait for jobs that may start later although no job is running. If not, these jobs stay
  /// unfinished.
  virtual bool worth_waiting();
  /// The rates of groups for Schedule::set_rate(), asked for after each completed job.
  virtual std::map<std::size_t, double> rates();
};

/// How the farm ended; the same on every rank. Every job is in exactly one of the first three members.
struct FarmReport {
  std::vector<std::size_t> completed;           ///< ascending
  std::map<std::size_t, std::string> failures;  ///< job and reason
  std::vector<std::size_t> unfinished;          ///< not started, or stopped before the end; ascending
  bool stopped = false;  ///< something was left for a later attempt: everything after should_stop(), or some jobs
  bool operator==(const FarmReport&) const = default;
};

/// Executes the schedule: rank 0 coordinates and, like every other rank, works. The schedule and the observer that rank
/// 0 passes are used. While the farm runs, a thread of rank 0 is the only caller of the communicator there. All waiting
/// is done asleep, on every rank.
/// Precondition: all ranks call it, in their main threads.
FarmReport run_farm(Communicator& communicator, Schedule schedule, const Work& work, FarmObserver& observer);

}  // namespace xil
