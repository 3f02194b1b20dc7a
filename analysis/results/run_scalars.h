#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/results/run_data.h"
#include "framework/core/catalogue/curve_scalars.h"

namespace xil {

struct ScalarRequest {
  std::string metric = "accuracy";
  Scalar scalar = Scalar::Area;
  CurveAxis axis = CurveAxis::Shown;
  double target = 0.9;
};

/// "AUBC of accuracy over items shown" and the like.
std::string describe(const ScalarRequest& request);
/// Whether less is better: losses, wrong reasons, seconds, budgets to a target, ...
bool lower_is_better(const ScalarRequest& request);

/// One value per run; NaN with Observation::why if the run has none or the metric is undefined in a round that the
/// value rests on. Budgets to a target have Observation::end, the run's end. Refuses runs of one dataset and unit that
/// did not start equal (RunData::start). References (is_reference) have a final value only and are left out of the
/// other scalars; so are datasets on which no run has the metric. `notes` receives a sentence for each.
std::vector<Observation> scalars_of(std::span<const RunData> runs, const ScalarRequest& request,
                                    std::vector<std::string>& notes);

}  // namespace xil
