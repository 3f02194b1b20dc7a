#include "experiments/runner/progress_marker.h"

#include <algorithm>

namespace xil {
namespace {

constexpr double kLongestTimes = 3, kExpectedTimes = 2;

}  // namespace

void ProgressMarker::begin_run(std::string run_id) {
  const std::lock_guard lock(mutex_);
  position_ = {std::move(run_id), 0, "start"};
  since_ = Clock::now();
}

void ProgressMarker::expect_round(double seconds) {
  const std::lock_guard lock(mutex_);
  expected_round_s_ = std::max(expected_round_s_, seconds);
}

void ProgressMarker::begin_round(std::int64_t round, bool ended_one) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (ended_one) longest_round_s_ = std::max(longest_round_s_, std::chrono::duration<double>(now - since_).count());
  since_ = now;
  position_.round = round;
}

void ProgressMarker::step(std::string_view name) {
  const std::lock_guard lock(mutex_);
  position_.step = name;
}

void ProgressMarker::end_run() {
  const std::lock_guard lock(mutex_);
  position_ = {};
}

void ProgressMarker::observe_round(double seconds) {
  const std::lock_guard lock(mutex_);
  longest_round_s_ = std::max(longest_round_s_, seconds);
}

ProgressMarker::Position ProgressMarker::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

double ProgressMarker::grace_s(std::optional<double> given) const {
  if (given) return *given;
  const std::lock_guard lock(mutex_);
  const double round_s = longest_round_s_ > 0 ? kLongestTimes * longest_round_s_ : kExpectedTimes * expected_round_s_;
  return std::max(kLeastGrace_s, round_s);
}

}  // namespace xil
