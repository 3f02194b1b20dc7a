#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/store/journal/journal.h"

namespace xil {

enum class RunStatus { Complete, Running, Failed, Missing };

template <>
struct EnumNames<RunStatus> {
  static constexpr std::array<std::string_view, 4> names = {"complete", "running", "failed", "missing"};
};
template <>
struct EnumNames<AttemptState> {
  static constexpr std::array<std::string_view, 8> names = {"running", "finished", "failed", "stopped",
                                                            "hung",    "crashed",  "lost",   "quarantined"};
};

struct RunState {
  RunStatus status = RunStatus::Missing;
  std::vector<Attempt> attempts;  ///< oldest first
  /// How many of the newest attempts in a row ended with their process and without a new round, an attempt that
  /// completed one before it died counting as the last of them; a hang counts. A loss counts only where nothing else
  /// explains it: neither a signal that asked the process to end nor a crash of another process of the job.
  std::size_t deaths = 0;
  const Attempt* last() const { return attempts.empty() ? nullptr : &attempts.back(); }
};

/// `OUT/runs/<run_id>.h5`
std::filesystem::path run_file_path(const std::filesystem::path& out, std::string_view run_id);

/// Whether something has that name. A folder that may not be looked into is a failure.
bool has_run_file(const std::filesystem::path& out, std::string_view run_id);

/// A run is complete if and only if its file is there (files appear by renaming only); else its newest attempt says
/// whether it is running or has failed, quarantine being a failure. Runs that were stopped or lost are missing. True at
/// any time, also after a crash.
std::map<std::string, RunState> read_states(const std::filesystem::path& out, std::span<const std::string> run_ids);

}  // namespace xil
