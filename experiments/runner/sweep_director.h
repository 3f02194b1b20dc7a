#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "experiments/runner/deadline.h"
#include "experiments/runner/progress.h"
#include "experiments/runner/progress_marker.h"
#include "experiments/runner/stop_signals.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/comm/farm.h"
#include "framework/store/journal/journal_tail.h"
#include "framework/store/journal/leases.h"
#include "framework/store/journal/liveness.h"

namespace xil {

/// Decides on rank 0 which run is started, and when no more runs are: it takes into account the time that is left and
/// the work of other jobs on the same folder. It also learns how long runs take, sends this job's heartbeats, and
/// reports the progress.
class SweepDirector final : public FarmObserver {
 public:
  struct Parts {
    std::filesystem::path out;
    const std::vector<std::string>& run_ids;  ///< ids of the sweep's runs
    SweepCosts costs;
    std::vector<double> rounds;   ///< rounds_of() each run
    std::set<std::size_t> begun;  ///< runs that may have completed rounds before: their times say little
    std::string heartbeat;        ///< Journal::name() of rank 0
    double expiry_s = 60;         ///< expiry of the leases of other jobs
    JournalTail tail;
    const StopSignals& signals;
    ProgressMarker& marker;  ///< of this process: is told how long the rounds of other processes take
    Deadline deadline;
    SweepProgress& progress;
  };
  explicit SweepDirector(Parts parts);

  void started(int worker, std::size_t index) override;
  void progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total) override;
  void finished(int worker, std::size_t index) override;
  void failed(int worker, std::size_t index, const std::string& reason) override;
  void stopped(int worker, std::size_t index, const std::string& reason) override;
  bool should_stop() override;
  Start may_start(std::size_t index) override;
  bool worth_waiting() override;
  std::map<std::size_t, double> rates() override;

  /// Runs that another job has reported as failed while this job was running.
  const std::set<std::size_t>& failed_elsewhere() const { return failed_elsewhere_; }

 private:
  using Clock = std::chrono::steady_clock;
  bool is_complete(std::size_t index) const;
  void look_around();

  Parts parts_;
  Heartbeat heartbeat_;
  Leases leases_;
  double beat_s_;
  Clock::time_point last_beat_ = Clock::now(), last_look_ = Clock::now();
  std::map<std::size_t, Clock::time_point> since_,
      round_since_;                   ///< start times of the running runs, and of their rounds
  std::optional<double> idle_since_;  ///< since when no run is running here, while other jobs work
  std::size_t last_group_ = 0;
  std::set<std::size_t> failed_elsewhere_;
};

}  // namespace xil
