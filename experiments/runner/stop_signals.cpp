#include "experiments/runner/stop_signals.h"

#include <signal.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <future>
#include <memory>

#include "experiments/runner/whereabouts.h"
#include "framework/core/base/threads.h"

namespace xil {
namespace {

constexpr std::array kStopSignals = {SIGTERM, SIGINT, SIGUSR1};
constexpr std::chrono::seconds kLastWord{2};

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kStopSignals) sigaddset(&set, signal);
  return set;
}

std::string_view name_of(int signal) { return signal == SIGTERM ? "SIGTERM" : signal == SIGINT ? "SIGINT" : "SIGUSR1"; }

/// Calls `action` in a thread of its own, since writing may hang as well (a network file system, a pipe that nobody
/// reads).
void try_for_a_while(std::function<void()> action) {
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
    done->get_future().wait_for(kLastWord);
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
  if (requested_ && plan.told) try_for_a_while([told = plan.told] { told("a signal before the first run"); });
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
    look_at_the_time();
  }
}

void StopSignals::take(int signal) {
  if (requested_ && signal != SIGUSR1) std::_Exit(kIncomplete);
  if (requested_) return;
  first_ = name_of(signal);
  requested_at_ = Clock::now();
  const auto told = plan().told;
  requested_ = true;
  if (told) try_for_a_while([told, name = first_] { told(name); });
}

void StopSignals::look_at_the_time() {
  const Plan now = plan();
  if (now.deadline.is_over()) {
    if (now.cut_off) try_for_a_while([cut_off = now.cut_off] { cut_off("the scheduler's time is over"); });
    std::_Exit(kIncomplete);
  }
  const double past_limit_s = -now.deadline.left_s();  // minus infinity without a time limit
  const double since_signal_s = requested_ ? std::chrono::duration<double>(Clock::now() - requested_at_).count() : 0;
  if (past_limit_s <= 0 && !requested_) return;
  const bool by_signal = since_signal_s >= past_limit_s;
  const double waited_s = by_signal ? since_signal_s : past_limit_s;
  if (waited_s < (now.patience_s ? now.patience_s() : Whereabouts::kLeastPatience_s)) return;
  const std::string cause = by_signal ? first_ : "the time limit";
  if (now.hung) try_for_a_while([hung = now.hung, cause, waited_s] { hung(cause, waited_s); });
  std::_Exit(kIncomplete);
}

}  // namespace xil
