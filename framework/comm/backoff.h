#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace xil {

/// Decides how long to sleep while no message arrives: a short time at first, so that an answer is received quickly,
/// then twice as long each time up to a few milliseconds, so that waiting for hours uses no core.
class Backoff {
 public:
  std::chrono::microseconds next() {
    const auto now = pause_;
    pause_ = std::min(2 * pause_, kLongest);
    return now;
  }
  void sleep() { std::this_thread::sleep_for(next()); }
  void reset() { pause_ = kShortest; }

 private:
  static constexpr std::chrono::microseconds kShortest{50};
  static constexpr std::chrono::microseconds kLongest{4000};
  std::chrono::microseconds pause_ = kShortest;
};

}  // namespace xil
