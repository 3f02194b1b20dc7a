#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace xil {

/// Prints the progress of a sweep: on a terminal a bar with the expected end, elsewhere a line per finished run.
class SweepProgress {
 public:
  struct Options {
    bool terminal = false;
    int workers = 1;
    std::size_t total = 0;  ///< number of runs to be done
  };
  /// `labels` and `costs` are indexed like the farm's jobs; the cost is 0 for an index that is not a job.
  SweepProgress(std::vector<std::string> labels, std::vector<double> costs, Options options);

  // These functions take the same calls as those of FarmObserver.
  void started(int worker, std::size_t index);
  void progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total);
  void finished(int worker, std::size_t index);
  void failed(int worker, std::size_t index, const std::string& reason);
  void stopped(int worker, std::size_t index, const std::string& reason);
  /// Prints that no further round is started.
  void say_stopping() const;
  /// Ends the progress bar's line on a terminal.
  void close();

 private:
  double elapsed_s() const;
  /// Seconds per unit of cost and worker, from the work done so far; 0 if nothing has been done.
  double rate() const;
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
};

/// "1:02:03" or "2:03".
std::string clock_text(double seconds);

}  // namespace xil
