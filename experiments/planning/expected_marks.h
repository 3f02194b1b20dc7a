#pragma once

#include "experiments/planning/set_record.h"
#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/run_params.h"

namespace xil {

/// Whether a data set marks something on some of its items, as far as its parameters tell: the user's own files may
/// have it or not.
enum class Marked { No, Perhaps, Yes };
struct ExpectedMarks {
  Marked defects = Marked::No, confounders = Marked::No;
  /// The better of both.
  Marked regions() const { return defects > confounders ? defects : confounders; }
};
ExpectedMarks expected_marks(const ComponentSpec& dataset);
/// The same, from a look at the set where there was one, which knows more than the parameters. `record`: null: none.
ExpectedMarks expected_marks(const ComponentSpec& dataset, const SetRecord* record);

/// The marks that the expert draws: the regions of classes stand in the place of the items' own.
ExpectedMarks known_marks(const OracleParams& oracle, const ExpectedMarks& marks);

/// Refuses a run with a region loss that reads a region which no item of its set has: it would never be used.
void check_loss_regions(const RunParams& run, const StrategyTraits& traits, const SetRecord* record);

}  // namespace xil
