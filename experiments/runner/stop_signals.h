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

/// The exit code that asks for another submission.
inline constexpr int kIncomplete = 75;

/// Hears the signals that ask this process to end (SIGTERM, SIGINT, SIGUSR1), and ends it itself where it does not come
/// to an end of its own:
/// - another SIGTERM or SIGINT ends it at once, and so does the end of the scheduler's time;
/// - once a signal has come or the time limit is over, it has `patience_s` to end; then it hangs, and is ended.
/// The exit code is kIncomplete: what is complete is on the disk, and a batch script that is still there can go on.
///
/// To be made before any other thread starts, and to live as long as the process can be told to end.
class StopSignals {
 public:
  /// What it goes by while a sweep is at work. The functions are called from threads of this object's own, which nobody
  /// waits for longer than two seconds, since they may hang as well.
  struct Plan {
    Deadline deadline;
    std::function<void(std::string_view signal)> told;                  ///< of the first signal
    std::function<double()> patience_s;                                 ///< empty: Whereabouts::kLeastPatience_s
    std::function<void(std::string_view cause, double waited_s)> hung;  ///< it is about to be ended, because of that
    std::function<void(std::string_view cause)> cut_off;  ///< likewise, by the end of the scheduler's time
  };

  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// From now on; what the functions refer to must live until the plan is replaced, or be shared.
  void follow(Plan plan);
  bool requested() const { return requested_; }

 private:
  using Clock = std::chrono::steady_clock;
  void listen();
  void take(int signal);
  void look_at_the_time();
  Plan plan() const;

  mutable std::mutex mutex_;
  Plan plan_;
  std::string first_;               ///< name of the first signal; of the listening thread
  Clock::time_point requested_at_;  ///< likewise
  std::atomic<bool> requested_ = false, closing_ = false;
  std::thread thread_;
};

}  // namespace xil
