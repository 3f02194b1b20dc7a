#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_states.h"
#include "tests/support/nn_toy.h"

namespace xil {
namespace {

std::unique_ptr<Learner> learner(const RunParams& run, const ToySquares& data) {
  return make_torch_learner(run, data, "cpu");
}

double accuracy(Learner& model, const ToySquares& data, Split split) {
  const auto ids = data.ids(split);
  const Prediction prediction = model.predict(ids, false);
  double right = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (static_cast<int>(argmax(prediction.probabilities.row(i))) == data.item(ids[i]).label) ++right;
  }
  return right / static_cast<double>(ids.size());
}

TEST(TorchTables, HaveAFactoryForEveryNameOfCore) {
  for (const RegistryEntry& model : model_table()) EXPECT_TRUE(has_network(model.name)) << model.name;
  for (const RegistryEntry& explainer : explainer_table()) EXPECT_TRUE(has_explainer(explainer.name)) << explainer.name;
  EXPECT_FALSE(has_network("perceptron"));
  EXPECT_FALSE(has_explainer("anchors"));
}

TEST(TorchLearner, LearnsToSeeTheSquares) {
  const ToySquares data;
  for (const char* model : {"simple_cnn", "mlp"}) {
    const auto trained = learner(toy_run(model, 150), data);
    const FitSummary summary = trained->fit(data.examples(80), {}, 0);
    EXPECT_EQ(summary.updates, 150);
    EXPECT_LT(summary.train_loss, 0.1) << model;
    EXPECT_TRUE(std::isnan(summary.validation_loss));
    EXPECT_GE(accuracy(*trained, data, Split::Test), model == std::string("mlp") ? 0.8 : 0.95) << model;
  }
}

TEST(TorchLearner, TrainsOnAnyShape) {
  const ToySquares data(24, 3, 31, 17);
  RunParams run = toy_run();
  run.model.params.set("stride", Value(std::int64_t{2}));
  const auto model = learner(run, data);
  model->fit(data.examples(5), {}, 0);
  const Prediction prediction = model->predict(data.ids(Split::Pool), true);
  EXPECT_EQ(prediction.features.cols, 24u);
  for (std::size_t i = 0; i < prediction.probabilities.rows; ++i) {
    const auto row = prediction.probabilities.row(i);
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1.0, 1e-6);
  }
}

TEST(TorchLearner, GivesTheInputOfTheLastLayerAsFeatures) {
  const ToySquares data(24);
  const auto model = learner(toy_run(), data);
  model->fit(data.examples(8), {}, 0);
  const auto ids = data.ids(Split::Test);
  const Prediction prediction = model->predict(ids, true);
  const ParsedState state = parse_state(model->state());
  const auto& weight = state.at("classes.weight");
  const auto& bias = state.at("classes.bias");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    double logits[2];
    for (std::size_t k = 0; k < 2; ++k) {
      logits[k] = static_cast<double>(bias.values[k]);
      for (std::size_t j = 0; j < 24; ++j) {
        logits[k] += static_cast<double>(weight.values[k * 24 + j]) * static_cast<double>(prediction.features.at(i, j));
      }
    }
    EXPECT_NEAR(prediction.probabilities.at(i, 1), 1 / (1 + std::exp(logits[0] - logits[1])), 1e-6);
  }
}

TEST(TorchLearner, PredictsEachItemTheSameWhateverElseIsAsked) {
  const ToySquares data;
  for (const char* name : {"simple_cnn", "mlp"}) {
    const auto model = learner(toy_run(name), data);
    model->fit(data.examples(20), {}, 0);
    std::vector<ItemId> all(data.size());
    std::iota(all.begin(), all.end(), 0);
    const Prediction whole = model->predict(all, true);
    std::vector<ItemId> some = {150, 3, 3, 77, 12, 0, 41};
    for (std::size_t request = 0; request < 4; ++request) {
      const Prediction part = model->predict(some, true);
      ASSERT_EQ(part.probabilities.rows, some.size());
      for (std::size_t i = 0; i < some.size(); ++i) {
        EXPECT_TRUE(std::ranges::equal(part.probabilities.row(i), whole.probabilities.row(some[i])));
        EXPECT_TRUE(std::ranges::equal(part.features.row(i), whole.features.row(some[i])));
      }
      some.erase(some.begin());
    }
  }
}

TEST(TorchLearner, PredictsNothingForNothing) {
  const ToySquares data(24);
  const Prediction prediction = learner(toy_run(), data)->predict({}, true);
  EXPECT_EQ(prediction.probabilities.rows, 0u);
  EXPECT_EQ(prediction.features.rows, 0u);
}

TEST(TorchLearner, ScoresPicturesAsItPredictsThem) {
  const ToySquares data;
  const auto model = learner(toy_run(), data);
  model->fit(data.examples(20), {}, 0);
  const auto ids = data.ids(Split::Pool);
  ASSERT_GT(ids.size(), 64u);
  std::vector<Image> images;
  for (const ItemId id : ids) images.push_back(data.image(id));
  const auto scores = model->scores(images, 1);
  const Matrix predicted = model->predict(ids, false).probabilities;
  ASSERT_EQ(scores.size(), images.size());
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_EQ(scores[i], predicted.at(i, 1));
  // In parts of whole blocks, the last one short: the same, bit for bit.
  const auto part = model->scores(std::span(images).subspan(32, 40), 1);
  for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i], scores[32 + i]);
  EXPECT_TRUE(model->scores({}, 0).empty());
  EXPECT_THROW(model->scores(images, 2), Error);
}

TEST(TorchLearner, PredictsByTheWeightsOfNowWhereBatchNormIsFolded) {
  const ToySquares data(24, 3, 32, 32);
  const auto ids = data.ids(Split::Test);
  std::vector<Image> images;
  for (const ItemId id : ids) images.push_back(data.image(id));
  RunParams run = toy_run("resnet18", 3);
  run.model = resolved(model_table(), "model", "resnet18", Value(Value::Map{}));
  const auto model = learner(run, data);
  Matrix last;
  for (int round = 0; round < 2; ++round) {  // folded, changed, and folded again
    const Matrix now = model->predict(ids, false).probabilities;
    const SavedNetwork fresh(run.model, network_shape(data.info()), model->state(), "cpu");
    const Matrix expected = fresh.predict(images).probabilities;
    double moved = 0;
    for (std::size_t i = 0; i < now.values.size(); ++i) {
      EXPECT_NEAR(now.values[i], expected.values[i], 1e-6);
      if (round > 0) moved = std::max(moved, std::abs(static_cast<double>(now.values[i] - last.values[i])));
    }
    EXPECT_TRUE(round == 0 || moved > 1e-3) << moved;
    last = now;
    model->fit(data.examples(8), {}, 0);
  }
}

TEST(TorchLearner, ReadsRawPixelsWhereToldTo) {
  const ToySquares data(24);
  RunParams run = toy_run("mlp");
  run.model.params.set("hidden", Value(Value::List{Value(std::int64_t{5})}));
  const ParsedState state = parse_state(learner(run, data)->state());
  run.model.params.set("pixels", Value(std::string("raw")));
  const auto model = learner(run, data);
  const auto ids = data.ids(Split::Test);
  const Matrix features = model->predict(ids, true).features;
  const auto& weight = state.at("hidden1.weight").values;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Image image = data.image(ids[i]);
    for (std::size_t unit = 0; unit < 5; ++unit) {
      double sum = static_cast<double>(state.at("hidden1.bias").values[unit]);
      for (std::size_t k = 0; k < image.size(); ++k)
        sum += static_cast<double>(weight[unit * image.size() + k]) * image.pixels[k];
      EXPECT_NEAR(features.at(i, unit), std::max(sum, 0.0), 1e-3);
    }
  }
}

TEST(TorchLearner, RefusesWhatItCannotBuild) {
  const ToySquares data(24, 1, 9, 9);
  RunParams run = toy_run();
  run.model.params.set("kernel", Value(std::int64_t{7}));
  EXPECT_THROW(learner(run, data), Error);
  run = toy_run("perceptron");
  EXPECT_THROW(learner(run, data), Error);
  run = toy_run("mlp");
  run.explainer.name = "anchors";
  EXPECT_THROW(learner(run, data), Error);
  const auto model = learner(toy_run("mlp"), data);
  EXPECT_THROW(model->fit({}, {}, 0), Error);
  EXPECT_THROW(model->predict(std::vector<ItemId>{24}, false), Error);
  EXPECT_THROW(model->explain(std::vector<ExplainTask>{{0, 2}}, 0), Error);
}

TEST(TorchLearner, SaysWhatLibTorchRefusesInOneLine) {
  const ToySquares data(24);
  const auto model = learner(toy_run("mlp"), data);
  const std::vector<Example> impossible = {{0, 5, nullptr}};
  try {
    model->fit(impossible, {}, 0);
    FAIL() << "class 5 of 2 was accepted";
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_TRUE(message.starts_with("training: LibTorch: ")) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(TorchProcess, ChoosesTheDeviceOrSaysWhyNot) {
  prepare_torch(1);
  EXPECT_EQ(choose_device("cpu", 3), "cpu");
  EXPECT_THROW(choose_device("gpu", 0), Error);
  EXPECT_THROW(choose_device("cuda:x", 0), Error);
  EXPECT_THROW(choose_device("cuda:4096", 0), Error);
  const std::string device = choose_device("auto", 1);
  EXPECT_TRUE(device == "cpu" || device.starts_with("cuda:")) << device;
  EXPECT_TRUE(torch_version().starts_with("LibTorch ")) << torch_version();
}

}  // namespace
}  // namespace xil
