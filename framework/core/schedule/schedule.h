#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace xil {

/// One run to be scheduled.
struct Job {
  std::size_t index = 0;     ///< position in the sweep's list of runs
  double expected_cost = 0;  ///< any unit; only the order matters
  std::size_t group = 0;     ///< jobs of one group have similar costs: see Schedule::set_rate()
};

struct ScheduleLimits {
  std::optional<std::size_t> max_fails;  ///< hand out nothing more after this number of failures
  bool fail_fast = false;                ///< hand out nothing more after the first failure
};

/// Decides which worker runs which job. It makes pure decisions: it sends no messages and reads no clock. The job with
/// the longest expected cost comes first; among equals the first in the sweep.
class Schedule {
 public:
  Schedule(std::vector<Job> jobs, ScheduleLimits limits);

  /// From now on, jobs of this group are expected to cost `rate` times their expected_cost. The rate is 1 at first.
  void set_rate(std::size_t group, double rate);

  /// The next job for an idle worker; std::nullopt if none is left, or none may be started any more.
  std::optional<std::size_t> next(int worker);
  /// The worker that holds the job reports its end. A report by any other worker is an error in the caller and throws.
  void finished(int worker, std::size_t index);
  void failed(int worker, std::size_t index, const std::string& reason);
  /// The worker's job is not to be started after all, or was stopped before its end. It is not handed out again and
  /// counts as unfinished.
  void declined(int worker, std::size_t index);
  /// The worker's job cannot be started now. It is not handed out again before offer_postponed().
  void postponed(int worker, std::size_t index);
  void offer_postponed();
  /// Hands out nothing more (time limit, signal); running jobs may still end.
  void stop();

  /// Whether no job is running and none will be handed out.
  bool done() const;
  std::size_t waiting() const;
  std::size_t waiting_for_later() const { return stopped_ ? 0 : postponed_.size(); }
  std::size_t running() const { return held_.size(); }
  std::size_t completed() const { return completed_; }
  const std::map<std::size_t, std::string>& failures() const { return failures_; }
  /// The jobs that no worker holds and that have not ended, in the order of the sweep.
  std::vector<std::size_t> unfinished() const;

 private:
  /// The jobs of one group, the longest last; among equals the first in the sweep comes last.
  struct Group {
    double rate = 1;
    std::vector<Job> jobs;
  };
  Job release(int worker, std::size_t index);
  void put_back(const Job& job);

  std::map<std::size_t, Group> groups_;
  ScheduleLimits limits_;
  std::map<int, Job> held_;
  std::size_t queued_ = 0, completed_ = 0;
  std::map<std::size_t, std::string> failures_;
  std::vector<Job> postponed_;
  std::vector<std::size_t> declined_;
  bool stopped_ = false;
};

}  // namespace xil
