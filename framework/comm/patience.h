#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace xil {

/// How long to sleep while nothing arrives: short at first, so that an answer on its way is taken
/// quickly, then doubling up to a few milliseconds, so that waiting for hours costs no core.
class Patience {
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
