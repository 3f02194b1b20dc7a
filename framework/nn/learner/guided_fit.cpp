#include "framework/nn/learner/guided_fit.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "framework/core/base/error.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/last_layer_refit.h"

namespace xil {
namespace {

/// Examples that are trained on, and those that are not.
struct DividedExamples {
  std::vector<Example> trained, held_out;
};

DividedExamples divided(std::span<const Example> examples, double share) {
  DividedExamples parts;
  std::map<int, std::int64_t> seen;
  for (const Example& example : examples) {
    const auto number = static_cast<double>(seen[example.group]++);
    const bool held = std::floor((number + 1) * share) > std::floor(number * share);
    (held ? parts.held_out : parts.trained).push_back(example);
  }
  return parts;
}

std::vector<int> groups_of(std::span<const Example> examples) {
  std::vector<int> groups;
  for (const Example& example : examples) groups.push_back(example.group);
  return groups;
}

/// The passes for `count` rows, each in the row of the block that its place gives.
std::vector<BlockPlan> plans_of(std::size_t count) {
  std::vector<std::uint8_t> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(static_cast<std::uint8_t>(i % kBlock));
  return plan_blocks(rows);
}

/// Updates of the early fit.
std::int64_t early_updates(const ErrorUpweighting& errors, std::int64_t updates) {
  return std::max<std::int64_t>(1, std::llround(errors.early_share * static_cast<double>(updates)));
}

/// Penultimate features [n, width] as in evaluation, in blocks of one size.
Matrix features_of(const Network& network, const LabelledImages& images) {
  if (images.features.rows > 0) return images.features;
  const c10::InferenceMode no_gradients;
  const std::size_t pixels = images.pixels.size() / images.size();
  const auto picture = [&](std::size_t i) {
    Image image(images.channels, images.height, images.width);
    std::copy_n(images.pixels.begin() + static_cast<std::ptrdiff_t>(i * pixels), pixels, image.pixels.begin());
    return image;
  };
  Matrix features;
  for (const BlockPlan& plan : plans_of(images.size())) {
    const at::Tensor block = block_features(network, plan, picture);
    if (features.rows == 0) features = Matrix(images.size(), static_cast<std::size_t>(block.size(1)));
    copy_rows(block, plan, features);
  }
  return features;
}

/// The predicted class of every row of penultimate features.
std::vector<int> predicted_classes(const Network& network, const Matrix& features) {
  const c10::InferenceMode no_gradients;
  Matrix logits(features.rows, static_cast<std::size_t>(network.shape().classes));
  for (const BlockPlan& plan : plans_of(features.rows)) {
    copy_rows(network.logits(gather_rows(features, plan, network)), plan, logits);
  }
  std::vector<int> classes;
  for (std::size_t i = 0; i < logits.rows; ++i) classes.push_back(static_cast<int>(argmax(logits.row(i))));
  return classes;
}

/// How often an epoch draws each example after an early fit, whose trace the network loses again.
std::vector<std::int64_t> repeats_after_early_fit(const FitParts& parts, LabelledImages& images,
                                                  const ErrorUpweighting& errors, std::uint32_t round) {
  parts.trainer.start();
  Parameters& parameters = parts.network.parameters();
  const at::Tensor values = parameters.flat().clone(), buffers = parameters.buffers().clone();
  RunParams early = parts.run;
  early.training.keep = KeepState::Last;
  early.updates = early_updates(errors, early.updates);
  Trainer(early, parts.network, {}).fit(images, {}, round);
  const std::vector<int> predicted = predicted_classes(parts.network, features_of(parts.network, images));
  parameters.flat().copy_(values);
  parameters.buffers().copy_(buffers);
  std::vector<std::int64_t> repeats;
  for (std::size_t i = 0; i < images.size(); ++i) {
    repeats.push_back(predicted[i] == images.labels[i] ? 1 : errors.factor);
  }
  return repeats;
}

/// Weights and biases are the last two tensors of every network whose last layer learns.
void set_last_layer(Network& network, const LastLayer& layer) {
  const Parameters& parameters = network.parameters();
  const std::size_t tensors = parameters.specs().size();
  const auto classes = static_cast<std::int64_t>(layer.weights.rows),
             width = static_cast<std::int64_t>(layer.weights.cols);
  require(tensors >= 2 && parameters.specs()[tensors - 2].shape == std::vector<std::int64_t>{classes, width},
          "the last layer of '{}' is no linear layer of {} x {}", network.name(), classes, width);
  const at::NoGradGuard no_gradients;
  std::vector<float> weights = layer.weights.values, biases = layer.biases;
  at::Tensor weight = parameters[tensors - 2], bias = parameters[tensors - 1];
  weight.copy_(at::from_blob(weights.data(), {classes, width}, at::kFloat));
  bias.copy_(at::from_blob(biases.data(), {classes}, at::kFloat));
}

void refit(const FitParts& parts, std::span<const Example> items, const LastLayerRefit& how, std::uint32_t round) {
  const int classes = parts.network.shape().classes;
  for (int label = 0; label < classes; ++label) {
    refuse_unless(std::ranges::find(items, label, &Example::label) != items.end(),
                  "round {}: class {} has no item for the last layer to be re-fitted on: raise 'initial', or set "
                  "'held_out' to 0",
                  round, label);
  }
  const LabelledImages images = parts.images(items);
  const GroupedFeatures grouped{features_of(parts.network, images), images.labels, groups_of(items)};
  const auto layer = refit_last_layer(grouped, classes, how, parts.run.model_stream(), round);
  set_last_layer(parts.network, *layer);
}

}  // namespace

FitSummary guided_fit(const FitParts& parts, std::span<const Example> examples, const TrainingGuide& guide,
                      std::uint32_t round) {
  const bool divides = guide.refit && guide.refit->held_out > 0;
  const DividedExamples divided_examples = divides ? divided(examples, guide.refit->held_out) : DividedExamples{};
  const std::span<const Example> trained = divides ? divided_examples.trained : examples;
  LabelledImages images = parts.images(trained);
  if (guide.group_robust) images.groups = groups_of(trained);
  std::int64_t early = 0, upweighted = 0;
  if (guide.errors && guide.errors->early_share > 0) {
    images.repeats = repeats_after_early_fit(parts, images, *guide.errors, round);
    early = early_updates(*guide.errors, parts.run.updates);
    for (std::size_t i = 0; i < images.size(); ++i) upweighted += images.repeats[i] != 1 ? 1 : 0;
  }
  FitSummary summary = parts.trainer.fit(std::move(images), guide, round);
  summary.updates += early;
  summary.upweighted = upweighted;
  if (guide.refit) refit(parts, divides ? divided_examples.held_out : examples, *guide.refit, round);
  return summary;
}

}  // namespace xil
