#include "experiments/web/refusal_log.h"

#include <fmt/format.h>

#include "framework/core/base/printable.h"

namespace xil {
namespace {

constexpr std::size_t kMostDetail = 200;  ///< bytes

}  // namespace

void RefusalLog::add(const Refusal& refusal, std::string_view from, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  summarise_locked(now);
  Window& window = windows_.try_emplace(refusal.reason, Window{now, refusal.status}).first->second;
  if (++window.count > kLines) return;
  const std::string detail = refusal.detail.empty() ? "" : fmt::format(" ({})", refusal.detail.substr(0, kMostDetail));
  print(fmt::format("refused a request from {}: {} {}{}", from, refusal.status, refusal.reason, detail));
}

void RefusalLog::say(std::string_view text) {
  const std::lock_guard lock(mutex_);
  print(std::string(text));
}

void RefusalLog::summarise(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  summarise_locked(now);
}

void RefusalLog::summarise_locked(Clock::time_point now) {
  for (auto window = windows_.begin(); window != windows_.end();) {
    const auto& [reason, counted] = *window;
    if (now < counted.begin + kWindow) {
      ++window;
      continue;
    }
    if (counted.count > kLines)
      print(fmt::format("refused {} more requests: {} {}", counted.count - kLines, counted.status, reason));
    window = windows_.erase(window);
  }
}

void RefusalLog::print(const std::string& line) {
  if (report_) report_(printable(line));
}

}  // namespace xil
