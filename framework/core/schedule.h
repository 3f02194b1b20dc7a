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
};

struct ScheduleLimits {
  std::optional<std::size_t> max_fails;  ///< hand out nothing more once so many runs have failed
  bool fail_fast = false;                ///< the same with one
};

/// Who runs what: pure decisions, no messages, no clock. Longest expected job first; among equals the first in the sweep.
class Schedule {
 public:
  Schedule(std::vector<Job> jobs, ScheduleLimits limits);

  /// The next job for an idle worker; nothing where none is left, or none shall be started any more.
  std::optional<std::size_t> next(int worker);
  /// Reports by the worker that holds the job; anything else is an error in the caller and throws.
  void finished(int worker, std::size_t index);
  void failed(int worker, std::size_t index, const std::string& reason);
  /// The job in hand is not to be started after all; it is not handed out again and counts as not started.
  void declined(int worker, std::size_t index);
  /// Start nothing more (time limit, signal); jobs in hand may still end.
  void stop();

  /// Nothing is in hand and nothing will be handed out.
  bool done() const;
  std::size_t waiting() const;
  std::size_t running() const { return held_.size(); }
  std::size_t completed() const { return completed_; }
  const std::map<std::size_t, std::string>& failures() const { return failures_; }
  /// Jobs that no worker holds or has reported on, in the order of the sweep.
  std::vector<std::size_t> not_started() const;

 private:
  void release(int worker, std::size_t index);

  std::vector<Job> queue_;  ///< shortest first: handed out from the back
  ScheduleLimits limits_;
  std::map<int, std::size_t> held_;
  std::size_t completed_ = 0;
  std::map<std::size_t, std::string> failures_;
  std::vector<std::size_t> declined_;
  bool stopped_ = false;
};

}  // namespace xil
