#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_states.h"
#include "tests/support/nn_toy.h"

namespace xil {
namespace {

std::unique_ptr<Learner> learner(const RunParams& run, const ToySquares& data) {
  return make_torch_learner(run, data, "cpu");
}

/// Largest |after - before| and the share of values that moved by at least .999 of it.
struct Movement {
  double largest = 0, share_at_largest = 0;
};

Movement movement(const ParsedState& before, const ParsedState& after) {
  std::vector<double> moved;
  for (const auto& [name, tensor] : before) {
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      moved.push_back(std::abs(static_cast<double>(after.at(name).values[i]) - static_cast<double>(tensor.values[i])));
    }
  }
  Movement result{*std::ranges::max_element(moved), 0};
  const auto full = std::ranges::count_if(moved, [&](double m) { return m >= 0.99 * result.largest; });
  result.share_at_largest = static_cast<double>(full) / static_cast<double>(moved.size());
  return result;
}

TEST(Training, RepeatsBitForBit) {
  const ToySquares data;
  for (const char* model : {"simple_cnn", "mlp"}) {
    const auto first = learner(toy_run(model), data), second = learner(toy_run(model), data);
    EXPECT_EQ(first->state(), second->state());
    const FitSummary a = first->fit(data.examples(30), {}, 3), b = second->fit(data.examples(30), {}, 3);
    EXPECT_EQ(a.train_loss, b.train_loss);
    EXPECT_EQ(first->state(), second->state());
    const auto ids = data.ids(Split::Test);
    EXPECT_EQ(first->predict(ids, true).probabilities, second->predict(ids, false).probabilities);
  }
}

TEST(Training, StartsFromWeightsOfTheModelSeed) {
  const ToySquares data(24);
  RunParams run = toy_run();
  const std::string state = learner(run, data)->state();
  run.seed = 8;
  EXPECT_NE(learner(run, data)->state(), state);
  run.model_seed = 7;
  EXPECT_EQ(learner(run, data)->state(), state);
  // conv1: fan-in 9, hence uniform in +-1/3
  const auto weights = parse_state(state).at("conv1.weight");
  EXPECT_EQ(weights.shape, "6x1x3x3");
  const auto [low, high] = std::ranges::minmax(weights.values);
  EXPECT_GE(low, -1.0f / 3);
  EXPECT_LE(high, 1.0f / 3);
  EXPECT_GT(high - low, 0.5f);
}

TEST(Training, StartsFromNormalWeightsAndBiasesWhereTheirDeviationIsGiven) {
  const ToySquares data(24);
  RunParams run = toy_run("mlp");
  run.model.params.set("init_sd", Value(0.1));
  double sum = 0, squares = 0, count = 0, largest = 0;
  for (const auto& [name, tensor] : parse_state(learner(run, data)->state())) {
    for (const float value : tensor.values) {
      sum += static_cast<double>(value);
      squares += static_cast<double>(value * value);
      largest = std::max(largest, std::abs(static_cast<double>(value)));
      ++count;
    }
  }
  EXPECT_NEAR(sum / count, 0, 0.1 * 4 / std::sqrt(count));
  EXPECT_NEAR(std::sqrt(squares / count), 0.1, 0.1 * 4 / std::sqrt(2 * count));
  EXPECT_GT(largest, 0.3);  // no uniform distribution of that deviation reaches .18
  run.model.params.set("init_sd", Value(0.0));
  EXPECT_EQ(learner(run, data)->state(), learner(toy_run("mlp"), data)->state());
}

TEST(Training, MovesEveryWeightByTheLearningRateInAdamsFirstStep) {
  // Adam's first step is learning_rate * g / (|g| + epsilon): the learning rate wherever g is not
  // tiny.
  const ToySquares data(24);
  RunParams run = toy_run("mlp", 1);
  run.training.learning_rate = 0.01;
  const auto model = learner(run, data);
  const ParsedState before = parse_state(model->state());
  model->fit(data.examples(8), {}, 0);
  const Movement moved = movement(before, parse_state(model->state()));
  EXPECT_NEAR(moved.largest, 0.01, 1e-6);
  EXPECT_GT(moved.share_at_largest, 0.3);  // the rest sits behind ReLUs that are off
}

TEST(Training, PullsUnusedWeightsTowardsZeroWithWeightDecay) {
  // A dead weight's gradient is the decay's alone, so that it moves by the learning rate as well.
  const ToySquares data(24);
  RunParams run = toy_run("mlp", 1);
  run.training.weight_decay = 0.1;
  const auto model = learner(run, data);
  const ParsedState before = parse_state(model->state());
  model->fit(data.examples(8), {}, 0);
  EXPECT_GT(movement(before, parse_state(model->state())).share_at_largest, 0.99);
}

TEST(Training, StartsOverWhenCold) {
  const ToySquares data;
  const auto used = learner(toy_run(), data), fresh = learner(toy_run(), data);
  used->fit(data.examples(10), {}, 0);
  used->fit(data.examples(20), {}, 1);
  fresh->fit(data.examples(20), {}, 1);
  EXPECT_EQ(used->state(), fresh->state());
}

TEST(Training, DrawsOtherBatchesInAnotherRound) {
  const ToySquares data;
  const auto first = learner(toy_run(), data), second = learner(toy_run(), data);
  first->fit(data.examples(20), {}, 1);
  second->fit(data.examples(20), {}, 2);
  EXPECT_NE(first->state(), second->state());
}

TEST(Training, GoesOnInAnotherLearnerWhereACheckpointWasMade) {
  const ToySquares data;
  for (const OptimiserKind kind : {OptimiserKind::Adam, OptimiserKind::AdamW, OptimiserKind::Sgd}) {
    for (const char* model : {"simple_cnn", "mlp"}) {
      RunParams run = toy_run(model, 7);
      run.restart = Restart::Warm;
      run.training.optimiser = kind;
      const auto whole = make_torch_learner(run, data, "cpu"), resumed = make_torch_learner(run, data, "cpu");
      whole->fit(data.examples(30), {}, 0);
      resumed->resume(whole->checkpoint());
      EXPECT_EQ(resumed->state(), whole->state());
      whole->fit(data.examples(40), {}, 1);
      resumed->fit(data.examples(40), {}, 1);
      EXPECT_EQ(resumed->state(), whole->state()) << "moments and step of the optimiser count";
      EXPECT_EQ(resumed->checkpoint(), whole->checkpoint());
    }
  }
}

TEST(Training, RefusesTheCheckpointOfAnotherNetwork) {
  const ToySquares data;
  RunParams run = toy_run("mlp", 3);
  EXPECT_EQ(make_torch_learner(run, data, "cpu")->checkpoint(), "") << "a cold fit goes on from nothing";
  run.restart = Restart::Warm;
  const auto model = make_torch_learner(run, data, "cpu");
  model->fit(data.examples(10), {}, 0);
  RunParams other = toy_run("simple_cnn", 3);
  other.restart = Restart::Warm;
  EXPECT_THROW(make_torch_learner(other, data, "cpu")->resume(model->checkpoint()), Error);
  EXPECT_THROW(model->resume(model->checkpoint() + "x"), Error);
  EXPECT_THROW(model->resume(model->checkpoint().substr(1)), Error);
}

TEST(Training, GoesOnWhenWarm) {
  const ToySquares data;
  RunParams run = toy_run("mlp", 1);
  run.restart = Restart::Warm;
  run.training.learning_rate = 0.01;
  const auto model = learner(run, data);
  model->fit(data.examples(8), {}, 0);
  const ParsedState first = parse_state(model->state());
  model->fit(data.examples(8), {}, 1);
  const Movement second_step = movement(first, parse_state(model->state()));
  // A fresh optimiser would again move most weights by the full rate; a kept one averages over both
  // steps.
  EXPECT_GT(second_step.largest, 0.0);
  EXPECT_LT(second_step.share_at_largest, 0.2);
  run.restart = Restart::Cold;
  const auto cold = learner(run, data);
  cold->fit(data.examples(8), {}, 1);
  EXPECT_NE(cold->state(), model->state());
}

TEST(Training, GoesThroughTheExamplesInTheirOrderWhereItIsGiven) {
  const ToySquares data;
  RunParams run = toy_run("mlp", 2);
  run.training.order = BatchOrder::Given;
  const auto some = learner(run, data), all = learner(run, data), later = learner(run, data);
  some->fit(data.examples(16), {}, 0);  // two batches of 8
  all->fit(data.examples(30), {}, 0);
  later->fit(data.examples(30), {}, 5);  // nothing is left to chance
  EXPECT_EQ(some->state(), all->state());
  EXPECT_EQ(all->state(), later->state());
  run.training.order = BatchOrder::Shuffled;
  const auto shuffled = learner(run, data);
  shuffled->fit(data.examples(30), {}, 0);
  EXPECT_NE(shuffled->state(), all->state());
}

TEST(Training, DrawsTheClassesInTurnWhereBalanceIsAskedFor) {
  const ToySquares data;
  RunParams run = toy_run("mlp");
  run.training.order = BatchOrder::Given;
  std::vector<Example> plain, square, mixed;
  for (const Example& example : data.examples(40)) (example.label == 0 ? plain : square).push_back(example);
  std::vector<Example> uneven(plain.begin(), plain.begin() + 8);
  for (std::size_t i = 0; i < 8; ++i) {
    mixed.push_back(plain[i]);
    mixed.push_back(square[i % 2]);
  }
  uneven.insert(uneven.begin() + 3, square.begin(), square.begin() + 2);
  const auto balanced = learner(run, data), by_hand = learner(run, data), as_is = learner(run, data);
  balanced->fit(uneven, {true}, 0);
  by_hand->fit(mixed, {}, 0);
  as_is->fit(uneven, {}, 0);
  EXPECT_EQ(balanced->state(), by_hand->state());
  EXPECT_NE(balanced->state(), as_is->state());
}

TEST(Training, DoesNotDependOnExplanationsMadeBefore) {
  const ToySquares data;
  const auto plain = learner(toy_run(), data), asked = learner(toy_run(), data);
  for (const auto& model : {plain.get(), asked.get()}) model->fit(data.examples(10), {}, 0);
  asked->explain(std::vector<ExplainTask>{{1, 0}, {2, 1}}, 1);
  asked->predict(data.ids(Split::Test), true);
  for (const auto& model : {plain.get(), asked.get()}) model->fit(data.examples(20), {}, 1);
  EXPECT_EQ(plain->state(), asked->state());
}

TEST(Training, SeesTheEditedImages) {
  const ToySquares data;
  const auto plain = learner(toy_run(), data), edited = learner(toy_run(), data);
  auto examples = data.examples(10);
  plain->fit(examples, {}, 0);
  const auto nothing = std::make_shared<Edit>();
  nothing->region = Region(data.info().height, data.info().width);
  for (Example& example : examples) example.edit = nothing;
  edited->fit(examples, {}, 0);
  EXPECT_EQ(plain->state(), edited->state());
  const auto blank = std::make_shared<Edit>();
  blank->region = Region(data.info().height, data.info().width, 1);
  examples[3].edit = blank;
  edited->fit(examples, {}, 0);
  EXPECT_NE(plain->state(), edited->state());
}

TEST(Training, KeepsTheStateWithTheLeastValidationLoss) {
  const ToySquares data;
  RunParams run = toy_run("mlp", 60);
  run.training.learning_rate = 0.02;  // few examples and a high rate: later states are worse
  run.training.keep = KeepState::Best;
  run.training.check_every = 5;
  const auto model = learner(run, data);
  const FitSummary summary = model->fit(data.examples(8), {}, 0);
  const auto ids = data.ids(Split::Validation);
  const Prediction prediction = model->predict(ids, false);
  double loss = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    loss -= std::log(
        static_cast<double>(prediction.probabilities.at(i, static_cast<std::size_t>(data.item(ids[i]).label))));
  }
  EXPECT_NEAR(loss / static_cast<double>(ids.size()), summary.validation_loss, 1e-5);
  run.training.check_every = 60;
  EXPECT_LT(summary.validation_loss, learner(run, data)->fit(data.examples(8), {}, 0).validation_loss);
}

TEST(Training, KeepsTheLastStateWhereItIsTheOnlyOneChecked) {
  const ToySquares data;
  RunParams run = toy_run();
  const auto last = learner(run, data);
  run.training.keep = KeepState::Best;
  run.training.check_every = run.updates;
  const auto best = learner(run, data);
  last->fit(data.examples(20), {}, 0);
  best->fit(data.examples(20), {}, 0);
  EXPECT_EQ(last->state(), best->state());
}

TEST(Training, NeedsValidationItemsToKeepTheBest) {
  const ToySquares data(2);
  RunParams run = toy_run();
  run.training.keep = KeepState::Best;
  EXPECT_THROW(learner(run, data), Error);
}

}  // namespace
}  // namespace xil
