#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "experiments/runner/deadline.h"

namespace xil {

/// The exit code that asks for another submission of the job.
inline constexpr int kIncomplete = 75;

/// Receives the signals that ask this process to end (SIGTERM, SIGINT, SIGUSR1), and ends the process if it does not
/// end by itself:
/// - a second SIGTERM or SIGINT ends it at once, and so does the end of the scheduler's time;
/// - after a signal or the time limit it has `grace_s` to end; if it has not ended then, it counts as hanging and is
/// ended.
/// The exit code is kIncomplete: all complete results are on the disk, and a batch script that is still running can
/// continue.
///
/// Precondition: it is made before any other thread starts, and lives as long as the process can be asked to end.
class StopSignals {
 public:
  /// What to do while a sweep is running. The functions are called from threads of their own, for which nobody waits
  /// longer than two seconds, since the functions may hang as well.
  struct Plan {
    Deadline deadline;
    std::function<void(std::string_view signal)> stop_requested;        ///< called at the first signal
    std::function<double()> grace_s;                                    ///< if empty: ProgressMarker::kLeastGrace_s
    std::function<void(std::string_view cause, double waited_s)> hung;  ///< called before a hanging process is ended
    std::function<void(std::string_view cause)> cut_off;  ///< called before the end of the scheduler's time ends it
  };

  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Follows this plan from now on.
  /// Precondition: the objects that the functions refer to live until the plan is replaced, or are shared with it.
  void follow(Plan plan);
  bool requested() const { return requested_; }

 private:
  using Clock = std::chrono::steady_clock;
  void listen();
  void take(int signal);
  void check_deadline();
  Plan plan() const;

  mutable std::mutex mutex_;
  Plan plan_;
  std::string first_;               ///< name of the first signal; used by the listening thread only
  Clock::time_point requested_at_;  ///< used by the listening thread only
  std::atomic<bool> requested_ = false, closing_ = false;
  std::thread thread_;
};

}  // namespace xil
