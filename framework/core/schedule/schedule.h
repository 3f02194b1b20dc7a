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
  std::size_t group = 0;     ///< jobs of one group cost alike: see Schedule::set_pace()
};

struct ScheduleLimits {
  std::optional<std::size_t> max_fails;  ///< hand out nothing more once so many runs have failed
  bool fail_fast = false;                ///< the same with one
};

/// Who runs what: pure decisions, no messages, no clock. Longest expected job first; among equals the first in the
/// sweep.
class Schedule {
 public:
  Schedule(std::vector<Job> jobs, ScheduleLimits limits);

  /// Jobs of that group are expected to take `pace` times their expected_cost from now on; 1 at first.
  void set_pace(std::size_t group, double pace);

  /// The next job for an idle worker; nothing where none is left, or none shall be started any more.
  std::optional<std::size_t> next(int worker);
  /// Reports by the worker that holds the job; anything else is an error in the caller and throws.
  void finished(int worker, std::size_t index);
  void failed(int worker, std::size_t index, const std::string& reason);
  /// The job in hand is not to be started after all, or was stopped on its way; it is not handed out again and counts
  /// as unfinished.
  void declined(int worker, std::size_t index);
  /// The job in hand cannot be started now; it is not handed out again before offer_postponed().
  void postponed(int worker, std::size_t index);
  void offer_postponed();
  /// Start nothing more (time limit, signal); jobs in hand may still end.
  void stop();

  /// Nothing is in hand and nothing will be handed out.
  bool done() const;
  std::size_t waiting() const;
  std::size_t waiting_for_later() const { return stopped_ ? 0 : postponed_.size(); }
  std::size_t running() const { return held_.size(); }
  std::size_t completed() const { return completed_; }
  const std::map<std::size_t, std::string>& failures() const { return failures_; }
  /// Jobs that no worker holds or has brought to an end, in the order of the sweep.
  std::vector<std::size_t> unfinished() const;

 private:
  /// Jobs of one group, the longest last; of equals the first in the sweep last.
  struct Group {
    double pace = 1;
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
