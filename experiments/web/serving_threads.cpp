#include "experiments/web/serving_threads.h"

#include <utility>

#include "framework/core/base/error.h"
#include "framework/core/base/threads.h"

namespace xil {

ServingThreads::ServingThreads(std::size_t most_threads, std::size_t most_waiting, Serve serve)
    : most_threads_(most_threads), most_waiting_(most_waiting), serve_(std::move(serve)) {
  add_thread();
}

ServingThreads::~ServingThreads() {
  stop_.request_stop();
  for (std::thread& thread : threads_) thread.join();  // offer() is not called any more
}

void ServingThreads::add_thread() {
  threads_.push_back(start_thread("the requests of the page", [this] { work(); }));
}

bool ServingThreads::offer(Caller& caller) {
  {
    const std::lock_guard lock(mutex_);
    if (callers_.size() >= most_waiting_ || stop_.stop_requested()) return false;
    callers_.push_back(std::move(caller));
    if (callers_.size() > idle_ && threads_.size() < most_threads_) try {
        add_thread();
      } catch (const Error&) {  // the system gives no more: those that there are serve all
      }
  }
  offered_.notify_one();
  return true;
}

void ServingThreads::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    const bool called = offered_.wait(lock, stop_.get_token(), [&] { return !callers_.empty(); });
    --idle_;
    if (!called || stop_.stop_requested()) return;
    Caller caller = std::move(callers_.front());
    callers_.pop_front();
    lock.unlock();
    serve_(std::move(caller), stop_.get_token());
    lock.lock();
  }
}

}  // namespace xil
