#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/networks/host_arrays.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

/// Channels weighted by their mean gradient, [height x width], by the definition; of the row `row`.
std::vector<double> class_activation(const HostArray& activations, const HostArray& gradients, std::size_t row) {
  const auto channels = static_cast<std::size_t>(activations.shape[1]);
  const auto places = static_cast<std::size_t>(activations.shape[2] * activations.shape[3]);
  std::vector<double> map(places, 0.0);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const std::size_t first = (row * channels + channel) * places;
    double weight = 0;
    for (std::size_t i = 0; i < places; ++i) weight += static_cast<double>(gradients.values[first + i]);
    weight /= static_cast<double>(places);
    for (std::size_t i = 0; i < places; ++i) map[i] += weight * static_cast<double>(activations.values[first + i]);
  }
  return map;
}

/// The cells beside the middle of pixel `at` of `pixels`, and the share of the second one.
struct Between {
  std::size_t first, second;
  double share;
};
Between between(int at, int pixels, std::int64_t cells) {
  const double place = std::max(0.0, (at + 0.5) * static_cast<double>(cells) / pixels - 0.5);
  const auto first = static_cast<std::size_t>(place);
  return {first, std::min(first + 1, static_cast<std::size_t>(cells) - 1), place - static_cast<double>(first)};
}

/// Cells [rows x columns] scaled bilinearly to height x width, by the definition.
Map scaled_up(const std::vector<double>& cells, const std::vector<std::int64_t>& shape, int height, int width) {
  const auto columns = static_cast<std::size_t>(shape[3]);
  Map map(height, width);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Between row = between(y, height, shape[2]), column = between(x, width, shape[3]);
      const auto along = [&](std::size_t r) {
        return cells[r * columns + column.first] * (1 - column.share) +
               cells[r * columns + column.second] * column.share;
      };
      map.at(y, x) = static_cast<float>(along(row.first) * (1 - row.share) + along(row.second) * row.share);
    }
  }
  return map;
}

TEST(GradCam, IsTheWeightedSumOfActivationsScaledToThePicture) {
  const ToySquares data(8);
  const Image image = data.image(2);
  const auto explainer = make_explainer({"gradcam"});
  float largest = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto network = make_network(toy_run().model, network_shape(data.info()), seed, "cpu");
    const auto [activations, gradients] = spatial_gradient(*network, normalised_images(*network, {&image, 1}), 1);
    std::vector<double> cells = class_activation(activations, gradients, 0);
    for (double& cell : cells) cell = std::max(cell, 0.0);
    const Map expected = scaled_up(cells, activations.shape, image.height, image.width);
    const Explanation explanation = explainer->explain(*network, image, 1, {});
    EXPECT_EQ(explanation.baseline, 0);
    for (std::size_t i = 0; i < expected.values.size(); ++i)
      EXPECT_NEAR(explanation.map.values[i], expected.values[i], 1e-6);
    largest = std::max(largest, std::ranges::max(expected.values));
  }
  EXPECT_GT(largest, 1e-4F);
}

TEST(GradCam, NeedsASpatialLayer) {
  const ToySquares data(8);
  const auto network = make_network({"mlp"}, network_shape(data.info()), 3, "cpu");
  const auto explainer = make_explainer({"gradcam"});
  EXPECT_NE(refusal([&] { explainer->explain(*network, data.image(2), 1, {}); }).find("offers no spatial layer"),
            std::string::npos);
}

/// The term of one row by its definition: the region's share of each cell times the map from 0 to 1, squared.
double penalty_of(const Network& network, const Image& image, const Region& region) {
  const HostArray images = normalised_images(network, {&image, 1});
  const HostArray logits = applied(network, {&Network::features, &Network::logits}, images);
  const auto predicted = static_cast<int>(argmax(logits.values));
  const auto [activations, gradients] = spatial_gradient(network, images, predicted);
  const std::vector<double> map = class_activation(activations, gradients, 0);
  const auto [least, greatest] = std::ranges::minmax(map);
  const auto rows = static_cast<int>(activations.shape[2]), columns = static_cast<int>(activations.shape[3]);
  double sum = 0;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const int height = image.height / rows, width = image.width / columns;  // whole numbers here
      double inside = 0;
      for (int i = 0; i < height * width; ++i) inside += region.at(r * height + i / width, c * width + i % width);
      const double cell = map[static_cast<std::size_t>(r * columns + c)];
      sum += std::pow(inside / (height * width) * (cell - least) / (greatest - least + 1e-6), 2);
    }
  }
  return sum;
}

Region left_columns(const DatasetInfo& info, int width) {
  Region region(info.height, info.width);
  for (int y = 0; y < info.height; ++y)
    for (int x = 0; x < width; ++x) region.at(y, x) = 1;
  return region;
}

RunParams small_cnn(std::int64_t updates) {
  RunParams run = toy_run("simple_cnn", updates);
  run.training.order = BatchOrder::Given;
  return run;
}

std::vector<Example> with_losses(std::vector<Example> examples, const Region& region, double weight,
                                 std::size_t first) {
  const auto shared = std::make_shared<const Region>(region);
  for (std::size_t i = first; i < examples.size(); ++i) examples[i].losses = {{RegionLossKind::RrrG, weight, shared}};
  return examples;
}

TEST(GradCamPenalty, IsTheSquaredMapInsideTheRegions) {
  const ToyCorners data(8, 1, 24);  // a spatial layer of 4 x 4, one batch
  const RunParams run = small_cnn(1);
  const auto model = make_torch_learner(run, data, "cpu");
  const auto network = make_network(run.model, network_shape(data.info()), run.model_stream(), "cpu");
  ASSERT_EQ(network->parameters().serialised(), model->state());
  const Region region = left_columns(data.info(), 9);  // a column of cells and a half
  for (const std::size_t first : {7u, 4u, 0u}) {
    double expected = 0;
    for (ItemId id = static_cast<ItemId>(first); id < 8; ++id)
      expected += penalty_of(*network, data.image(id), region) / 8;
    const double plain = model->fit(data.examples(), {}, 0).train_loss;
    const double loss = model->fit(with_losses(data.examples(), region, 5, first), {}, 0).train_loss;
    EXPECT_GT(expected, 0);
    EXPECT_NEAR(loss - plain, 5 * expected, 1e-4 * (1 + 5 * expected));
  }
}

TEST(GradCamPenalty, TakesTheMapOutOfTheRegion) {
  const ToyCorners data(40, 1, 24);
  const RunParams run = small_cnn(150);
  const Region region = left_columns(data.info(), 12);
  const auto after = [&](double weight) {
    const auto model = make_torch_learner(run, data, "cpu");
    model->fit(with_losses(data.examples(), region, weight, 0), {}, 0);
    const auto network = make_network(run.model, network_shape(data.info()), run.model_stream(), "cpu");
    network->parameters().load(model->state());
    double sum = 0;
    for (ItemId id = 0; id < data.size(); ++id) sum += penalty_of(*network, data.image(id), region);
    return sum;
  };
  EXPECT_LT(after(10), 0.8 * after(1e-9));
}

}  // namespace
}  // namespace xil
