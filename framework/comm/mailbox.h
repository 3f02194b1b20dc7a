#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "framework/comm/messages.h"

namespace xil {

/// A queue from one thread to another of the same process.
class Mailbox {
 public:
  void put(WireMessage message);
  /// Waits, asleep, until something comes.
  WireMessage take();
  /// The same for so long at most.
  std::optional<WireMessage> take_within(std::chrono::microseconds limit);

 private:
  WireMessage pop();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<WireMessage> messages_;
};

}  // namespace xil
