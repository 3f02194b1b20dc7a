#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace xil {

/// What this process is at, and how long its rounds take: for whoever has to end it while it hangs. Calls may come from
/// several threads; none of them waits for anything.
class Whereabouts {
 public:
  struct Place {
    std::string run_id;  ///< empty: no run is in hand
    std::int64_t round = 0;
    std::string step;
  };

  void begin_run(std::string run_id);
  /// A round of this process, or of one that it waits for, may take so long, as far as the run's parameters tell.
  void expect_round(double seconds);
  /// From now on that round, at its beginning. The time since the last call counts as a round where `ended_one`.
  void begin_round(std::int64_t round, bool ended_one);
  void step(std::string_view name);
  void end_run();
  /// A round that another process has completed took so long.
  void heard_of_round(double seconds);

  Place place() const;

  /// The shortest that patience() returns unless something else was given.
  static constexpr double kLeastPatience_s = 15;
  /// How long a round in hand may go on once the job is to end, in seconds: `given`, or three times the longest round
  /// so far (before there was one, twice the expected), and at least kLeastPatience_s.
  double patience_s(std::optional<double> given) const;

 private:
  using Clock = std::chrono::steady_clock;
  mutable std::mutex mutex_;
  Place place_;
  Clock::time_point since_ = Clock::now();
  double longest_round_s_ = 0, expected_round_s_ = 0;
};

}  // namespace xil
