#include <gtest/gtest.h>

#include <cmath>

#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_states.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"
#include "tests/support/refusals.h"

// What training does with region losses of any kind. Their values and gradients are held to PyTorch by
// region_losses_test.py, and those of rrr by penalty_test.cpp.
namespace xil {
namespace {

constexpr double kHuge = 1e30;

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
  EXPECT_TRUE(once.state == again.state);
}

TEST_P(EveryLoss, TeachesByItsWeightAlone) {
  const ToyCorners data(16, 1);
  const RunParams run = given_order(6);
  const Fitted plain = fitted(run, data, data.examples());
  EXPECT_TRUE(fitted(run, data, taught(data, {{kind(), 0}}, 3)).state == plain.state);
  EXPECT_TRUE(fitted(run, data, taught(data, {{kind(), 100}}, 3)).state != plain.state);
}

/// One update, so that all losses are those of the first weights.
TEST_P(EveryLoss, AboveItsLimitIsTheLimitAndTeachesNothing) {
  const ToyCorners data(8, 1);
  const RunParams run = given_order(1);
  const Fitted plain = fitted(run, data, data.examples());
  const auto examples = taught(data, {{kind(), kind() == RegionLossKind::Rbr ? 1e12 : 1e6}});
  const Fitted free = fitted(run, data, examples);
  TrainingGuide guide;
  guide.clips[GetParam()] = 0.25;
  const Fitted clipped = fitted(run, data, examples, guide);
  ASSERT_GT(free.loss, plain.loss + 0.25);
  EXPECT_NEAR(clipped.loss, plain.loss + 0.25, 1e-6);
  EXPECT_TRUE(clipped.state == plain.state);
  guide.clips[GetParam()] = kHuge;
  EXPECT_TRUE(fitted(run, data, examples, guide).state == free.state);
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

/// As if six updates by labels alone were followed by one with the corrections, which begins with the first example.
TEST(CorrectionsAfter, LeaveTheFirstUpdatesToTheLabels) {
  const ToyCorners data(16, 1);
  RunParams late = given_order(7), labels = given_order(6), corrections = given_order(1);
  late.training.corrections_after = 6;
  labels.restart = corrections.restart = Restart::Warm;
  auto examples = with_copies(data);
  for (const Example& example : taught(data, {{RegionLossKind::Rrr, 1e4}})) {
    examples[example.item].losses = example.losses;
  }
  const auto first = make_torch_learner(labels, data, "cpu"), second = make_torch_learner(corrections, data, "cpu");
  const double before = first->fit(data.examples(), {}, 0).train_loss;
  second->resume(first->checkpoint());
  const double after = second->fit(examples, {}, 0).train_loss;
  const Fitted whole = fitted(late, data, examples);
  EXPECT_NEAR(whole.loss, (6 * before + after) / 7, 1e-5);
  EXPECT_TRUE(whole.state == second->state());
  late.training.corrections_after = 0;
  EXPECT_TRUE(fitted(late, data, examples).state != whole.state);
}

TEST(CorrectionsAfter, DrawNoCopiesBeforeThem) {
  const ToyCorners data(16, 1);
  RunParams late = toy_run("simple_cnn", 40), none = late;
  late.training.corrections_after = 39;
  late.training.learning_rate = none.training.learning_rate = 1e-9;  // hardly moves: losses tell the batches
  none.updates = 39;
  const auto wrong = with_copies(data);
  const double mixed = fitted(none, data, wrong).loss, labels = fitted(none, data, data.examples()).loss;
  ASSERT_GT(std::abs(mixed - labels), 1e-4);
  // Of the last 25 updates one is corrected.
  EXPECT_LT(std::abs(fitted(late, data, wrong).loss - labels), std::abs(mixed - labels) / 2 + 0.02);
}

/// A residual network is no chain, so that the terms go another way; and its backbone never learns.
TEST(RegionLosses, TeachALastLayerAlone) {
  const ToyCorners data(4, 3, 64);
  RunParams run = given_order(1, "resnet18");
  run.training.batch_size = 4;
  run.model.params = Value(Value::Map{{"freeze", Value(std::string("backbone"))}});
  const auto learner = make_torch_learner(run, data, "cpu");
  const double plain = learner->fit(data.examples(), {}, 0).train_loss;
  for (const RegionLossKind kind :
       {RegionLossKind::Rrr, RegionLossKind::Rbr, RegionLossKind::RrrG, RegionLossKind::Hint}) {
    const double weight = kind == RegionLossKind::Rbr ? 1e20 : 1e4;
    const double loss = learner->fit(taught(data, {{kind, weight}}), {}, 0).train_loss;
    EXPECT_TRUE(std::isfinite(loss)) << enum_name(kind);
    EXPECT_GT(loss, plain + 1e-3) << enum_name(kind);
  }
}

}  // namespace
}  // namespace xil
