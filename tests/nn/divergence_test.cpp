#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_toy.h"
#include "tests/support/refusals.h"

// A network that gives no finite numbers fails its run at once, and says where.
namespace xil {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

void expect_part(const std::string& said, const std::string& part) {
  EXPECT_NE(said.find(part), std::string::npos) << said << "\nshould speak of: " << part;
}

std::vector<Example> examples_of(const ToySquares& data) {
  std::vector<Example> examples;
  for (ItemId id = 0; id < data.size(); ++id) examples.push_back({id, data.item(id).label, nullptr});
  return examples;
}

RunParams diverging() {
  RunParams run = toy_run("simple_cnn", 40);
  run.training.optimiser = OptimiserKind::Sgd;
  run.training.learning_rate = 1e4;
  return run;
}

TEST(Divergence, FailsTheFitWithRoundLossAndRemedy) {
  const ToySquares data(40);
  const auto learner = make_torch_learner(diverging(), data, "cpu");
  const std::string said = refusal([&] { learner->fit(examples_of(data), {}, 3); });
  expect_part(said, "1: round 3: the training diverged: the loss of update ");
  expect_part(said, " of 40 is ");
  expect_part(
      said, "lower training.learning_rate (now 10000) or training.momentum (now 0.9), or take training.optimiser adam");
}

TEST(Divergence, LooksAtTheTensorsAfterTheLastUpdate) {
  const ToySquares data(40);
  RunParams run = diverging();
  run.updates = 1;
  run.training.learning_rate = 3e38;
  run.training.weight_decay = 1e6;
  const auto learner = make_torch_learner(run, data, "cpu");
  expect_part(refusal([&] { learner->fit(examples_of(data), {}, 0); }),
              "round 0: the training diverged: after update 1 of 1 the tensor '");
}

TEST(Divergence, LeavesSoundTrainingAlone) {
  const ToySquares data(40);
  const auto learner = make_torch_learner(toy_run(), data, "cpu");
  EXPECT_EQ(refusal([&] { learner->fit(examples_of(data), {}, 0); }), "accepted");
}

/// The state of an untrained network with all of its values `with`.
std::string state_of(const RunParams& run, const ToySquares& data, float with, std::size_t first = 0) {
  std::string state = make_torch_learner(run, data, "cpu")->state();
  for (std::size_t at = state.find("\n\n") + 2 + first * sizeof with; at < state.size(); at += sizeof with)
    std::memcpy(state.data() + at, &with, sizeof with);
  return state;
}

TEST(Divergence, RefusesStatesWithoutNumbers) {
  const ToySquares data(40);
  const RunParams run = toy_run();
  const NetworkShape shape = network_shape(data.info());
  expect_part(refusal([&] { SavedNetwork(run.model, shape, state_of(run, data, kNan), "cpu"); }),
              "the tensor 'conv1.weight' holds NaN or infinite values");
  expect_part(refusal([&] { SavedNetwork(run.model, shape, state_of(run, data, kNan, 100), "cpu"); }), "holds NaN");
}

TEST(Divergence, RefusesCheckpointsWithoutNumbers) {
  const ToySquares data(40);
  RunParams run = toy_run("simple_cnn", 2);
  run.restart = Restart::Warm;
  const auto learner = make_torch_learner(run, data, "cpu");
  learner->fit(examples_of(data), {}, 0);
  std::string checkpoint = learner->checkpoint();
  learner->resume(checkpoint);
  std::memcpy(checkpoint.data() + 80, &kNan, sizeof kNan);
  expect_part(refusal([&] { learner->resume(checkpoint); }),
              "the state of an optimiser holds NaN or infinite values (1 of ");
}

/// Values are finite, and what they give is not.
TEST(Divergence, NoticesProbabilitiesAndScoresThatAreNone) {
  const ToySquares data(40);
  const RunParams run = toy_run();
  const NetworkShape shape = network_shape(data.info());
  const SavedNetwork network(run.model, shape, state_of(run, data, 1e38F), "cpu");
  const Image image = data.image(0);
  expect_part(refusal([&] {
                network.predict({&image, 1});
              }),
              "the network's probabilities are NaN or infinite (2 of 2)");
  expect_part(refusal([&] { network.explain(image, 0, run.explainer, 1); }), "masked copies are NaN or infinite");
}

}  // namespace
}  // namespace xil
