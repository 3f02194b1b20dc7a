#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_states.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"

namespace xil {
namespace {

using Values = std::vector<double>;

/// weight [out, in] times x, or its transpose times x.
Values product(const ParsedTensor& weight, const Values& x, bool transposed) {
  const std::size_t out = weight.values.size() / x.size();
  Values y(out, 0.0);
  for (std::size_t i = 0; i < out; ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      y[i] += static_cast<double>(weight.values[transposed ? j * out + i : i * x.size() + j]) * x[j];
    }
  }
  return y;
}

Values layer(const ParsedState& state, const std::string& name, const Values& x) {
  Values y = product(state.at(name + ".weight"), x, false);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += static_cast<double>(state.at(name + ".bias").values[i]);
  return y;
}

/// d/dx sum_k log p_k of an mlp with one hidden layer, by hand: with z = V relu(W x + b) + c the
/// sum over k of log p_k changes by 1 - C p_j with z_j, so the gradient is W^T [hidden > 0] V^T (1
/// - C p).
Values input_gradient(const ParsedState& state, const Values& x) {
  Values hidden = layer(state, "hidden1", x);
  Values active = hidden;
  for (double& value : active) value = std::max(value, 0.0);
  const Values logits = layer(state, "classes", active);
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit);
  Values upstream;
  for (const double logit : logits) upstream.push_back(1 - static_cast<double>(logits.size()) * std::exp(logit) / sum);
  Values back = product(state.at("classes.weight"), upstream, true);
  for (std::size_t i = 0; i < back.size(); ++i) back[i] = hidden[i] > 0 ? back[i] : 0;
  return product(state.at("hidden1.weight"), back, true);
}

double penalty_of(const ParsedState& state, const Image& image, const Region& region) {
  Values x;
  for (const auto pixel : image.pixels) x.push_back(pixel / 127.5 - 1);
  const Values gradient = input_gradient(state, x);
  double sum = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    if (region.values[i % region.values.size()] != 0) sum += gradient[i] * gradient[i];
  }
  return sum;
}

RunParams shallow(std::int64_t updates) {
  RunParams run = toy_run("mlp", updates);
  run.model.params.set("hidden", Value(Value::List{Value(std::int64_t{12})}));
  run.training.order = BatchOrder::Given;
  return run;
}

std::shared_ptr<const Region> left_half(const DatasetInfo& info) {
  const auto region = std::make_shared<Region>(info.height, info.width);
  for (int y = 0; y < info.height; ++y) {
    for (int x = 0; x < info.width / 2; ++x) region->at(y, x) = 1;
  }
  return region;
}

/// The examples with the penalty of that weight on those at `first`, `first` + `step`, ...
std::vector<Example> penalised(std::vector<Example> examples, const std::shared_ptr<const Region>& region,
                               double weight, std::size_t first = 0, std::size_t step = 1) {
  for (std::size_t i = first; i < examples.size(); i += step)
    examples[i].losses = {{RegionLossKind::Rrr, weight, region}};
  return examples;
}

/// Mean penalty of the dataset's images over that region.
double mean_penalty(const Learner& model, const ToyCorners& data, const Region& region) {
  const ParsedState state = parse_state(model.state());
  double sum = 0;
  for (ItemId id = 0; id < data.size(); ++id) sum += penalty_of(state, data.image(id), region);
  return sum / static_cast<double>(data.size());
}

TEST(GradientPenalty, IsTheSquaredInputGradientInsideTheRegions) {
  const ToyCorners data(8, 2, 12);  // one batch of 8, four classes, two channels
  const auto region = left_half(data.info());
  const auto model = make_torch_learner(shallow(1), data, "cpu");
  const ParsedState before = parse_state(model->state());
  for (const std::size_t marked : {1u, 3u, 8u}) {
    const auto examples = data.examples();
    double expected = 0;
    for (std::size_t i = 8 - marked; i < 8; ++i)
      expected += penalty_of(before, data.image(examples[i].item), *region) / 8;
    const double plain = model->fit(examples, {}, 0).train_loss;
    for (const double weight : {0.5, 20.0}) {
      const double loss = model->fit(penalised(examples, region, weight, 8 - marked), {}, 0).train_loss;
      EXPECT_NEAR(loss - plain, weight * expected, 1e-5 * weight * expected + 1e-6);
    }
  }
}

TEST(GradientPenalty, AddsUpWhereAnExampleHasTwo) {
  const ToyCorners data(8, 2, 12);
  const auto region = left_half(data.info());
  const auto model = make_torch_learner(shallow(1), data, "cpu");
  const double plain = model->fit(data.examples(), {}, 0).train_loss;
  const double once = model->fit(penalised(data.examples(), region, 4), {}, 0).train_loss;
  auto examples = penalised(data.examples(), region, 4);
  for (Example& example : examples) example.losses.push_back({RegionLossKind::Rrr, 8, region});
  EXPECT_NEAR(model->fit(examples, {}, 0).train_loss - plain, 3 * (once - plain), 1e-5 * std::abs(once));
}

TEST(GradientPenalty, DrivesTheInputGradientsInItsRegionTowardsZero) {
  const ToyCorners data;
  const auto region = left_half(data.info());
  const auto model = make_torch_learner(shallow(150), data, "cpu");
  model->fit(data.examples(), {}, 0);
  const double free = mean_penalty(*model, data, *region);
  model->fit(penalised(data.examples(), region, 1000), {}, 0);
  EXPECT_LT(mean_penalty(*model, data, *region), 0.01 * free);
}

TEST(GradientPenalty, TeachesThroughASingleExample) {
  const ToySquares data;
  for (const char* name : {"simple_cnn", "mlp"}) {
    const auto plain = make_torch_learner(toy_run(name), data, "cpu");
    const auto weighted = make_torch_learner(toy_run(name), data, "cpu");
    plain->fit(data.examples(20), {}, 0);
    weighted->fit(penalised(data.examples(20), left_half(data.info()), 0, 3, 20), {}, 0);  // a region, but no weight
    EXPECT_EQ(plain->state(), weighted->state());
    weighted->fit(penalised(data.examples(20), left_half(data.info()), 100, 3, 20), {}, 0);
    EXPECT_NE(plain->state(), weighted->state());
  }
}

TEST(GradientPenalty, RepeatsBitForBitOnConvolutionsToo) {
  const ToyCorners data(40, 3);
  const auto examples = penalised(data.examples(), left_half(data.info()), 10, 0, 3);
  const auto first = make_torch_learner(toy_run(), data, "cpu");
  const auto second = make_torch_learner(toy_run(), data, "cpu");
  EXPECT_EQ(first->fit(examples, {true}, 1).train_loss, second->fit(examples, {true}, 1).train_loss);
  EXPECT_EQ(first->state(), second->state());
}

TEST(GradientPenalty, RefusesRegionsOfAnotherSize) {
  const ToyCorners data(8);
  const auto examples = penalised(data.examples(), std::make_shared<const Region>(3, 4), 1);
  EXPECT_THROW(make_torch_learner(toy_run(), data, "cpu")->fit(examples, {}, 0), Error);
}

}  // namespace
}  // namespace xil
