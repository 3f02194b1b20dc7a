#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "experiments/web/request_guard.h"

namespace xil {

/// Reports refusals as lines of a log that nobody can flood: of those with one reason, the first ones of a minute get a
/// line each and the others are counted. Its functions may be called from several threads; the lines come one by one.
class RefusalLog {
 public:
  using Clock = std::chrono::steady_clock;
  using Report = std::function<void(std::string_view line)>;  ///< gets one printable line
  static constexpr std::int64_t kLines = 5;
  static constexpr std::chrono::seconds kWindow{60};

  explicit RefusalLog(Report report) : report_(std::move(report)) {}

  void add(const Refusal& refusal, std::string_view from, Clock::time_point now = Clock::now());
  /// Something else that whoever runs the server should know; printed in any case.
  void say(std::string_view text);
  /// Reports how many refusals were only counted, for each reason whose minute is over.
  void summarise(Clock::time_point now = Clock::now());
  /// The same for all reasons.
  void finish() { summarise(Clock::time_point::max()); }

 private:
  struct Window {
    Clock::time_point begin;
    int status = 0;
    std::int64_t count = 0;
  };
  void print(const std::string& line);
  void summarise_locked(Clock::time_point now);

  const Report report_;
  std::mutex mutex_;
  std::map<std::string_view, Window> windows_;  ///< by reason; reasons are literals, so there are few
};

}  // namespace xil
