#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/comm/farm.h"

namespace xil {

/// Prints how a sweep goes: a bar with the expected end on a terminal, a line per finished run elsewhere.
/// Decides, too, when nothing more is started: on SIGTERM, SIGINT or SIGUSR1 (blocked before any thread starts, see
/// block_stop_signals) or when a run is not expected to end within the time limit.
class SweepProgress final : public FarmObserver {
 public:
  struct Options {
    bool terminal = false;
    int workers = 1;
    double time_limit_s = 0;  ///< 0: none
    std::size_t total = 0;    ///< runs to be done
  };
  /// `labels` and `costs` go with the indices of the farm's jobs; costs of runs that are none are 0.
  SweepProgress(std::vector<std::string> labels, std::vector<double> costs, Options options);

  void started(int worker, std::size_t index) override;
  void progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total) override;
  void finished(int worker, std::size_t index) override;
  void failed(int worker, std::size_t index, const std::string& reason) override;
  bool should_stop() override;
  bool may_start(std::size_t index) override;
  /// Leaves the terminal on a line of its own.
  void close();

 private:
  double elapsed_s() const;
  /// Seconds per unit of cost and worker, from what has been done so far; 0 while nothing has.
  double pace() const;
  double remaining_s() const;
  void ended(std::size_t index, const std::string& line);
  void draw() const;

  std::vector<std::string> labels_;
  std::vector<double> costs_;
  Options options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::map<std::size_t, double> running_;  ///< run -> share done
  std::size_t ended_ = 0, failed_ = 0;
  double total_cost_ = 0, ended_cost_ = 0;
  bool stopping_ = false;
};

/// Keeps SIGTERM, SIGINT and SIGUSR1 for SweepProgress::should_stop(), in this thread and those it starts.
void block_stop_signals();

/// "1:02:03" or "2:03".
std::string clock_text(double seconds);

}  // namespace xil
