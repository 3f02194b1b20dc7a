#include <gtest/gtest.h>

#include <numbers>
#include <vector>

#include "framework/nn/training/optimiser.h"

namespace xil {
namespace {

std::vector<double> factors(LearningSchedule schedule, std::int64_t warmup, std::int64_t updates) {
  TrainingParams training;
  training.schedule = schedule;
  training.warmup = warmup;
  std::vector<double> all;
  for (std::int64_t update = 1; update <= updates; ++update) all.push_back(rate_factor(training, update, updates));
  return all;
}

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12) << "update " << i + 1;
}

// By hand: update 1 has progress 0, and none reaches 1, so that no update is in vain.
TEST(LearningSchedules, FallAsTheirNamesSay) {
  const double root = std::numbers::sqrt2 / 4;
  expect_near(factors(LearningSchedule::Constant, 0, 4), {1, 1, 1, 1});
  expect_near(factors(LearningSchedule::Linear, 0, 4), {1, 0.75, 0.5, 0.25});
  expect_near(factors(LearningSchedule::Cosine, 0, 4), {1, 0.5 + root, 0.5, 0.5 - root});
  expect_near(factors(LearningSchedule::Step, 0, 4), {1, 1, 0.1, 0.01});
}

TEST(LearningSchedules, BeginBehindTheWarmUp) {
  expect_near(factors(LearningSchedule::Linear, 2, 4), {0.5, 1, 1, 0.5});
  expect_near(factors(LearningSchedule::Constant, 4, 2), {0.5, 1});  // no longer than the training
}

}  // namespace
}  // namespace xil
