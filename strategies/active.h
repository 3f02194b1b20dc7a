#pragma once

#include "strategies/correction.h"
#include "strategies/query.h"

namespace xil {

/// Uncertainty sampling, label feedback only. With `copies` it becomes the control for refutations:
/// the same kind of edits on every shown item, whatever the verdict.
struct ActiveParams : EditParams {
  UncertaintyMeasure measure = UncertaintyMeasure::LeastConfidence;
  std::int64_t copies = 0;

  void fields(auto&& f) {
    f("measure", measure, "how uncertain a prediction is; with two classes all three rank items alike");
    f("copies", copies, "edited copies of every shown item");
    EditParams::fields(f);
  }
  void validate() const;
  void reset_ineffective() { recipe = recipe.normalised(copies > 0, false); }
};

std::unique_ptr<Strategy> make_active(const ActiveParams& params);

}  // namespace xil
