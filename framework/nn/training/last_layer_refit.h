#pragma once

#include <optional>
#include <vector>

#include "framework/core/interfaces/learner.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/training/logistic_regression.h"

namespace xil {

/// Items for the re-fitting of a last layer: penultimate features [n, width], labels and groups [n].
struct GroupedFeatures {
  Matrix features;
  std::vector<int> labels, groups;
};

/// Means and deviations of the columns (of all rows: ddof 0); a column that does not vary has the deviation 1.
struct ColumnScale {
  std::vector<double> means, deviations;
};
ColumnScale column_scale(const Matrix& features);

/// A last layer: logits = weights x + biases, [classes, width] and [classes].
struct LastLayer {
  Matrix weights;
  std::vector<float> biases;
};

/// The last layer by LastLayerRefit: features are standardised by column_scale() of all items; each of the `refits`
/// regressions takes as many items of each group as the smallest group has, drawn from stream (seed, Refit, round, 0,
/// number of the refit); weights and biases are averaged and scaled back to the features as they are.
///
/// Of several strengths the one is taken whose fit on every other item of each group, from the first on, has the best
/// worst-group accuracy on the rest; the first of the list among equals, as in the authors' code, and where those
/// halves are too small for this. (Were it the strongest penalty, few items would often leave no weight at all.)
///
/// Nothing where a class has no item: then no such regression exists.
std::optional<LastLayer> refit_last_layer(const GroupedFeatures& items, int classes, const LastLayerRefit& refit,
                                          std::uint64_t seed, std::uint32_t round);

}  // namespace xil
