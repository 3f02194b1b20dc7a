#include "framework/core/interfaces/learner.h"

#include <algorithm>

#include "framework/core/base/error.h"

namespace xil {

void Learner::resume(const std::string&) {
  fail("a checkpoint holds the state of a model, and this model keeps none between rounds");
}

void Learner::keep_fits_in(FitKeeper&) {}

Map positive_relevance(const Explanation& explanation) {
  Map relevance = explanation.map;
  const auto baseline = static_cast<float>(explanation.baseline);
  for (float& value : relevance.values) value = value < baseline ? 0.0f : value - baseline;  // NaN stays
  return relevance;
}

}  // namespace xil
