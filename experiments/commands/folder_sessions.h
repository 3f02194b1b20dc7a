#pragma once

#include <string>
#include <vector>

#include "analysis/report/session_tables.h"
#include "experiments/commands/out_folder.h"

namespace xil {

/// The sessions of people in a results folder.
struct FolderSessions {
  std::vector<NamedSession> sessions;  ///< of complete runs, by expert
  std::vector<std::string> unread;     ///< run files that cannot be read, one sentence each
};

/// Opens the run files of people alone, and each in a child process first: a folder without sessions costs nothing.
FolderSessions read_folder_sessions(const OutFolder& folder, const SweepStatus& progress);

/// oracle_snippet() of the sessions that `which` names: `all`, a person's pseudonym, or a run_id. Refuses other words.
std::string snippet_of(const FolderSessions& folder, const std::string& which);

}  // namespace xil
