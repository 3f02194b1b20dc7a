#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// Finds the files of runs that name what this program does not know (RunParams::unknown). Such a run's id cannot be
/// computed, so that its file is found by what both say: the file says what the sweep says, and more. A found run gets
/// the id and the whole configuration of its file. Runs without a file keep the ids of run_id(), which name none. Those
/// that turn out to be one run, because the file lacks a parameter in which they differ, become one.
/// Files are opened in child processes first; those that cannot be read are nobody's.
void adopt_foreign_files(const std::filesystem::path& out, Sweep& all, const Catalog& catalog);

/// One sentence that says how many runs name what, for readers of counts and comparisons; empty if all are known.
std::string foreign_note(const Sweep& all);

}  // namespace xil
