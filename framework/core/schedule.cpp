#include "framework/core/schedule.h"

#include <algorithm>

#include "framework/core/error.h"

namespace xil {

Schedule::Schedule(std::vector<Job> jobs, ScheduleLimits limits)
    : queue_(std::move(jobs)), limits_(limits) {
  std::stable_sort(queue_.begin(), queue_.end(), [](const Job& a, const Job& b) {
    return a.expected_cost != b.expected_cost ? a.expected_cost < b.expected_cost : a.index > b.index;
  });
}

std::optional<std::size_t> Schedule::next(int worker) {
  require(!held_.contains(worker), "worker {} asked for a job while it holds one", worker);
  if (waiting() == 0) return std::nullopt;
  const std::size_t index = queue_.back().index;
  queue_.pop_back();
  held_[worker] = index;
  return index;
}

void Schedule::release(int worker, std::size_t index) {
  const auto held = held_.find(worker);
  require(held != held_.end() && held->second == index, "worker {} reported job {}, which it does not hold",
          worker, index);
  held_.erase(held);
}

void Schedule::finished(int worker, std::size_t index) {
  release(worker, index);
  ++completed_;
}

void Schedule::failed(int worker, std::size_t index, const std::string& reason) {
  release(worker, index);
  failures_[index] = reason;
  const std::size_t allowed = limits_.fail_fast ? 1 : limits_.max_fails.value_or(queue_.size() + failures_.size() + 1);
  if (failures_.size() >= allowed) stop();
}

void Schedule::declined(int worker, std::size_t index) {
  release(worker, index);
  declined_.push_back(index);
}

std::vector<std::size_t> Schedule::not_started() const {
  std::vector<std::size_t> indices = declined_;
  for (const Job& job : queue_) indices.push_back(job.index);
  std::sort(indices.begin(), indices.end());
  return indices;
}

void Schedule::stop() { stopped_ = true; }

bool Schedule::done() const { return held_.empty() && waiting() == 0; }

std::size_t Schedule::waiting() const { return stopped_ ? 0 : queue_.size(); }

}  // namespace xil
