#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/family.h"
#include "analysis/results/run_data.h"
#include "experiments/planning/set_record.h"
#include "framework/config/sweep.h"

namespace xil {

/// The tests that the report of a folder with these runs will judge together, as far as their parameters tell.
/// `labels` are those of the runs.
TestFamily planned_family(const RunList& runs, std::span<const LabelledRun> labels, const Catalog& catalog,
                          const SetRecords& records);

/// Further facts that the sweep's author should know: entries without effect.
std::vector<std::string> plan_notes(const Sweep& sweep);

/// "45 s", "12 min", "3.4 h"
std::string duration_text(double seconds);
/// "640 kB", "12 MB"
std::string size_text(double bytes);

}  // namespace xil
