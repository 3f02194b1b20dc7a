#include "framework/nn/training/dropout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_toy.h"

namespace xil {
namespace {

RunParams dropping(const std::string& model, double rate) {
  RunParams run = toy_run(model);
  run.model.params.set("dropout", Value(rate));
  return run;
}

std::unique_ptr<Learner> trained(const RunParams& run, const ToySquares& data) {
  auto model = make_torch_learner(run, data, "cpu");
  model->fit(data.examples(20), {}, 0);
  return model;
}

double mean_difference(const Matrix& a, const Matrix& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += std::abs(static_cast<double>(a.values[i] - b.values[i]));
  return sum / static_cast<double>(a.values.size());
}

TEST(Dropout, DropsTheRateAndKeepsTheMean) {
  std::vector<float> factors(20000);
  draw_dropout(0.3, Rng(1, {Purpose::Dropout}), factors);
  const auto dropped = static_cast<double>(std::ranges::count(factors, 0.0f)) / 20000;
  EXPECT_NEAR(dropped, 0.3, 4 * std::sqrt(0.3 * 0.7 / 20000));
  for (const float factor : factors) EXPECT_TRUE(factor == 0 || factor == 1 / 0.7f);
}

TEST(Dropout, OfNothingChangesNothing) {
  const ToySquares data;
  for (const char* name : {"simple_cnn", "mlp"}) {
    EXPECT_EQ(trained(dropping(name, 0), data)->state(), trained(toy_run(name), data)->state());
    EXPECT_NE(trained(dropping(name, 0.5), data)->state(), trained(toy_run(name), data)->state());
  }
}

TEST(Dropout, RepeatsBitForBitInTraining) {
  const ToySquares data;
  const RunParams run = dropping("simple_cnn", 0.5);
  EXPECT_EQ(trained(run, data)->state(), trained(run, data)->state());
}

TEST(Dropout, LeavesPredictionAlone) {
  const ToySquares data;
  RunParams run = dropping("mlp", 0.5);
  const auto model = make_torch_learner(run, data, "cpu");  // as it starts: not trained
  const auto plain = make_torch_learner(toy_run("mlp"), data, "cpu");
  const auto ids = data.ids(Split::Test);
  EXPECT_EQ(model->predict(ids, true).probabilities, plain->predict(ids, true).probabilities);
}

TEST(Dropout, PredictsEachItemTheSameWhateverElseIsAsked) {
  const ToySquares data;
  const auto model = trained(dropping("simple_cnn", 0.5), data);
  std::vector<ItemId> all(data.size());
  std::iota(all.begin(), all.end(), 0);
  const auto whole = model->predict_with_dropout(all, 3, 2);
  ASSERT_EQ(whole.size(), 3u);
  const std::vector<ItemId> some = {150, 3, 3, 77, 12};
  const auto part = model->predict_with_dropout(some, 2, 2);
  ASSERT_EQ(part.size(), 2u);
  for (std::size_t pass = 0; pass < 2; ++pass) {
    for (std::size_t i = 0; i < some.size(); ++i)
      EXPECT_TRUE(std::ranges::equal(part[pass].row(i), whole[pass].row(some[i])));
  }
}

TEST(Dropout, DropsOtherUnitsInEveryPassRoundAndItem) {
  const ToySquares data;
  const auto model = trained(dropping("simple_cnn", 0.5), data);
  const auto ids = data.ids(Split::Test);
  const auto passes = model->predict_with_dropout(ids, 2, 1);
  const auto later = model->predict_with_dropout(ids, 2, 2);
  const Matrix sure = model->predict(ids, false).probabilities;
  EXPECT_GT(mean_difference(passes[0], passes[1]), 1e-4);
  EXPECT_GT(mean_difference(passes[0], later[0]), 1e-4);
  EXPECT_GT(mean_difference(passes[0], sure), 1e-4);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto row = passes[1].row(i);
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1.0, 1e-6);
  }
}

/// All items have the picture of the first one.
class Twins final : public Dataset {
 public:
  const DatasetInfo& info() const override { return data_.info(); }
  std::size_t size() const override { return data_.size(); }
  const Item& item(ItemId id) const override { return data_.item(id); }
  Image image(ItemId) const override { return data_.image(0); }
  Image edited(ItemId, const Edit& edit) const override { return data_.edited(0, edit); }
  const Region* defect(ItemId) const override { return nullptr; }
  const Region* confounder(ItemId) const override { return nullptr; }

 private:
  ToySquares data_{24};
};

TEST(Dropout, DropsOtherUnitsOfEveryItem) {
  const Twins data;
  const auto model = make_torch_learner(dropping("simple_cnn", 0.5), data, "cpu");
  const Matrix pass = model->predict_with_dropout(std::vector<ItemId>{1, 2, 1}, 1, 0)[0];
  EXPECT_NE(pass.at(0, 0), pass.at(1, 0));
  EXPECT_EQ(pass.at(0, 0), pass.at(2, 0));
}

TEST(Dropout, DropsOtherUnitsInEveryUpdate) {
  const ToySquares data;
  RunParams run = dropping("simple_cnn", 0.5);
  run.training.learning_rate = 1e-9;  // the weights as good as stay, and every batch is the same
  run.training.order = BatchOrder::Given;
  const auto loss_of = [&](std::int64_t updates) {
    run.updates = updates;
    return make_torch_learner(run, data, "cpu")->fit(data.examples(8), {}, 0).train_loss;
  };
  EXPECT_GT(std::abs(loss_of(2) - loss_of(1)), 1e-4);
}

TEST(Dropout, ScattersAroundThePredictionWithoutIt) {
  const ToySquares data;
  const auto model = trained(dropping("mlp", 0.1), data);
  const auto ids = data.ids(Split::Test);
  Matrix mean(ids.size(), 2);
  for (const Matrix& pass : model->predict_with_dropout(ids, 200, 1)) {
    for (std::size_t i = 0; i < mean.values.size(); ++i) mean.values[i] += pass.values[i] / 200;
  }
  EXPECT_LT(mean_difference(mean, model->predict(ids, false).probabilities), 0.02);
}

TEST(Dropout, IsAskedForInOneClearLine) {
  const ToySquares data(24);
  try {
    trained(toy_run("mlp"), data)->predict_with_dropout(data.ids(Split::Test), 2, 0);
    FAIL() << "predicted with dropout without dropout";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "bald needs a model with dropout: set model.dropout above 0");
    EXPECT_EQ(error.exit_code(), 2);
  }
}

}  // namespace
}  // namespace xil
