#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "framework/core/params.h"
#include "framework/store/journal.h"

namespace xil {

enum class RunStatus { Complete, Running, Failed, Missing };

template <>
struct EnumNames<RunStatus> {
  static constexpr std::array<std::string_view, 4> names = {"complete", "running", "failed", "missing"};
};

struct RunState {
  RunStatus status = RunStatus::Missing;
  std::optional<Attempt> last;  ///< the newest attempt, if there was any
  std::size_t attempts = 0;
};

/// `OUT/runs/<run_id>.h5`
std::filesystem::path run_file_path(const std::filesystem::path& out, std::string_view run_id);

/// A run is complete if and only if its file is there (files appear by renaming only); else its newest attempt says
/// whether it is running or has failed. Interrupted and stopped runs are missing. True at any time, also after a crash.
std::map<std::string, RunState> read_states(const std::filesystem::path& out, std::span<const std::string> run_ids);

}  // namespace xil
