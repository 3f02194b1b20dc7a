#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace xil {

/// Prints how a sweep goes: a bar with the expected end on a terminal, a line per finished run elsewhere.
class SweepProgress {
 public:
  struct Options {
    bool terminal = false;
    int workers = 1;
    std::size_t total = 0;  ///< runs to be done
  };
  /// `labels` and `costs` go with the indices of the farm's jobs; costs of runs that are none are 0.
  SweepProgress(std::vector<std::string> labels, std::vector<double> costs, Options options);

  // As FarmObserver is told.
  void started(int worker, std::size_t index);
  void progressed(int worker, std::size_t index, std::int64_t done, std::int64_t total);
  void finished(int worker, std::size_t index);
  void failed(int worker, std::size_t index, const std::string& reason);
  void stopped(int worker, std::size_t index, const std::string& reason);
  /// Tells that no further round is started.
  void say_stopping() const;
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
};

/// "1:02:03" or "2:03".
std::string clock_text(double seconds);

}  // namespace xil
