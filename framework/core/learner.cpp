#include "framework/core/learner.h"

#include <algorithm>

namespace xil {

Map positive_relevance(const Explanation& explanation) {
  Map relevance = explanation.map;
  const auto baseline = static_cast<float>(explanation.baseline);
  for (float& value : relevance.values) value = std::max(0.0f, value - baseline);
  return relevance;
}

}  // namespace xil
