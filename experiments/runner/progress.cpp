#include "experiments/runner/progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <numeric>

#include "experiments/command_line/console.h"

namespace xil {
namespace {

constexpr int kBarCells = 30;
constexpr std::string_view kClearLine = "\r\033[K";

}  // namespace

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

SweepProgress::SweepProgress(std::vector<std::string> labels, std::vector<double> costs, Options options)
    : labels_(std::move(labels)),
      costs_(std::move(costs)),
      options_(options),
      total_cost_(std::accumulate(costs_.begin(), costs_.end(), 0.0)) {}

double SweepProgress::elapsed_s() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double SweepProgress::rate() const {
  double done = ended_cost_;
  for (const auto& [index, share] : running_) done += share * costs_[index];
  return done > 0 ? elapsed_s() * options_.workers / done : 0;
}

double SweepProgress::remaining_s() const {
  double left = total_cost_ - ended_cost_;
  for (const auto& [index, share] : running_) left -= share * costs_[index];
  return left * rate() / options_.workers;
}

void SweepProgress::started(int, std::size_t index) {
  running_[index] = 0;
  draw();
}

void SweepProgress::progressed(int, std::size_t index, std::int64_t done, std::int64_t total) {
  running_[index] = static_cast<double>(done) / static_cast<double>(total);
  draw();
}

void SweepProgress::ended(std::size_t index, const std::string& line) {
  running_.erase(index);
  ++ended_;
  ended_cost_ += costs_[index];
  if (!options_.terminal) {
    const std::string eta = ended_ < options_.total ? fmt::format(", {} to go", clock_text(remaining_s())) : "";
    say("[{}/{}] {} ({}{})\n", ended_, options_.total, line, clock_text(elapsed_s()), eta);
    std::fflush(stdout);
  }
  draw();
}

void SweepProgress::finished(int, std::size_t index) { ended(index, "done: " + labels_[index]); }

void SweepProgress::failed(int, std::size_t index, const std::string& reason) {
  ++failed_;
  if (options_.terminal) say_as_it_is(kClearLine);
  say_to(stderr, "xil: run failed: {}: {}\n", labels_[index], reason);
  ended(index, "failed: " + labels_[index]);
}

void SweepProgress::draw() const {
  if (!options_.terminal) return;
  double done = ended_cost_;
  for (const auto& [index, share] : running_) done += share * costs_[index];
  const auto cells = static_cast<int>(total_cost_ > 0 ? kBarCells * done / total_cost_ : kBarCells);
  std::string line =
      fmt::format("[{:#<{}}{:.<{}}] {}/{} done, {} failed, {} running, {} elapsed", "", cells, "", kBarCells - cells,
                  ended_ - failed_, options_.total, failed_, running_.size(), clock_text(elapsed_s()));
  if (done > 0) line += fmt::format(", {} to go", clock_text(remaining_s()));
  // A line that wraps could not be cleared: each drawing would leave a piece of it behind.
  const std::size_t columns = terminal_width();
  if (columns > 1 && line.size() >= columns) line.resize(columns - 1);
  say_as_it_is(kClearLine);
  say("{}", line);
  std::fflush(stdout);
}

void SweepProgress::stopped(int, std::size_t index, const std::string& reason) {
  running_.erase(index);
  if (!options_.terminal) say("stopped: {}: {} ({})\n", labels_[index], reason, clock_text(elapsed_s()));
  std::fflush(stdout);
  draw();
}

void SweepProgress::say_stopping() const {
  if (options_.terminal) say_as_it_is(kClearLine);
  say_to(
      stderr,
      "xil: stopping: {} runs in hand end their round or keep their training as it is, no more are started; a second "
      "signal ends at once\n",
      running_.size());
}

void SweepProgress::close() {
  if (options_.terminal) say("\n");
}

}  // namespace xil
