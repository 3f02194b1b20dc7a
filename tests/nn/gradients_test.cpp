#include "framework/nn/networks/gradients.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "framework/core/numeric/rng.h"
#include "framework/nn/networks/host_arrays.h"
#include "tests/support/nn_states.h"
#include "tests/support/refusals.h"

// What explainers may ask of a network: its spatial layer, and gradients of its logits.
namespace xil {
namespace {

constexpr int kTarget = 1, kClasses = 3;
constexpr std::uint64_t kSeed = 5;

std::unique_ptr<Network> network_of(const std::string& model, const Value::Map& params, const NetworkShape& shape) {
  return make_network(resolved(model_table(), "model", model, Value(params)), shape, kSeed, "cpu");
}

std::unique_ptr<Network> small_cnn() {
  return network_of("simple_cnn",
                    {{"channels1", Value(6)}, {"channels2", Value(8)}, {"kernel", Value(3)}, {"hidden", Value(24)}},
                    {1, 18, 20, kClasses});
}

std::unique_ptr<Network> small_mlp() { return network_of("mlp", {}, {1, 18, 20, kClasses}); }

std::unique_ptr<Network> torchvision_network(const std::string& model, const Value::Map& params = {}) {
  return network_of(model, params, {3, 64, 64, kClasses});
}

/// Three pictures of noise as a network with pixels of -1 to 1 reads them. Equal pixels would give equal values, of
/// which max pooling may take either.
HostArray noise(const NetworkShape& shape) {
  HostArray images{{3, shape.channels, shape.height, shape.width}, {}};
  images.values.resize(static_cast<std::size_t>(3 * shape.channels * shape.height * shape.width));
  Rng rng(6, {Purpose::Test});
  std::ranges::generate(images.values, [&] { return static_cast<float>(rng.uniform(-1, 1)); });
  return images;
}

HostArray spatial_activations(const Network& network, const HostArray& images) {
  return applied(network, {&Network::spatial_activations}, images);
}

void expect_composition(const Network& network, const std::vector<std::int64_t>& spatial_shape) {
  SCOPED_TRACE(network.name());
  const HostArray images = noise(network.shape());
  EXPECT_TRUE(network.has_spatial_layer());
  EXPECT_EQ(spatial_activations(network, images).shape, spatial_shape);
  const HostArray whole = applied(network, {&Network::features}, images);
  const HostArray composed = applied(network, {&Network::spatial_activations, &Network::features_from_spatial}, images);
  EXPECT_EQ(whole.shape, composed.shape);
  EXPECT_EQ(whole.values, composed.values);
}

// torchvision.test holds vgg16 and the other networks to the same.
TEST(SpatialLayer, ComposesWithTheRestToTheFeaturesBitForBit) {
  expect_composition(*small_cnn(), {3, 8, 3, 3});
  expect_composition(*torchvision_network("resnet18"), {3, 512, 2, 2});
  expect_composition(*torchvision_network("mobilenet_v2"), {3, 1280, 2, 2});
  expect_composition(*torchvision_network("alexnet"), {3, 256, 1, 1});
}

TEST(SpatialLayer, IsThereWhereTheModelsParametersSaySo) {
  for (const char* name : {"simple_cnn", "mlp", "resnet18", "mobilenet_v2"}) {
    const ComponentSpec model = resolved(model_table(), "model", name, Value(Value::Map{}));
    const auto network = make_network(model, {3, 32, 32, kClasses}, kSeed, "cpu");
    EXPECT_EQ(network->has_spatial_layer(), model_params(model)->has_spatial_layer()) << name;
  }
}

TEST(SpatialLayer, IsAbsentWhereThePictureIsFlattenedAtOnce) {
  const auto network = small_mlp();
  const HostArray images = noise(network->shape());
  EXPECT_FALSE(network->has_spatial_layer());
  const std::string expected =
      "2: model 'mlp' offers no spatial layer, whose activations are needed here: choose an explainer that reads "
      "pictures and scores only, such as rise, or a network of convolutions, such as simple_cnn or resnet18";
  EXPECT_EQ(refusal([&] { spatial_activations(*network, images); }), expected);
  EXPECT_EQ(refusal([&] { applied(*network, {&Network::features_from_spatial}, images); }), expected);
  EXPECT_EQ(refusal([&] { spatial_gradient(*network, images, kTarget); }), expected);
}

/// Sum over the rows of what the steps and the last linear layer give the target.
double score(const Network& network, NetworkStep to_features, const HostArray& input) {
  const HostArray logits = applied(network, {to_features, &Network::logits}, input);
  double sum = 0;
  for (std::size_t i = kTarget; i < logits.values.size(); i += kClasses) sum += static_cast<double>(logits.values[i]);
  return sum;
}

/// Central differences along directions that follow the gradient's signs in a random half of the values. The score is
/// linear but where a unit switches on or off or a pooling takes another value, which so small a step seldom meets.
void expect_slopes(const Network& network, NetworkStep to_features, const HostArray& place, const HostArray& gradient) {
  constexpr float kStep = 1e-4F;
  ASSERT_EQ(gradient.shape, place.shape);
  Rng rng(7, {Purpose::Test});
  for (int direction = 0; direction < 8; ++direction) {
    HostArray ahead = place, behind = place;
    double expected = 0;
    for (std::size_t i = 0; i < place.values.size(); ++i) {
      if (rng.uniform() < 0.5) continue;
      const float step = gradient.values[i] > 0 ? kStep : -kStep;
      ahead.values[i] += step;
      behind.values[i] -= step;
      expected += std::abs(static_cast<double>(gradient.values[i]));
    }
    const double difference = score(network, to_features, ahead) - score(network, to_features, behind);
    EXPECT_GT(expected, 0.1);
    EXPECT_NEAR(difference / (2 * static_cast<double>(kStep)), expected, 0.03 * expected);
  }
}

TEST(InputGradient, IsTheSlopeOfTheLogit) {
  for (const auto& network : {small_cnn(), small_mlp()}) {
    SCOPED_TRACE(network->name());
    const HostArray images = noise(network->shape());
    expect_slopes(*network, &Network::features, images, input_gradient(*network, images, kTarget));
  }
}

TEST(InputGradient, OfAPictureDoesNotDependOnTheOthers) {
  const auto network = small_cnn();
  HostArray images = noise(network->shape());
  const HostArray together = input_gradient(*network, images, kTarget);
  images.shape[0] = 1;
  images.values.resize(images.values.size() / 3);
  const HostArray alone = input_gradient(*network, images, kTarget);
  for (std::size_t i = 0; i < alone.values.size(); ++i) EXPECT_NEAR(alone.values[i], together.values[i], 1e-6);
}

TEST(InputGradient, PassesFrozenBackbones) {
  const auto trained = torchvision_network("resnet18");
  const auto frozen = torchvision_network("resnet18", {{"freeze", Value(std::string("backbone"))}});
  const HostArray images = noise(trained->shape());
  const HostArray expected = input_gradient(*trained, images, kTarget);
  const HostArray gradient = input_gradient(*frozen, images, kTarget);
  ASSERT_EQ(gradient.shape, images.shape);
  const float largest = std::ranges::max(expected.values);
  EXPECT_GT(largest, 0);
  for (std::size_t i = 0; i < gradient.values.size(); ++i)
    EXPECT_NEAR(gradient.values[i], expected.values[i], 1e-5 * static_cast<double>(largest));
}

TEST(SpatialGradient, IsTheSlopeOfTheLogit) {
  const auto network = small_cnn();
  const HostArray images = noise(network->shape());
  const auto [activations, gradients] = spatial_gradient(*network, images, kTarget);
  EXPECT_EQ(activations.values, spatial_activations(*network, images).values);
  expect_slopes(*network, &Network::features_from_spatial, activations, gradients);
}

/// By hand: where the features are means over the places of a channel, each place has the channel's weight in the
/// logit over the number of places.
TEST(SpatialGradient, BehindAMeanOverThePlacesIsTheWeightOfTheChannel) {
  for (const auto& [model, head] : {std::pair("resnet18", "fc"), std::pair("mobilenet_v2", "classifier.1")}) {
    SCOPED_TRACE(model);
    for (const char* freeze : {"none", "backbone"}) {
      const auto network = torchvision_network(model, {{"freeze", Value(std::string(freeze))}});
      const auto [activations, gradients] = spatial_gradient(*network, noise(network->shape()), kTarget);
      const ParsedState state = parse_state(network->parameters().serialised());
      const std::vector<float>& weights = state.at(std::string(head) + ".weight").values;
      const std::size_t channels = weights.size() / kClasses, places = 2 * 2;
      ASSERT_EQ(gradients.shape, activations.shape);
      ASSERT_EQ(gradients.values.size(), 3 * channels * places);
      for (std::size_t i = 0; i < gradients.values.size(); ++i) {
        const std::size_t channel = i / places % channels;
        EXPECT_FLOAT_EQ(gradients.values[i], weights[kTarget * channels + channel] / static_cast<float>(places));
      }
    }
  }
}

TEST(Gradients, LeaveTheParametersAlone) {
  for (const auto& network : {small_cnn(), torchvision_network("resnet18")}) {
    SCOPED_TRACE(network->name());
    const HostArray images = noise(network->shape());
    const std::string before = network->parameters().serialised();
    input_gradient(*network, images, kTarget);
    spatial_gradient(*network, images, kTarget);
    EXPECT_FALSE(network->parameters().has_gradients());
    EXPECT_EQ(network->parameters().serialised(), before);
  }
}

TEST(Gradients, RefuseClassesThatTheNetworkDoesNotHave) {
  const auto network = small_cnn();
  const HostArray images = noise(network->shape());
  for (const int target : {-1, kClasses}) {
    EXPECT_NE(refusal([&] { input_gradient(*network, images, target); }).find("has no logit"), std::string::npos);
    EXPECT_NE(refusal([&] { spatial_gradient(*network, images, target); }).find("has no logit"), std::string::npos);
  }
}

struct Drawn {
  std::string name, shape;
  std::size_t count;
  double fan_in;
};

/// Tensors that are drawn uniformly from one stream, one after the other, as torch's layers draw them.
void expect_drawn(const Network& network, const std::vector<Drawn>& tensors) {
  const ParsedState state = parse_state(network.parameters().serialised());
  ASSERT_EQ(state.size(), tensors.size());
  Rng rng(kSeed, {Purpose::Weights});
  for (const Drawn& tensor : tensors) {
    SCOPED_TRACE(tensor.name);
    EXPECT_EQ(state.at(tensor.name).shape, tensor.shape);
    const double bound = 1 / std::sqrt(tensor.fan_in);
    std::vector<float> expected(tensor.count);
    std::ranges::generate(expected, [&] { return static_cast<float>(rng.uniform(-bound, bound)); });
    EXPECT_EQ(state.at(tensor.name).values, expected);
  }
}

TEST(FirstWeights, OfOurNetworksComeFromOneStreamTensorByTensor) {
  expect_drawn(*small_cnn(), {{"conv1.weight", "6x1x3x3", 54, 9},
                              {"conv1.bias", "6", 6, 9},
                              {"conv2.weight", "8x6x3x3", 432, 54},
                              {"conv2.bias", "8", 8, 54},
                              {"hidden.weight", "24x72", 1728, 72},
                              {"hidden.bias", "24", 24, 72},
                              {"classes.weight", "3x24", 72, 24},
                              {"classes.bias", "3", 3, 24}});
  expect_drawn(*small_mlp(), {{"hidden1.weight", "50x360", 18000, 360},
                              {"hidden1.bias", "50", 50, 360},
                              {"hidden2.weight", "30x50", 1500, 50},
                              {"hidden2.bias", "30", 30, 50},
                              {"classes.weight", "3x30", 90, 30},
                              {"classes.bias", "3", 3, 30}});
}

TEST(FirstWeights, OfAnMlpAreNormalWhereADeviationIsGiven) {
  const auto network =
      network_of("mlp", {{"hidden", Value(Value::List{Value(2)})}, {"init_sd", Value(0.1)}}, {1, 2, 2, 2});
  const ParsedState state = parse_state(network->parameters().serialised());
  Rng rng(kSeed, {Purpose::Weights});
  for (const char* name : {"hidden1.weight", "hidden1.bias", "classes.weight", "classes.bias"}) {
    for (const float value : state.at(name).values) EXPECT_EQ(value, static_cast<float>(0.1 * rng.normal())) << name;
  }
}

}  // namespace
}  // namespace xil
