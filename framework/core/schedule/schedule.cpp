#include "framework/core/schedule/schedule.h"

#include <algorithm>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// Whether `a` is handed out after `b`; both belong to one group.
bool comes_later(const Job& a, const Job& b) {
  return a.expected_cost != b.expected_cost ? a.expected_cost < b.expected_cost : a.index > b.index;
}

}  // namespace

Schedule::Schedule(std::vector<Job> jobs, ScheduleLimits limits) : limits_(limits), queued_(jobs.size()) {
  std::stable_sort(jobs.begin(), jobs.end(), comes_later);
  for (const Job& job : jobs) groups_[job.group].jobs.push_back(job);
}

void Schedule::set_rate(std::size_t group, double rate) {
  const auto found = groups_.find(group);
  if (found != groups_.end()) found->second.rate = rate;
}

std::optional<std::size_t> Schedule::next(int worker) {
  require(!held_.contains(worker), "worker {} asked for a job while it holds one", worker);
  if (waiting() == 0) return std::nullopt;
  Group* longest = nullptr;
  for (auto& [unused, group] : groups_) {
    if (group.jobs.empty()) continue;
    const auto rank = [](const Group& g) {
      return std::pair(g.rate * g.jobs.back().expected_cost, -double(g.jobs.back().index));
    };
    if (longest == nullptr || rank(group) > rank(*longest)) longest = &group;
  }
  const Job job = longest->jobs.back();
  longest->jobs.pop_back();
  --queued_;
  held_[worker] = job;
  return job.index;
}

Job Schedule::release(int worker, std::size_t index) {
  const auto held = held_.find(worker);
  require(held != held_.end() && held->second.index == index, "worker {} reported job {}, which it does not hold",
          worker, index);
  const Job job = held->second;
  held_.erase(held);
  return job;
}

void Schedule::finished(int worker, std::size_t index) {
  release(worker, index);
  ++completed_;
}

void Schedule::failed(int worker, std::size_t index, const std::string& reason) {
  release(worker, index);
  failures_[index] = reason;
  const auto allowed = limits_.fail_fast ? std::optional<std::size_t>(1) : limits_.max_fails;
  if (allowed && failures_.size() >= *allowed) stop();
}

void Schedule::declined(int worker, std::size_t index) { declined_.push_back(release(worker, index).index); }

void Schedule::postponed(int worker, std::size_t index) { postponed_.push_back(release(worker, index)); }

void Schedule::offer_postponed() {
  for (const Job& job : postponed_) put_back(job);
  postponed_.clear();
}

void Schedule::put_back(const Job& job) {
  std::vector<Job>& jobs = groups_[job.group].jobs;
  jobs.insert(std::upper_bound(jobs.begin(), jobs.end(), job, comes_later), job);
  ++queued_;
}

std::vector<std::size_t> Schedule::unfinished() const {
  std::vector<std::size_t> indices = declined_;
  for (const Job& job : postponed_) indices.push_back(job.index);
  for (const auto& [unused, group] : groups_) {
    for (const Job& job : group.jobs) indices.push_back(job.index);
  }
  std::sort(indices.begin(), indices.end());
  return indices;
}

void Schedule::stop() { stopped_ = true; }

bool Schedule::done() const { return held_.empty() && waiting() == 0 && waiting_for_later() == 0; }

std::size_t Schedule::waiting() const { return stopped_ ? 0 : queued_; }

}  // namespace xil
