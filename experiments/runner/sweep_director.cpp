#include "experiments/runner/sweep_director.h"

#include <algorithm>

#include "framework/store/journal/run_state.h"

namespace xil {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double monotonic_s() { return seconds_since({}); }

/// The interval at which other jobs are checked.
constexpr double kLook_s = 1;

}  // namespace

SweepDirector::SweepDirector(Parts parts)
    : parts_(std::move(parts)),
      heartbeat_(parts_.out, parts_.heartbeat),
      leases_(parts_.out, parts_.heartbeat, parts_.expiry_s, monotonic_s),
      beat_s_(std::min(kBeatPeriod_s, parts_.expiry_s / 4)) {}

void SweepDirector::started(int worker, std::size_t index) {
  parts_.marker.expect_round(parts_.costs.seconds(index) / parts_.rounds[index]);
  since_[index] = round_since_[index] = Clock::now();
  idle_since_.reset();
  parts_.progress.started(worker, index);
}

void SweepDirector::progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total) {
  parts_.marker.observe_round(seconds_since(round_since_[index]));
  round_since_[index] = Clock::now();
  parts_.progress.progressed(worker, index, done, total);
}

void SweepDirector::finished(int worker, std::size_t index) {
  leases_.release(parts_.run_ids[index]);
  last_group_ = parts_.costs.groups[index];
  const bool whole = !parts_.begun.contains(index);
  if (whole) parts_.costs.model.observe(last_group_, parts_.costs.units[index], seconds_since(since_.at(index)));
  parts_.progress.finished(worker, index);
}

void SweepDirector::failed(int worker, std::size_t index, const std::string& reason) {
  leases_.release(parts_.run_ids[index]);
  parts_.progress.failed(worker, index, reason);
}

void SweepDirector::stopped(int worker, std::size_t index, const std::string& reason) {
  leases_.release(parts_.run_ids[index]);
  parts_.progress.stopped(worker, index, reason);
}

std::map<std::size_t, double> SweepDirector::rates() {
  return parts_.costs.model.changed_rates(last_group_, parts_.costs.group_count());
}

/// The farm waits until each of the other jobs has shown that it lives, or has been silent for too long: a job that
/// died a moment ago looks like one that is at work.
bool SweepDirector::worth_waiting() {
  if (!idle_since_) idle_since_ = monotonic_s();
  return leases_.anyone_silent_since(*idle_since_);
}

bool SweepDirector::should_stop() {
  look_around();
  if (!parts_.signals.requested()) return false;
  parts_.progress.say_stopping();
  return true;
}

void SweepDirector::look_around() {
  if (seconds_since(last_beat_) >= beat_s_) {
    heartbeat_.beat();
    last_beat_ = Clock::now();
  }
  if (seconds_since(last_look_) < std::min(kLook_s, beat_s_)) return;
  leases_.listen();
  parts_.tail.poll();
  last_look_ = Clock::now();
}

bool SweepDirector::is_complete(std::size_t index) const { return has_run_file(parts_.out, parts_.run_ids[index]); }

Start SweepDirector::may_start(std::size_t index) {
  const std::string& run_id = parts_.run_ids[index];
  // Before anything has been measured, the time of a run is only a guess, which is no reason to leave a worker idle.
  const bool measured = parts_.costs.model.observed() > 0;
  const double round_s = measured ? parts_.costs.seconds(index) / parts_.rounds[index] : 0;
  if (parts_.deadline.left_s() < round_s) return Start::Never;
  if (is_complete(index)) return Start::Needless;
  if (parts_.tail.given_up().contains(run_id)) {
    failed_elsewhere_.insert(index);
    return Start::Never;
  }
  if (!leases_.acquire(run_id)) return Start::Later;
  if (!is_complete(index)) return Start::Now;
  leases_.release(run_id);  // its job has just finished it
  return Start::Needless;
}

}  // namespace xil
