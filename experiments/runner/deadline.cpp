#include "experiments/runner/deadline.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "framework/core/base/clock.h"

namespace xil {
namespace {

/// Time kept back before SLURM's end, so that the batch script can still submit the rest again.
constexpr double kReserve_s = 8;

std::chrono::steady_clock::duration seconds(double count) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(count));
}

/// SLURM_JOB_END_TIME, in seconds since 1970. SLURM sets it from version 23.02 on; for older versions xil's batch
/// scripts do.
std::optional<double> slurm_end() {
  const char* text = std::getenv("SLURM_JOB_END_TIME");
  if (text == nullptr) return std::nullopt;
  const std::string_view digits(text);
  std::int64_t end = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), end);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size() || end <= 0) return std::nullopt;
  return static_cast<double>(end);
}

double seconds_until(const std::optional<std::chrono::steady_clock::time_point>& time) {
  if (!time) return std::numeric_limits<double>::infinity();
  return std::chrono::duration<double>(*time - std::chrono::steady_clock::now()).count();
}

}  // namespace

Deadline::Deadline(std::optional<double> limit_s) {
  const Time now = std::chrono::steady_clock::now();
  if (limit_s) soft_ = now + seconds(*limit_s);
  if (const auto end = slurm_end()) hard_ = now + seconds(*end - unix_seconds() - kReserve_s);
  if (hard_) soft_ = soft_ ? std::min(*soft_, *hard_) : hard_;
}

double Deadline::left_s() const { return seconds_until(soft_); }

double Deadline::killed_in_s() const { return seconds_until(hard_); }

bool Deadline::is_over() const { return killed_in_s() <= 0; }

}  // namespace xil
