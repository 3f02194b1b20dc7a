#pragma once

#include <filesystem>
#include <optional>

#include "framework/core/interfaces/session.h"

namespace xil {

/// The session of a run file; nothing if no person answered in that run.
std::optional<Session> read_session(const std::filesystem::path& file);

}  // namespace xil
