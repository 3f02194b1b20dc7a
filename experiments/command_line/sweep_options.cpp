#include "experiments/command_line/sweep_options.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "framework/core/base/csv.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

const std::filesystem::path kResults = "results";

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !(value >= 0) || value > 1e9) {
    return std::nullopt;
  }
  return value;
}

/// Reads "1:30:00" or "30:00".
std::optional<double> clock_duration(std::string_view text) {
  double seconds = 0;
  const std::vector<std::string_view> parts = parts_between(text, ':');
  for (const std::string_view part : parts) {
    const auto count = number(part);
    if (!count || parts.size() > 3) return std::nullopt;
    seconds = 60 * seconds + *count;
  }
  return seconds;
}

/// Reads "90" or "1h30m".
std::optional<double> unit_duration(std::string_view text) {
  double seconds = 0;
  while (!text.empty()) {
    constexpr std::string_view kUnits = "dhms";
    constexpr std::array kSeconds = {86400.0, 3600.0, 60.0, 1.0};
    const std::size_t end = text.find_first_of(kUnits);
    const auto count = number(text.substr(0, end));
    if (!count) return std::nullopt;
    if (end == std::string_view::npos) return seconds + *count;
    seconds += *count * kSeconds[kUnits.find(text[end])];
    text.remove_prefix(end + 1);
  }
  return seconds;
}

void read_shard(const std::string& text, RunOptions& options) {
  const std::vector<std::string_view> parts = parts_between(text, '/');
  const bool digits = text.find_first_not_of("0123456789/") == std::string::npos;
  const auto part = number(parts.front()), whole = number(parts.back());
  refuse_unless(digits && parts.size() == 2 && part && whole && *part < *whole,
                "--shard takes I/N with 0 <= I < N, not '{}'", text);
  options.shard = static_cast<std::size_t>(*part);
  options.shards = static_cast<std::size_t>(*whole);
}

void check_device(const std::string& device) {
  const bool numbered = device.starts_with("cuda:") && device.size() > 5 &&
                        device.find_first_not_of("0123456789", 5) == std::string::npos;
  refuse_unless(numbered || device == "auto" || device == "cpu" || device == "cuda",
                "--device takes auto, cpu, cuda or cuda:N, not '{}'", device);
}

/// Which runs --filter selects; refuses a filter without a match.
std::vector<bool> filtered(const Sweep& sweep, const RunOptions& options) {
  std::vector<bool> passed(sweep.runs.size(), true);
  if (!options.filter) return passed;
  std::vector<ChoosableRun> runs;
  RunConfigs configs(sweep.runs);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) runs.push_back({configs.of(i), {}});
  options.filter->refuse_unmatched(runs);
  for (std::size_t i = 0; i < runs.size(); ++i) passed[i] = options.filter->matches(runs[i]);
  return passed;
}

}  // namespace

SweepTarget read_target(const Arguments& arguments, const Catalog& catalog) {
  const auto overrides = std::span(arguments.positional).subspan(1);
  SweepTarget target{load_sweep(arguments.positional.front(), overrides, catalog), {}};
  const auto out = arguments.value("out");
  refuse_unless(!out || !out->empty(), "--out takes a folder");
  target.out = out ? std::filesystem::path(*out) : kResults / target.sweep.name;
  return target;
}

std::filesystem::path results_folder(const std::string& operand, const Catalog& catalog) {
  const std::filesystem::path path = operand;
  const bool is_sweep = path.extension() == ".yaml" || path.extension() == ".yml";
  std::error_code unknown;
  if (!is_sweep || !std::filesystem::is_regular_file(path, unknown)) return path;
  return kResults / load_sweep(operand, {}, catalog).name;
}

RunOptions read_run_options(const Arguments& arguments) {
  RunOptions options;
  const auto count = [&](std::string_view flag) -> std::optional<std::size_t> {
    const auto given = arguments.integer(flag, 1);
    if (!given) return std::nullopt;
    return static_cast<std::size_t>(*given);
  };
  options.limit = count("limit");
  options.max_fails = count("max-fails");
  if (const auto filter = arguments.value("filter")) options.filter.emplace("filter", *filter);
  if (const auto shard = arguments.value("shard")) read_shard(*shard, options);
  options.retry_failed = arguments.has("retry-failed");
  options.fail_fast = arguments.has("fail-fast");
  if (const auto limit = arguments.value("time-limit")) options.time_limit_s = read_duration("time-limit", *limit);
  if (const auto grace = arguments.value("grace")) options.grace_s = read_duration("grace", *grace);
  if (const auto silence = arguments.value("takeover-after"))
    options.takeover_after_s = read_duration("takeover-after", *silence);
  options.quarantine_after = count("quarantine-after").value_or(options.quarantine_after);
  options.device = arguments.value("device").value_or(options.device);
  check_device(options.device);
  return options;
}

std::vector<std::size_t> selected_runs(const Sweep& sweep, const RunOptions& options) {
  std::vector<std::size_t> selected;
  std::size_t matching = 0;
  const std::vector<bool> passed = filtered(sweep, options);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    if (!passed[i]) continue;
    if (matching % options.shards == options.shard) selected.push_back(i);
    ++matching;
  }
  return selected;
}

double read_duration(std::string_view flag, std::string_view text) {
  const auto seconds = text.find(':') == std::string_view::npos ? unit_duration(text) : clock_duration(text);
  refuse_unless(seconds && *seconds > 0, "--{} takes a duration such as 90, 90s, 30m, 2h, 1h30m or 1:30:00, not '{}'",
                flag, text);
  return *seconds;
}

std::int64_t common_threads(const Sweep& sweep) {
  const std::int64_t threads = sweep.runs.front().threads;
  for (const RunParams& run : sweep.runs.groups()) {
    refuse_unless(run.threads == threads,
                  "runs of one sweep share a process and cannot differ in 'threads' ({} and {}); run them one after "
                  "the other with threads=N",
                  threads, run.threads);
  }
  return threads;
}

}  // namespace xil
