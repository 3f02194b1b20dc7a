#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"
#include "analysis/results/run_warnings.h"
#include "experiments/planning/set_record.h"
#include "framework/config/sweep.h"

namespace xil {

/// What a sweep's author should know before anything is computed: figures that the report will lack because `saliency`
/// does not keep their maps, strategies that cannot judge, thresholds and metrics that cannot work, regions that are
/// too small. Refuses runs whose region losses have nothing to read. `labels` are those of the runs; `records` of sets
/// that were looked at before.
std::vector<Warning> plan_warnings(const Sweep& sweep, std::span<const LabelledRun> labels, const Catalog& catalog,
                                   const SetRecords& records);

/// What is not known before the data are read, one sentence per data set.
std::vector<std::string> unknown_facts(const Sweep& sweep, std::span<const LabelledRun> labels,
                                       const SetRecords& records);

}  // namespace xil
