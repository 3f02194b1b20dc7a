#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "framework/core/base/error.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/training/batches.h"
#include "framework/nn/training/last_layer_refit.h"
#include "tests/support/nn_states.h"
#include "tests/support/nn_toy.h"
#include "tests/support/refusals.h"

// Logistic regressions are compared with scikit-learn's in baselines_crosscheck_test.py.
namespace xil {
namespace {

TEST(Batches, DrawRepeatedExamplesSoOftenInAnEpoch) {
  const std::vector<int> labels = {0, 0, 1};
  const std::vector<std::int64_t> repeats = {1, 5, 2};
  Batches batches(labels, 4, BatchOrder::Shuffled, false, Rng(1, {Purpose::Batches}), repeats);
  std::map<std::int64_t, int> seen;
  for (int i = 0; i < 2; ++i) {
    for (const auto position : batches.next()) ++seen[position];
  }
  EXPECT_EQ(seen, (std::map<std::int64_t, int>{{0, 1}, {1, 5}, {2, 2}}));
}

/// Examples with groups: class by whether the number is divisible by three.
std::vector<Example> grouped_examples(const ToySquares& data, std::size_t count) {
  std::vector<Example> examples = data.examples(count);
  for (Example& example : examples) example.group = 3 * example.label + (example.item % 3 == 0 ? 2 : 1);
  return examples;
}

TrainingGuide robust_guide(double step, bool balance) {
  TrainingGuide guide;
  guide.group_robust = {step, balance};
  return guide;
}

/// The mean loss of each group's examples at the initial weights.
std::map<int, double> initial_losses(const RunParams& run, const ToySquares& data, std::span<const Example> examples) {
  std::vector<ItemId> items;
  for (const Example& example : examples) items.push_back(example.item);
  const Matrix probabilities = make_torch_learner(run, data, "cpu")->predict(items, false).probabilities;
  std::map<int, double> sums, counts;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    sums[examples[i].group] -= std::log(probabilities.at(i, static_cast<std::size_t>(examples[i].label)));
    ++counts[examples[i].group];
  }
  for (auto& [group, sum] : sums) sum /= counts[group];
  return sums;
}

/// One batch of all examples per update, and weights that hardly move.
RunParams still_run(std::size_t examples, std::int64_t updates) {
  RunParams run = toy_run("simple_cnn", updates);
  run.training.batch_size = static_cast<std::int64_t>(examples);
  run.training.order = BatchOrder::Given;
  run.training.learning_rate = 1e-9;
  return run;
}

// From the definition (Sagawa et al. 2020, algorithm 1), in double precision: after t batches with the losses L_g the
// weights are in proportion to exp(t step L_g).
TEST(GroupDro, WeighsGroupsByTheirLosses) {
  const ToySquares data;
  const auto examples = grouped_examples(data, 41);
  const double step = 5;
  for (const std::int64_t updates : {1, 2}) {
    const RunParams run = still_run(examples.size(), updates);
    const auto losses = initial_losses(run, data, examples);
    ASSERT_EQ(losses.size(), 4u);
    double expected = 0;
    for (std::int64_t update = 1; update <= updates; ++update) {
      double total = 0, sum = 0;
      for (const auto& [group, loss] : losses) {
        const double weight = std::exp(static_cast<double>(update) * step * loss);
        total += weight;
        sum += weight * loss;
      }
      expected += sum / total / static_cast<double>(updates);
    }
    const auto learner = make_torch_learner(run, data, "cpu");
    EXPECT_NEAR(learner->fit(examples, robust_guide(step, false), 0).train_loss, expected, 1e-5);
  }
}

TEST(GroupDro, OfOneGroupIsAPlainFit) {
  const ToySquares data;
  auto examples = data.examples(40);
  for (Example& example : examples) example.group = 4;
  const RunParams run = still_run(examples.size(), 1);
  const auto robust = make_torch_learner(run, data, "cpu"), plain = make_torch_learner(run, data, "cpu");
  EXPECT_NEAR(robust->fit(examples, robust_guide(0.1, false), 0).train_loss, plain->fit(examples, {}, 0).train_loss,
              1e-6);
}

TrainingGuide guide_with(std::optional<ErrorUpweighting> errors, std::optional<LastLayerRefit> refit) {
  TrainingGuide guide;
  guide.errors = errors;
  guide.refit = refit;
  return guide;
}

TEST(GuidedFit, RepeatsBitForBitInEveryWay) {
  const ToySquares data;
  const TrainingGuide robust = robust_guide(0.1, true);
  for (const Restart restart : {Restart::Cold, Restart::Warm}) {
    RunParams run = toy_run();
    run.restart = restart;
    for (const TrainingGuide& guide : {robust, guide_with(ErrorUpweighting{0.2, 5}, {}),
                                       guide_with({}, LastLayerRefit{WeightPenalty::L1, {1, 0.1}, 3, 0.5})}) {
      const auto first = make_torch_learner(run, data, "cpu"), second = make_torch_learner(run, data, "cpu");
      for (const std::uint32_t round : {0u, 1u}) {
        first->fit(grouped_examples(data, 40), guide, round);
        second->fit(grouped_examples(data, 40), guide, round);
      }
      EXPECT_EQ(first->state(), second->state());
      const auto plain = make_torch_learner(run, data, "cpu");
      for (const std::uint32_t round : {0u, 1u}) plain->fit(grouped_examples(data, 40), {}, round);
      EXPECT_NE(first->state(), plain->state());
      if (restart == Restart::Warm) continue;
      const auto resumed = make_torch_learner(run, data, "cpu");  // a cold fit does not depend on the fits before it
      resumed->fit(grouped_examples(data, 40), guide, 1);
      EXPECT_EQ(first->state(), resumed->state());
    }
  }
}

TEST(GuidedFit, WarmGoesOnFromACheckpointInEveryWay) {
  const ToySquares data;
  RunParams run = toy_run();
  run.restart = Restart::Warm;
  for (const TrainingGuide& guide :
       {guide_with(ErrorUpweighting{0.2, 5}, {}), guide_with({}, LastLayerRefit{WeightPenalty::L2, {1}, 2, 0.5})}) {
    const auto whole = make_torch_learner(run, data, "cpu"), resumed = make_torch_learner(run, data, "cpu");
    whole->fit(grouped_examples(data, 40), guide, 0);
    resumed->resume(whole->checkpoint());
    whole->fit(grouped_examples(data, 40), guide, 1);
    resumed->fit(grouped_examples(data, 40), guide, 1);
    EXPECT_EQ(whole->state(), resumed->state());
  }
}

TEST(JustTrainTwice, WithoutAnyErrorIsAPlainFitWithMoreUpdates) {
  const ToySquares data;
  const auto twice = make_torch_learner(toy_run(), data, "cpu"), plain = make_torch_learner(toy_run(), data, "cpu");
  // A factor of 1 is what no error comes to.
  const FitSummary fit = twice->fit(data.examples(40), guide_with(ErrorUpweighting{0.5, 1}, {}), 0);
  EXPECT_EQ(fit.updates, 30);
  EXPECT_EQ(fit.upweighted, 0);
  plain->fit(data.examples(40), {}, 0);
  EXPECT_EQ(twice->state(), plain->state());
}

TEST(JustTrainTwice, CountsTheErrorsOfAPlainFitOfThoseUpdates) {
  const ToySquares data;
  const auto examples = data.examples(60);
  const auto early = make_torch_learner(toy_run("simple_cnn", 2), data, "cpu");
  early->fit(examples, {}, 0);
  std::int64_t errors = 0;
  std::vector<ItemId> items;
  for (const Example& example : examples) items.push_back(example.item);
  const Matrix probabilities = early->predict(items, false).probabilities;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    errors += static_cast<int>(argmax(probabilities.row(i))) != examples[i].label ? 1 : 0;
  }
  const auto twice = make_torch_learner(toy_run("simple_cnn", 20), data, "cpu");
  EXPECT_EQ(twice->fit(examples, guide_with(ErrorUpweighting{0.1, 5}, {}), 0).upweighted, errors);
  EXPECT_GT(errors, 0);
}

TEST(LastLayerRefit, LeavesAllButTheLastLayer) {
  const ToySquares data;
  const auto examples = grouped_examples(data, 60);
  const auto refitted = make_torch_learner(toy_run(), data, "cpu"), plain = make_torch_learner(toy_run(), data, "cpu");
  refitted->fit(examples, guide_with({}, LastLayerRefit{WeightPenalty::L2, {0.5}, 2, 0}), 0);
  plain->fit(examples, {}, 0);
  const ParsedState one = parse_state(refitted->state()), other = parse_state(plain->state());
  for (const auto& [name, tensor] : one) {
    EXPECT_EQ(tensor.values == other.at(name).values, !name.starts_with("classes.")) << name;
  }
}

TEST(LastLayerRefit, HoldsOutAShareOfEveryGroup) {
  const ToySquares data;
  auto examples = grouped_examples(data, 60);
  const TrainingGuide guide = guide_with({}, LastLayerRefit{WeightPenalty::L2, {0.5}, 2, 0.5});
  std::map<int, int> seen;
  std::vector<Example> odd;  // first, third, ... of its group
  for (const Example& example : examples) {
    if (seen[example.group]++ % 2 == 0) odd.push_back(example);
  }
  const auto divided = make_torch_learner(toy_run(), data, "cpu"), half = make_torch_learner(toy_run(), data, "cpu");
  const FitSummary a = divided->fit(examples, guide, 0), b = half->fit(odd, {}, 0);
  EXPECT_EQ(a.train_loss, b.train_loss) << "trained on those that are not held out";
}

// By hand: without a class there is no regression, and the layer stays as it was trained.
TEST(LastLayerRefit, IsLeftOutWhereAClassIsMissing) {
  const GroupedFeatures one_class{Matrix(3, 2, 1.0f), {1, 1, 1}, {4, 4, 4}};
  EXPECT_FALSE(refit_last_layer(one_class, 2, {WeightPenalty::L1, {1}, 2, 0}, 1, 0).has_value());
}

TEST(LastLayerRefit, OfAFitIsRefusedWhereAClassIsMissing) {
  const ToySquares data;
  std::vector<Example> ones;
  for (const Example& example : grouped_examples(data, 60)) {
    if (example.label == 1) ones.push_back(example);
  }
  const auto learner = make_torch_learner(toy_run(), data, "cpu");
  const std::string why = refusal([&] {
    learner->fit(ones, guide_with({}, LastLayerRefit{WeightPenalty::L2, {0.5}, 2, 0}), 0);
  });
  EXPECT_NE(why.find("class 0 has no item"), std::string::npos) << why;
}

// Two groups of two differ in the first feature, which is the class; the second one is the group. Balanced draws have
// as many of each, so that the second feature gets no weight, whatever the sizes of the groups.
TEST(LastLayerRefit, BalancesGroups) {
  GroupedFeatures items;
  const std::vector<std::pair<std::array<float, 2>, int>> kinds = {
      {{0, 0}, 12}, {{0, 1}, 2}, {{1, 1}, 12}, {{1, 0}, 2}};
  std::vector<std::array<float, 2>> rows;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    for (int i = 0; i < kinds[kind].second; ++i) {
      rows.push_back(kinds[kind].first);
      items.labels.push_back(kinds[kind].first[0] > 0.5f ? 1 : 0);
      items.groups.push_back(static_cast<int>(kind));
    }
  }
  items.features = Matrix(rows.size(), 2);
  for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(rows[i], items.features.row(i).begin());
  const auto layer = refit_last_layer(items, 2, {WeightPenalty::L2, {1}, 5, 0}, 1, 0);
  ASSERT_TRUE(layer.has_value());
  EXPECT_GT(layer->weights.at(1, 0), 0.5);
  EXPECT_NEAR(layer->weights.at(1, 1), 0, 1e-6);
  EXPECT_EQ(layer->weights.at(0, 0), -layer->weights.at(1, 0));
}

}  // namespace
}  // namespace xil
