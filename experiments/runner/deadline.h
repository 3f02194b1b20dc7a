#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace xil {

/// When this job has to end: by the user's --time-limit, or because SLURM will end it.
class Deadline {
 public:
  Deadline() = default;
  /// `limit_s`: of --time-limit, from now on.
  explicit Deadline(std::optional<double> limit_s);

  /// Seconds left for work; infinite where nothing ends the job.
  double left_s() const;
  /// The scheduler is about to kill what has not ended.
  bool is_over() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  std::optional<Time> soft_, hard_;
};

}  // namespace xil
