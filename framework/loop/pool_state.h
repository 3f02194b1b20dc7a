#pragma once

#include <vector>

#include "framework/core/interfaces/learner.h"
#include "strategies/strategy.h"

namespace xil {

/// The pool at the start of a round; owns the data of a PoolView.
struct PoolState {
  std::vector<ItemId> pool, labelled;
  std::vector<int> given_labels;
  Prediction prediction, labelled_prediction;
  std::vector<Matrix> dropout;
  PoolView view() const {
    return {pool,   prediction.probabilities, prediction.features, labelled, labelled_prediction.features, given_labels,
            dropout};
  }
};

}  // namespace xil
