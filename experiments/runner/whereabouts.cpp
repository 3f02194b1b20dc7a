#include "experiments/runner/whereabouts.h"

#include <algorithm>

namespace xil {
namespace {

constexpr double kLongestTimes = 3, kExpectedTimes = 2;

}  // namespace

void Whereabouts::begin_run(std::string run_id) {
  const std::lock_guard lock(mutex_);
  place_ = {std::move(run_id), 0, "start"};
  since_ = Clock::now();
}

void Whereabouts::expect_round(double seconds) {
  const std::lock_guard lock(mutex_);
  expected_round_s_ = std::max(expected_round_s_, seconds);
}

void Whereabouts::begin_round(std::int64_t round, bool ended_one) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (ended_one) longest_round_s_ = std::max(longest_round_s_, std::chrono::duration<double>(now - since_).count());
  since_ = now;
  place_.round = round;
}

void Whereabouts::step(std::string_view name) {
  const std::lock_guard lock(mutex_);
  place_.step = name;
}

void Whereabouts::end_run() {
  const std::lock_guard lock(mutex_);
  place_ = {};
}

void Whereabouts::heard_of_round(double seconds) {
  const std::lock_guard lock(mutex_);
  longest_round_s_ = std::max(longest_round_s_, seconds);
}

Whereabouts::Place Whereabouts::place() const {
  const std::lock_guard lock(mutex_);
  return place_;
}

double Whereabouts::patience_s(std::optional<double> given) const {
  if (given) return *given;
  const std::lock_guard lock(mutex_);
  const double round_s = longest_round_s_ > 0 ? kLongestTimes * longest_round_s_ : kExpectedTimes * expected_round_s_;
  return std::max(kLeastPatience_s, round_s);
}

}  // namespace xil
