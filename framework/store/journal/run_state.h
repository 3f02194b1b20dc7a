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
  /// The number of the newest attempts in a row that died with their process without completing a round. The count ends
  /// with an attempt that completed a round before it died; that one is included. A hang counts as a death. A loss
  /// counts only if nothing else explains it: neither a signal that asked the process to end nor a crash of another
  /// process of the job.
  std::size_t deaths = 0;
  const Attempt* last() const { return attempts.empty() ? nullptr : &attempts.back(); }
};

/// `OUT/runs/<run_id>.h5`
std::filesystem::path run_file_path(const std::filesystem::path& out, std::string_view run_id);

/// Whether a file of that name exists. It is a failure if the folder may not be searched.
bool has_run_file(const std::filesystem::path& out, std::string_view run_id);

/// A run is complete if and only if its file exists (files appear by renaming only). Otherwise its newest attempt
/// decides whether it is running or has failed; quarantine counts as a failure. Runs that were stopped or lost are
/// missing. The answer is right at any time, also after a crash.
std::map<std::string, RunState> read_states(const std::filesystem::path& out, std::span<const std::string> run_ids);

}  // namespace xil
