#include "framework/comm/mailbox.h"

#include <utility>

namespace xil {

void Mailbox::put(WireMessage message) {
  {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
  }
  arrived_.notify_one();
}

WireMessage Mailbox::take() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return !messages_.empty(); });
  return pop();
}

std::optional<WireMessage> Mailbox::take_within(std::chrono::microseconds limit) {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait_for(lock, limit, [&] { return !messages_.empty(); })) return std::nullopt;
  return pop();
}

WireMessage Mailbox::pop() {
  WireMessage message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

}  // namespace xil
