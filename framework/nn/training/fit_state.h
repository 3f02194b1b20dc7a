#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/nn/training/labelled_images.h"

namespace xil {

/// A fit after some of its updates: what the rest depends on besides run, examples and round.
struct FitState {
  std::string examples;                  ///< digest_of() the examples
  std::int64_t done = 0;                 ///< updates
  std::vector<float> losses;             ///< those of them that FitSummary::train_loss averages
  double validation_loss = 0;            ///< the least so far; NaN: none was measured
  std::string optimiser;                 ///< Optimiser::serialised()
  std::string best;                      ///< the same of the state with that loss; empty: there is none
  std::vector<float> group_shares = {};  ///< Objective::group_shares()

  std::string packed() const;
  /// Fails where the bytes are not those of a packed() state.
  static FitState unpacked(std::string_view bytes);
};

/// Tells examples apart: SHA-256 of pictures, features, labels, groups, regions and weights.
std::string digest_of(const LabelledImages& examples);

}  // namespace xil
