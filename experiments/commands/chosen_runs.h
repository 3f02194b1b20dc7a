#pragma once

#include <vector>

#include "analysis/results/run_data.h"
#include "experiments/command_line/run_choice.h"
#include "experiments/commands/out_folder.h"

namespace xil {

/// label_runs() of a folder's runs, and the runs as a choice sees them.
std::vector<LabelledRun> label_folder(const OutFolder& folder);
std::vector<ChoosableRun> choosable(const OutFolder& folder, const std::vector<LabelledRun>& labelled);

/// Takes the runs that a choice leaves out from a folder and its labels, which are those of the whole folder: a name
/// does not depend on what stands beside it. OutFolder::notes then says what was left out, and how many runs.
void leave_out(OutFolder& folder, std::vector<LabelledRun>& labelled, const RunChoice& choice);

/// read_out_folder() without the runs that --only and --exclude leave out.
OutFolder read_chosen_folder(const Arguments& arguments, const Catalog& catalog);

}  // namespace xil
