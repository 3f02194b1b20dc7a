#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "experiments/web/waiting_room.h"

namespace xil {

/// The threads that answer requests. There are as many as were ever needed at once, up to a bound.
class ServingThreads {
 public:
  using Serve = std::function<void(Caller, std::stop_token)>;

  /// Precondition: `serve` throws nothing.
  ServingThreads(std::size_t most_threads, std::size_t most_waiting, Serve serve);
  /// Asks the running calls of `serve` to stop, waits for them, and closes the connections that still wait.
  ~ServingThreads();

  /// Has the caller served as soon as a thread is free. If too many wait already, the caller stays where it is and the
  /// answer is false.
  bool offer(Caller& caller);

 private:
  void work();
  void add_thread();

  const std::size_t most_threads_, most_waiting_;
  const Serve serve_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any offered_;
  std::deque<Caller> callers_;
  std::size_t idle_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace xil
