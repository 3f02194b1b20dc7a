#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_states.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"
#include "tests/support/refusals.h"

// What training does with region losses of any kind. Their values and gradients are held to PyTorch by
// region_losses_test.py, and those of rrr by penalty_test.cpp.
namespace xil {
namespace {

constexpr double kHuge = std::numeric_limits<double>::max();

RunParams given_order(std::int64_t updates, const std::string& model = "simple_cnn") {
  RunParams run = toy_run(model, updates);
  run.training.order = BatchOrder::Given;
  return run;
}

struct Taught {
  RegionLossKind kind;
  double weight;
};

/// Every `step`-th example carries its own square as the region of these losses.
std::vector<Example> taught(const ToyCorners& data, const std::vector<Taught>& losses, std::size_t step = 1) {
  std::vector<Example> examples = data.examples();
  for (std::size_t i = 0; i < examples.size(); i += step) {
    const auto region = std::make_shared<Region>(*data.defect(examples[i].item));
    for (const Taught& loss : losses) examples[i].losses.push_back({loss.kind, loss.weight, region});
  }
  return examples;
}

struct Fitted {
  double loss;
  std::string state;
};

Fitted fitted(const RunParams& run, const ToyCorners& data, const std::vector<Example>& examples,
              const TrainingGuide& guide = {}) {
  const auto learner = make_torch_learner(run, data, "cpu");
  const double loss = learner->fit(examples, guide, 0).train_loss;
  return {loss, learner->state()};
}

class EveryLoss : public testing::TestWithParam<std::size_t> {
 protected:
  RegionLossKind kind() const { return static_cast<RegionLossKind>(GetParam()); }
};

TEST_P(EveryLoss, RepeatsBitForBit) {
  const ToyCorners data(24, 1);
  const auto examples = taught(data, {{kind(), 100}}, 2);
  const Fitted once = fitted(toy_run(), data, examples), again = fitted(toy_run(), data, examples);
  EXPECT_EQ(once.loss, again.loss);
  EXPECT_EQ(once.state, again.state);
}

TEST_P(EveryLoss, TeachesByItsWeightAlone) {
  const ToyCorners data(16, 1);
  const RunParams run = given_order(6);
  const Fitted plain = fitted(run, data, data.examples());
  EXPECT_EQ(fitted(run, data, taught(data, {{kind(), 0}}, 3)).state, plain.state);
  EXPECT_NE(fitted(run, data, taught(data, {{kind(), 100}}, 3)).state, plain.state);
}

/// One update, so that all losses are those of the first weights.
TEST_P(EveryLoss, AboveItsLimitIsTheLimitAndTeachesNothing) {
  const ToyCorners data(8, 1);
  const RunParams run = given_order(1);
  const Fitted plain = fitted(run, data, data.examples());
  const auto examples = taught(data, {{kind(), 1e6}});
  const Fitted free = fitted(run, data, examples);
  TrainingGuide guide;
  guide.clips[GetParam()] = 0.25;
  const Fitted clipped = fitted(run, data, examples, guide);
  ASSERT_GT(free.loss, plain.loss + 0.25);
  EXPECT_NEAR(clipped.loss, plain.loss + 0.25, 1e-6);
  EXPECT_EQ(clipped.state, plain.state);
  guide.clips[GetParam()] = kHuge;
  EXPECT_EQ(fitted(run, data, examples, guide).state, free.state);
}

TEST_P(EveryLoss, AddsUpWithOthers) {
  const ToyCorners data(8, 1);
  const RunParams run = given_order(1);
  const double plain = fitted(run, data, data.examples()).loss;
  const double alone = fitted(run, data, taught(data, {{kind(), 50}})).loss - plain;
  const double other = fitted(run, data, taught(data, {{RegionLossKind::Rrr, 3}})).loss - plain;
  const double both = fitted(run, data, taught(data, {{kind(), 50}, {RegionLossKind::Rrr, 3}})).loss - plain;
  EXPECT_NEAR(both, alone + other, 1e-4 * (plain + both));
}

/// Only the last layer learns, from features that are computed once: the pictures get a pass of their own.
TEST_P(EveryLoss, TeachesALastLayerAlone) {
  if (region_loss_info(kind()).needs == LossNeeds::Chain) GTEST_SKIP() << "a residual network is no chain";
  const ToyCorners data(8, 3, 32);
  RunParams run = given_order(2, "resnet18");
  run.model.params = Value(Value::Map{{"freeze", Value(std::string("backbone"))}});
  const auto examples = taught(data, {{kind(), 1e4}});
  const Fitted plain = fitted(run, data, data.examples()), with = fitted(run, data, examples);
  EXPECT_TRUE(std::isfinite(with.loss));
  EXPECT_NE(with.state, plain.state);
}

INSTANTIATE_TEST_SUITE_P(RegionLosses, EveryLoss, testing::Range<std::size_t>(0, kRegionLosses.size()),
                         [](const auto& kind) { return std::string(kRegionLosses[kind.param].name); });

TEST(RegionLosses, SayWhichWeightToLowerWhenTheyOverflow) {
  const ToyCorners data(16, 1);
  const auto examples = taught(data, {{RegionLossKind::Rrr, 1e300}, {RegionLossKind::Cdep, 7}});
  const std::string said = refusal([&] { fitted(toy_run(), data, examples); });
  EXPECT_NE(said.find("the training diverged: the loss of update "), std::string::npos) << said;
  EXPECT_NE(
      said.find("lower the weight of the region loss rrr (now 1e+300), the weight of the region loss cdep (now 7), "
                "or give it a clip, or lower training.learning_rate (now 0.001)"),
      std::string::npos)
      << said;
}

std::vector<Example> with_copies(const ToyCorners& data) {
  std::vector<Example> examples = data.examples();
  for (std::size_t i = 0; i < 8; ++i) {
    Example copy = examples[i];
    copy.label = (copy.label + 1) % 4;  // wrong, so that it shows
    copy.edit = std::make_shared<Edit>();
    examples.push_back(copy);
  }
  return examples;
}

TEST(CorrectionsAfter, LeaveTheFirstUpdatesToTheLabels) {
  const ToyCorners data(16, 1);
  RunParams plain = toy_run("simple_cnn", 6), late = toy_run("simple_cnn", 7);
  late.training.corrections_after = 6;
  // The seventh update has a rate of 0, so that the state is that after six.
  plain.training.schedule = late.training.schedule = LearningSchedule::Constant;
  auto examples = with_copies(data);
  for (Example& example : taught(data, {{RegionLossKind::Rrr, 1e5}})) examples[example.item].losses = example.losses;
  const auto learner = make_torch_learner(late, data, "cpu");
  RunParams one_less = late;
  one_less.updates = 6;
  one_less.training.corrections_after = 0;
  EXPECT_NE(fitted(one_less, data, examples).state, fitted(plain, data, data.examples()).state);
  // A correction that weighs nothing leaves only the batches different, and only from the seventh update on.
  const Fitted before = fitted(plain, data, data.examples());
  const double with = fitted(late, data, examples).loss, without = fitted(late, data, data.examples()).loss;
  EXPECT_GT(with, without + 1) << "the seventh update knows the copies and the region losses";
  EXPECT_NEAR((7 * without - 6 * before.loss), without, 1.0);
}

TEST(CorrectionsAfter, TrainAsIfThereWereNoneUntilThen) {
  const ToyCorners data(16, 1);
  RunParams late = toy_run("simple_cnn", 40);
  late.training.corrections_after = 39;
  late.training.schedule = LearningSchedule::Step;
  late.training.batch_size = 4;
  RunParams none = late;
  none.training.corrections_after = 0;
  // Both have seen the same 39 batches, and their mean loss of the last 25 differs by the last one alone.
  const double with = fitted(late, data, with_copies(data)).loss;
  const double without = fitted(none, data, data.examples()).loss;
  EXPECT_LT(std::abs(with - without), 0.5);
  none.training.corrections_after = 0;
  EXPECT_GT(fitted(none, data, with_copies(data)).loss, with);
}

}  // namespace
}  // namespace xil
