#include "framework/core/interfaces/near_items.h"

#include <gtest/gtest.h>

#include <cmath>

namespace xil {
namespace {

Matrix table(std::size_t cols, std::vector<float> values) {
  Matrix matrix(values.size() / cols, cols);
  matrix.values = std::move(values);
  return matrix;
}

/// Four corners of a square about (5, 5), predicted 0, 0, 1, 1.
Prediction corners() {
  Prediction pool;
  pool.features = table(2, {6, 6, 4, 4, 6, 4, 4, 6});
  pool.probabilities = table(2, {.9F, .1F, .8F, .2F, .3F, .7F, .4F, .6F});
  return pool;
}

// By hand: with the centre at the origin the cosines to (1, 0) are 0, 1, 1, NaN and -1.
TEST(NearGroups, KeepTheNamedOrderUntilTheyAreSortedAndBehindTies) {
  const std::vector<float> features = {1, 0};
  const Matrix rows = table(2, {0, 1, 1, 0, 2, 0, NAN, 0, -1, 0});
  const std::vector<std::size_t> named = {3, 2, 4, 0, 1};
  NearGroups groups = near_groups({features, 0, {0, 0}}, rows, named, [](std::size_t row) { return row == 4 ? 1 : 0; });
  const auto hits = [&] {
    std::vector<std::size_t> found;
    for (const NearRow& near : groups.hits) found.push_back(near.row);
    return found;
  };
  EXPECT_EQ(hits(), (std::vector<std::size_t>{3, 2, 0, 1}));
  groups.sort_nearest_first();
  EXPECT_EQ(hits(), (std::vector<std::size_t>{2, 1, 0, 3}));
  ASSERT_EQ(groups.misses.size(), 1U);
  EXPECT_EQ(groups.misses[0].reason, Reason::NearMiss);
  EXPECT_EQ(groups.misses[0].similarity, -1);
}

TEST(NearRows, HitsArePredictedTheSameAndTheNearestComeFirst) {
  const std::vector<float> features = {8, 7};  // (3, 2) from the centre
  const auto near = near_rows(corners(), features, 0, 2, std::vector<std::uint8_t>(4, 0));
  ASSERT_EQ(near.size(), 4U);
  const std::vector<std::size_t> rows = {0, 1, 2, 3};
  for (std::size_t i = 0; i < near.size(); ++i) {
    EXPECT_EQ(near[i].row, rows[i]);
    EXPECT_EQ(near[i].reason, i < 2 ? Reason::NearHit : Reason::NearMiss);
  }
  EXPECT_NEAR(near[0].similarity, 5 / std::sqrt(26), 1e-6);
  EXPECT_NEAR(near[1].similarity, -5 / std::sqrt(26), 1e-6);
  EXPECT_NEAR(near[2].similarity, 1 / std::sqrt(26), 1e-6);
}

TEST(NearRows, TakesAtMostSoManyOfEachAndNoneThatIsLeftOut) {
  const std::vector<float> features = {8, 7};
  const auto near = near_rows(corners(), features, 1, 1, std::vector<std::uint8_t>{1, 0, 1, 0});
  ASSERT_EQ(near.size(), 2U);
  EXPECT_EQ(near[0].row, 3U);
  EXPECT_EQ(near[0].reason, Reason::NearHit);
  EXPECT_EQ(near[1].row, 1U);
  EXPECT_TRUE(near_rows(Prediction{}, features, 0, 2, {}).empty());
}

}  // namespace
}  // namespace xil
