#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "experiments/commands/folder_runs.h"
#include "experiments/planning/hypothesis_power.h"
#include "framework/config/sweep.h"
#include "framework/store/tables/export.h"

namespace xil {

/// The size of Holm's family when this sweep's runs are there: its tests, and those of the sweeps that the folder
/// keeps.
std::size_t planned_tests(const Sweep& sweep, const std::filesystem::path& out, const Catalog& catalog);

/// The differences that the complete runs of a pilot's folder show of the sweep's tests; `notes` receives a sentence
/// for each test of which the pilot knows nothing. Refuses a folder without results.
PilotDifferences pilot_differences(const Sweep& sweep, const std::filesystem::path& pilot, const Catalog& catalog,
                                   std::vector<std::string>& notes);

/// More seeds that would settle what is open.
struct AddedSeeds {
  std::string assignment;            ///< "seed=range(0,14)"; empty: there is nothing to add
  bool own_suffice = false;          ///< the seeds that the sweep has are enough, and not all have run
  std::vector<std::string> reasons;  ///< per hypothesis and data set: claimed, or what it takes
};
/// From the answers that the folder gives now, and, of tests that it has no answer to, from the forecast with a pilot.
AddedSeeds seeds_to_add(const Sweep& sweep, const std::filesystem::path& out, std::span<const PlannedPower> forecast);

/// The answers that the folder gives, as a table `answers` with the columns of answer_json(); and one without rows.
SideTable empty_answers_table();
SideTable answers_table(const FolderRuns& all);

}  // namespace xil
