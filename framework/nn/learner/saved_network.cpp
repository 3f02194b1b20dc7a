#include "framework/nn/learner/saved_network.h"

#include <ATen/ATen.h>

#include "framework/core/base/pinned_file.h"
#include "framework/nn/explainers/explainer.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/scripted_module.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/weights/finite.h"

namespace xil {
namespace {

/// The model without its file of first values, which the state replaces and which may be gone.
ComponentSpec without_weights(ComponentSpec model) {
  if (model_params_as<PretrainedParams>(model)) model.params.set("weights", Value(std::string()));
  return model;
}

void require_shape(const Network& network, const Image& image) {
  const NetworkShape& shape = network.shape();
  require(image.channels == shape.channels && image.height == shape.height && image.width == shape.width,
          "the network reads pictures of {}x{}x{}, not {}x{}x{}", shape.channels, shape.height, shape.width,
          image.channels, image.height, image.width);
}

}  // namespace

std::unique_ptr<Network> network_with_state(const ComponentSpec& model, const NetworkShape& shape,
                                            const std::string& state, const std::string& device) {
  return guarded("setting up the network", [&] {
    auto network = make_network(without_weights(model), shape, 0, device);
    if (!network->parameters().specs().empty()) network->parameters().load(state);
    return network;
  });
}

SavedNetwork::SavedNetwork(const ComponentSpec& model, const NetworkShape& shape, const std::string& state,
                           const std::string& device)
    : network_(network_with_state(model, shape, state, device)) {}

SavedNetwork::~SavedNetwork() = default;

Prediction SavedNetwork::predict(std::span<const Image> images) const {
  return guarded("prediction", [&] {
    const c10::InferenceMode no_gradients;
    std::vector<std::uint8_t> rows;
    for (std::size_t i = 0; i < images.size(); ++i) {
      require_shape(*network_, images[i]);
      rows.push_back(static_cast<std::uint8_t>(i % kBlock));
    }
    Prediction prediction;
    prediction.probabilities = Matrix(images.size(), static_cast<std::size_t>(network_->shape().classes));
    for (const BlockPlan& plan : plan_blocks(rows)) {
      const at::Tensor features = block_features(*network_, plan, [&](std::size_t i) { return images[i]; });
      if (prediction.features.rows == 0) {
        prediction.features = Matrix(images.size(), static_cast<std::size_t>(features.size(1)));
      }
      copy_rows(features, plan, prediction.features);
      copy_rows(at::softmax(network_->logits(features), 1), plan, prediction.probabilities);
    }
    const std::size_t bad = count_not_finite(prediction.probabilities.values);
    require(bad == 0,
            "the network's probabilities are NaN or infinite ({} of {}): it does not go with these pictures, or its "
            "training diverged",
            bad, prediction.probabilities.values.size());
    return prediction;
  });
}

Explanation SavedNetwork::explain(const Image& image, int target, const ComponentSpec& explainer,
                                  std::uint64_t seed) const {
  return guarded("explanation", [&] {
    require_shape(*network_, image);
    require(target >= 0 && target < network_->shape().classes, "class {} has no score, there are {} classes", target,
            network_->shape().classes);
    return make_explainer(explainer)->explain(*network_, image, target, ExplanationStreams{seed, 0, 0});
  });
}

int scripted_classes(const TorchscriptParams& params, const NetworkShape& shape, const std::string& device) {
  return guarded("loading the module", [&] {
    const c10::InferenceMode no_gradients;
    const PinnedFile file = parse_pinned(params.torchscript);
    const ScriptedModule module(read_pinned(file), file.path, device);
    const at::Tensor black =
        at::zeros({1, channels_read(params.pixels, shape.channels), shape.height, shape.width}, at::Device(device));
    return static_cast<int>(module.output(black, params.output).size(1));
  });
}

}  // namespace xil
