#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/results/run_data.h"
#include "framework/core/base/params.h"

namespace xil {

/// The number that is computed from a run's curve.
enum class Scalar {
  Area,      ///< normalised area under it over the budgets that all runs of the dataset share (AUBC)
  Final,     ///< its value at the end of that range
  Low,       ///< its value at a quarter of that range
  ToTarget,  ///< the first budget at which it reaches a target; infinite where it never does (right-censored)
};

template <>
struct EnumNames<Scalar> {
  static constexpr std::array<std::string_view, 4> names = {"aubc", "final", "low", "to_target"};
};

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
