#pragma once

#include <atomic>
#include <functional>
#include <string_view>
#include <thread>

#include "experiments/deadline.h"

namespace xil {

/// The exit code that asks for another submission.
inline constexpr int kIncomplete = 75;

/// Keeps SIGTERM, SIGINT and SIGUSR1 for StopSignals, in this thread and those it starts; before any other thread starts.
void block_stop_signals();

/// Hears the signals that ask this process to end. Another SIGTERM or SIGINT ends it at once, with kIncomplete, and so does
/// the end of the scheduler's time: what is complete is on the disk, and a batch script that is still there can go on.
class StopSignals {
 public:
  /// `told` is called from a thread of this object's own, with the name of the first signal.
  StopSignals(Deadline deadline, std::function<void(std::string_view signal)> told);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool requested() const { return requested_; }

 private:
  void listen();
  void take(int signal);

  Deadline deadline_;
  std::function<void(std::string_view)> told_;
  std::atomic<bool> requested_ = false, closing_ = false;
  std::thread thread_;
};

}  // namespace xil
