#pragma once

#include <filesystem>
#include <optional>

#include "framework/core/interfaces/session.h"

// What run files hold of people: /session of a run whose expert is a person, /replay of a run that repeats a session.
namespace xil {

/// The session of a complete run; nothing if nobody sat in its expert's chair. Regions have the size of the dataset's
/// pictures, or are empty where nothing was drawn. A session that does not fit the rest of its file (items, classes,
/// looks) is a failure that says so.
std::optional<Session> read_session(const std::filesystem::path& run_file);
/// The same without the regions, which are nearly all of its size.
std::optional<Session> list_session(const std::filesystem::path& run_file);

/// How much of a run's answers came from a session; nothing if its expert was no replay.
std::optional<ReplayShare> read_replay_share(const std::filesystem::path& run_file);

}  // namespace xil
