#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace xil {

/// The run, round and step that this process is working on, and how long its rounds take: for the thread that may have
/// to end the process while it hangs. Calls may come from several threads; none of them blocks.
class ProgressMarker {
 public:
  struct Position {
    std::string run_id;  ///< empty: no run is being worked on
    std::int64_t round = 0;
    std::string step;
  };

  void begin_run(std::string run_id);
  /// Sets the expected time of a round of this process, or of one that it waits for, as far as the run's parameters
  /// tell.
  void expect_round(double seconds);
  /// Sets the current round, at its beginning. If `ended_one`, the time since the last call counts as the time of a
  /// round.
  void begin_round(std::int64_t round, bool ended_one);
  void step(std::string_view name);
  void end_run();
  /// Records that a round of another process took `seconds`.
  void observe_round(double seconds);

  Position position() const;

  /// The least value that grace_s() returns unless another was given.
  static constexpr double kLeastGrace_s = 15;
  /// How long a running round may continue once the job is to end, in seconds: `given`, or three times the longest
  /// round so far (before the first one, twice the expected time), and at least kLeastGrace_s.
  double grace_s(std::optional<double> given) const;

 private:
  using Clock = std::chrono::steady_clock;
  mutable std::mutex mutex_;
  Position position_;
  Clock::time_point since_ = Clock::now();
  double longest_round_s_ = 0, expected_round_s_ = 0;
};

}  // namespace xil
