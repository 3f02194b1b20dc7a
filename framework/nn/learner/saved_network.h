#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/learner.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The network that `model` names with a state as Learner::state() gave it. Fails if the state is of another network.
/// `weights` of the model are not needed: all values are in the state. A TorchScript module with `head: own` has no
/// values.
std::unique_ptr<Network> network_with_state(const ComponentSpec& model, const NetworkShape& shape,
                                            const std::string& state, const std::string& device);

/// A trained network that pictures can be shown to, outside any run.
class SavedNetwork {
 public:
  /// See network_with_state().
  SavedNetwork(const ComponentSpec& model, const NetworkShape& shape, const std::string& state,
               const std::string& device);
  ~SavedNetwork();

  /// [n, classes] and, in the features, [n, width], as a Learner would give them up to the last digits.
  Prediction predict(std::span<const Image> images) const;
  /// The map of `image` for class `target` with masks from the streams of `seed`.
  Explanation explain(const Image& image, int target, const ComponentSpec& explainer, std::uint64_t seed) const;

 private:
  std::unique_ptr<Network> network_;
};

/// The number of logits that a TorchScript module returns for pictures of this shape; shape.classes is ignored.
int scripted_classes(const TorchscriptParams& params, const NetworkShape& shape, const std::string& device);

}  // namespace xil
