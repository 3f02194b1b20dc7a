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
#include "experiments/runner/stop_signals.h"
#include "experiments/runner/whereabouts.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/comm/farm.h"
#include "framework/store/journal/journal_tail.h"
#include "framework/store/journal/leases.h"
#include "framework/store/journal/signs_of_life.h"

namespace xil {

/// Decides on rank 0 which run is started and when nothing more is: by the time that is left, and by what other jobs on
/// the same folder do. Learns how long runs take, shows that this job lives, and tells the progress.
class SweepDirector final : public FarmObserver {
 public:
  struct Parts {
    std::filesystem::path out;
    const std::vector<std::string>& run_ids;  ///< of the sweep
    SweepCosts costs;
    std::vector<double> rounds;   ///< rounds_of() every run
    std::set<std::size_t> begun;  ///< runs of which some rounds may be there: their time says little
    std::string heart;            ///< Journal::name() of rank 0
    double expiry_s = 60;         ///< of other jobs' leases
    JournalTail tail;
    const StopSignals& signals;
    Whereabouts& place;  ///< of this process: hears how long rounds of the others take
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
  std::map<std::size_t, double> paces() override;

  /// Runs that another job has reported as failed while this one was at work.
  const std::set<std::size_t>& failed_elsewhere() const { return failed_elsewhere_; }

 private:
  using Clock = std::chrono::steady_clock;
  bool is_complete(std::size_t index) const;
  void look_around();

  Parts parts_;
  Heart heart_;
  Leases leases_;
  double beat_s_;
  Clock::time_point last_beat_ = Clock::now(), last_look_ = Clock::now();
  std::map<std::size_t, Clock::time_point> since_,
      round_since_;                   ///< beginning of the runs in hand, and of their rounds
  std::optional<double> idle_since_;  ///< with nothing in hand, and others at work
  std::size_t last_group_ = 0;
  std::set<std::size_t> failed_elsewhere_;
};

}  // namespace xil
