#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/networks/host_arrays.h"
#include "tests/support/nn_toy.h"
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

}  // namespace
}  // namespace xil
