#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_toy.h"

// A fit that is interrupted and goes on in another process ends as one that was not, bit for bit.
namespace xil {
namespace {

/// Keeps one state, after so many updates, and ends the process there, as far as a test can.
class Killer final : public FitKeeper {
 public:
  explicit Killer(std::int64_t after) : left_(after) {}
  std::string kept(std::uint32_t) override { return {}; }
  void set_aside(const std::string&) override {}
  bool is_due() override { return --left_ == 0; }
  void keep(std::uint32_t, const std::string& state) override {
    state_ = state;
    fail("killed");
  }
  const std::string& state() const { return state_; }

 private:
  std::int64_t left_;
  std::string state_;
};

/// Gives a state back.
class Memory final : public FitKeeper {
 public:
  explicit Memory(std::string state) : state_(std::move(state)) {}
  std::string kept(std::uint32_t) override { return state_; }
  void set_aside(const std::string& reason) override { reasons.push_back(reason); }
  bool is_due() override { return false; }
  void keep(std::uint32_t, const std::string&) override {}
  std::vector<std::string> reasons;

 private:
  std::string state_;
};

struct Ended {
  FitSummary summary;
  std::string state;
};

/// Items and copies, every third item with a region loss.
std::vector<Example> examples_of(const ToySquares& data) {
  std::vector<Example> examples = data.examples(24);
  const auto region = std::make_shared<Region>(data.info().height, data.info().width);
  for (int x = 0; x < 6; ++x) region->at(2, x) = 1;
  for (std::size_t i = 0; i < 24; i += 3) examples[i].losses = {{RegionLossKind::Rrr, 50, region}};
  for (std::size_t i = 0; i < 6; ++i) {
    Example copy = examples[i];
    auto edit = std::make_shared<Edit>();
    edit->region = *region;
    copy.edit = std::move(edit);
    copy.losses.clear();
    examples.push_back(copy);
  }
  return examples;
}

Ended whole(const RunParams& run, const ToySquares& data, FitKeeper* keeper = nullptr) {
  const auto learner = make_torch_learner(run, data, "cpu");
  if (keeper != nullptr) learner->keep_fits_in(*keeper);
  const FitSummary summary = learner->fit(examples_of(data), {true}, 2);
  return {summary, learner->state()};
}

std::string killed_after(std::int64_t updates, const RunParams& run, const ToySquares& data) {
  Killer killer(updates);
  EXPECT_THROW(whole(run, data, &killer), Error);
  return killer.state();
}

void expect_equal(const Ended& one, const Ended& other) {
  EXPECT_EQ(one.summary.updates, other.summary.updates);
  EXPECT_EQ(one.summary.train_loss, other.summary.train_loss);
  const bool both_undefined = std::isnan(one.summary.validation_loss) && std::isnan(other.summary.validation_loss);
  EXPECT_TRUE(both_undefined || one.summary.validation_loss == other.summary.validation_loss);
  EXPECT_TRUE(one.state == other.state) << "the weights differ";
}

void expect_resumable(const RunParams& run) {
  const ToySquares data(80);
  const Ended plain = whole(run, data);
  for (const std::int64_t updates : {1, 15, 16, 20, 39}) {
    SCOPED_TRACE(updates);
    Memory memory(killed_after(updates, run, data));
    expect_equal(whole(run, data, &memory), plain);
    EXPECT_TRUE(memory.reasons.empty());
  }
}

RunParams forty() { return toy_run("simple_cnn", 40); }

TEST(KeptFits, GoOnAsIfNothingHadHappened) { expect_resumable(forty()); }

TEST(KeptFits, GoOnUnderEveryOptimiser) {
  for (const OptimiserKind optimiser : {OptimiserKind::AdamW, OptimiserKind::Sgd}) {
    RunParams run = forty();
    run.training.optimiser = optimiser;
    run.training.schedule = LearningSchedule::Cosine;
    expect_resumable(run);
  }
}

TEST(KeptFits, GoOnWithTheBestState) {
  RunParams run = forty();
  run.training.keep = KeepState::Best;
  run.training.check_every = 6;
  run.training.learning_rate = 0.01;
  expect_resumable(run);
}

TEST(KeptFits, GoOnBeforeAndBehindTheBeginOfCorrections) {
  RunParams run = forty();
  run.training.corrections_after = 16;
  run.training.class_weights = ClassWeights::Balanced;
  expect_resumable(run);
}

TEST(KeptFits, GoOnUnderDropout) {
  RunParams run = forty();
  run.model.params.set("dropout", Value(0.3));
  expect_resumable(run);
}

TEST(KeptFits, BeginAnewFromStatesThatCannotServe) {
  const RunParams run = forty();
  const ToySquares data(80), other(80, 1, 16, 20);
  const Ended plain = whole(run, data);
  const std::string state = killed_after(20, run, data);
  RunParams another = run;
  another.model.params.set("hidden", Value(std::int64_t{25}));
  for (const std::string& wrong : {std::string("nonsense"), state.substr(0, state.size() - 9), state + "x",
                                   killed_after(20, run, other), killed_after(20, another, data)}) {
    Memory memory(wrong);
    expect_equal(whole(run, data, &memory), plain);
    EXPECT_EQ(memory.reasons.size(), 1u);
  }
}

}  // namespace
}  // namespace xil
