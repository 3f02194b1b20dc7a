#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace xil {

/// The time at which this job has to end, because of the user's --time-limit or because SLURM will end it.
class Deadline {
 public:
  Deadline() = default;
  /// `limit_s` is the value of --time-limit, counted from now on.
  explicit Deadline(std::optional<double> limit_s);

  /// Seconds left for work; infinite if nothing limits the job.
  double left_s() const;
  /// Seconds until the scheduler is about to kill the job's processes; infinite if no scheduler does.
  double killed_in_s() const;
  /// Whether the scheduler is about to kill the job's processes.
  bool is_over() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  std::optional<Time> soft_, hard_;
};

}  // namespace xil
