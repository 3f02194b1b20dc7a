#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "framework/comm/messages.h"

namespace xil {

/// A queue of messages from one thread to another thread of the same process.
class Mailbox {
 public:
  void put(WireMessage message);
  /// Waits, asleep, for the next message.
  WireMessage take();
  /// Waits, asleep, for the next message, but not longer than `limit`; std::nullopt if none came in time.
  std::optional<WireMessage> take_within(std::chrono::microseconds limit);

 private:
  WireMessage pop();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<WireMessage> messages_;
};

}  // namespace xil
