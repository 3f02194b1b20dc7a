#include "experiments/runner/stop_signals.h"

#include <signal.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <future>
#include <memory>

#include "experiments/runner/progress_marker.h"
#include "framework/core/base/threads.h"

namespace xil {
namespace {

constexpr std::array kStopSignals = {SIGTERM, SIGINT, SIGUSR1};
constexpr std::chrono::seconds kActionTimeout{2};

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kStopSignals) sigaddset(&set, signal);
  return set;
}

std::string_view name_of(int signal) { return signal == SIGTERM ? "SIGTERM" : signal == SIGINT ? "SIGINT" : "SIGUSR1"; }

/// Calls `action` in a thread of its own, since writing may hang as well (a network file system, a pipe that nobody
/// reads).
void run_with_timeout(std::function<void()> action) {
  if (!action) return;
  try {
    const auto done = std::make_shared<std::promise<void>>();
    std::thread([done, action = std::move(action)] {
      try {
        action();
      } catch (...) {  // the process ends in any case
      }
      done->set_value();
    }).detach();
    done->get_future().wait_for(kActionTimeout);
  } catch (const std::exception&) {  // no thread is available
  }
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // applies to this thread and those that it starts
  thread_ = start_thread("the signals that end a job", [this] { listen(); });
}

StopSignals::~StopSignals() {
  closing_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR1);  // wakes the thread
  thread_.join();
}

void StopSignals::follow(Plan plan) {
  if (requested_ && plan.stop_requested)
    run_with_timeout([stop_requested = plan.stop_requested] { stop_requested("a signal before the first run"); });
  const std::lock_guard lock(mutex_);
  plan_ = std::move(plan);
}

StopSignals::Plan StopSignals::plan() const {
  const std::lock_guard lock(mutex_);
  return plan_;
}

void StopSignals::listen() {
  const sigset_t set = stop_signals();
  const timespec pause{0, 250'000'000};
  while (!closing_) {
    const int signal = sigtimedwait(&set, nullptr, &pause);
    if (closing_) return;
    if (signal > 0) take(signal);
    check_deadline();
  }
}

void StopSignals::take(int signal) {
  if (requested_ && signal != SIGUSR1) std::_Exit(kIncomplete);
  if (requested_) return;
  first_ = name_of(signal);
  requested_at_ = Clock::now();
  const auto stop_requested = plan().stop_requested;
  requested_ = true;
  if (stop_requested) run_with_timeout([stop_requested, name = first_] { stop_requested(name); });
}

void StopSignals::check_deadline() {
  const Plan now = plan();
  if (now.deadline.is_over()) {
    if (now.cut_off) run_with_timeout([cut_off = now.cut_off] { cut_off("the scheduler's time is over"); });
    std::_Exit(kIncomplete);
  }
  const double past_limit_s = -now.deadline.left_s();  // minus infinity without a time limit
  const double since_signal_s = requested_ ? std::chrono::duration<double>(Clock::now() - requested_at_).count() : 0;
  if (past_limit_s <= 0 && !requested_) return;
  const bool by_signal = since_signal_s >= past_limit_s;
  const double waited_s = by_signal ? since_signal_s : past_limit_s;
  if (waited_s < (now.grace_s ? now.grace_s() : ProgressMarker::kLeastGrace_s)) return;
  const std::string cause = by_signal ? first_ : "the time limit";
  if (now.hung) run_with_timeout([hung = now.hung, cause, waited_s] { hung(cause, waited_s); });
  std::_Exit(kIncomplete);
}

}  // namespace xil
