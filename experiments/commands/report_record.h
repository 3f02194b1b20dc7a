#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/command_line/command_line.h"
#include "experiments/commands/folder_runs.h"

namespace xil {

/// What `xil report` said, and what it wrote, so that a second call without changes has nothing to do. It is kept in
/// `OUT/scalars/<key>.report`, sealed with the user's key: whoever may write into the folder cannot have another page
/// taken for ours.
struct ReportRecord {
  std::string said;  ///< standard output
  /// What was written: paths below OUT/report and the SHA-256 of each.
  std::vector<std::pair<std::string, std::string>> files;
};

/// SHA-256 of all that the report rests on: the programs, the command line and the width of the terminal, the bytes of
/// every run file, the state of every run, every other file of the folder that xil reads, and the folders in which data
/// sets are looked for, one level deep.
std::string report_inputs(const FolderRuns& all, const Arguments& arguments);

/// The record of a report that rests on these inputs, if all that it wrote is there and unchanged.
std::optional<ReportRecord> find_report(const std::filesystem::path& out, const std::string& inputs);
/// Keeps it; if that fails, nothing is kept. `files`: below OUT/report.
void keep_report(const std::filesystem::path& out, const std::string& inputs, std::string said,
                 const std::vector<std::filesystem::path>& files);

}  // namespace xil
