#include "experiments/stop_signals.h"

#include <signal.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace xil {
namespace {

constexpr std::array kStopSignals = {SIGTERM, SIGINT, SIGUSR1};

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kStopSignals) sigaddset(&set, signal);
  return set;
}

std::string_view name_of(int signal) {
  return signal == SIGTERM ? "SIGTERM" : signal == SIGINT ? "SIGINT" : "SIGUSR1";
}

}  // namespace

void block_stop_signals() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

StopSignals::StopSignals(Deadline deadline, std::function<void(std::string_view)> told)
    : deadline_(deadline), told_(std::move(told)), thread_([this] { listen(); }) {}

StopSignals::~StopSignals() {
  closing_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR1);  // wakes it
  thread_.join();
}

void StopSignals::listen() {
  const sigset_t set = stop_signals();
  const timespec second{1, 0};
  while (!closing_) {
    const int signal = sigtimedwait(&set, nullptr, &second);
    if (closing_) return;
    if (signal > 0) take(signal);
    if (deadline_.is_over()) std::_Exit(kIncomplete);
  }
}

void StopSignals::take(int signal) {
  if (requested_ && signal != SIGUSR1) std::_Exit(kIncomplete);
  if (!requested_.exchange(true)) told_(name_of(signal));
}

}  // namespace xil
