#include "framework/nn/training/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace xil {
namespace {

std::vector<int> labels(std::size_t count) { return std::vector<int>(count, 0); }

TEST(Batches, AreEpochsWithoutReplacement) {
  Batches batches(labels(12), 4, BatchOrder::Shuffled, false, Rng(1, {Purpose::Batches, 2}));
  for (int epoch = 0; epoch < 3; ++epoch) {
    std::vector<int> seen(12, 0);
    for (int i = 0; i < 3; ++i) {
      for (const auto position : batches.next()) ++seen[static_cast<std::size_t>(position)];
    }
    EXPECT_EQ(seen, std::vector<int>(12, 1));
  }
}

TEST(Batches, WrapOverEpochsWhereExamplesAreFew) {
  Batches batches(labels(3), 8, BatchOrder::Shuffled, false, Rng(1, {Purpose::Batches}));
  std::vector<int> seen(3, 0);
  for (int i = 0; i < 3; ++i) {
    const auto& batch = batches.next();
    ASSERT_EQ(batch.size(), 8u);
    for (const auto position : batch) ++seen[static_cast<std::size_t>(position)];
  }
  EXPECT_EQ(seen, std::vector<int>(3, 8));
}

TEST(Batches, AreNamedBySeedAndRound) {
  const auto first_batch = [](std::uint32_t round) {
    Batches batches(labels(50), 10, BatchOrder::Shuffled, false, Rng(1, {Purpose::Batches, round}));
    return batches.next();
  };
  EXPECT_EQ(first_batch(2), first_batch(2));
  EXPECT_NE(first_batch(2), first_batch(3));
}

TEST(Batches, GoThroughTheExamplesInTheirOrderWhereItIsGiven) {
  Batches batches(labels(5), 3, BatchOrder::Given, false, Rng(1, {Purpose::Batches}));
  std::vector<std::int64_t> drawn;
  for (int i = 0; i < 5; ++i) {
    const auto& batch = batches.next();
    drawn.insert(drawn.end(), batch.begin(), batch.end());
  }
  EXPECT_EQ(drawn, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4}));
}

TEST(Batches, DrawEveryClassThatOccursEquallyOftenWhenBalanced) {
  const std::vector<int> given = {7, 7, 2, 7, 7, 7, 2, 5, 7, 7};
  for (const BatchOrder order : {BatchOrder::Shuffled, BatchOrder::Given}) {
    Batches batches(given, 4, order, true, Rng(1, {Purpose::Batches}));
    std::map<int, int> of_class;
    std::vector<int> of_example(given.size(), 0);
    for (int i = 0; i < 21; ++i) {  // 84 draws: 28 of each class, 4 epochs of class 7
      for (const auto position : batches.next()) {
        ++of_class[given[static_cast<std::size_t>(position)]];
        ++of_example[static_cast<std::size_t>(position)];
      }
    }
    EXPECT_EQ(of_class, (std::map<int, int>{{2, 28}, {5, 28}, {7, 28}}));
    EXPECT_EQ(of_example, (std::vector<int>{4, 4, 14, 4, 4, 4, 14, 28, 4, 4}));
  }
}

TEST(Batches, TellWhetherPositionsFollowEachOther) {
  EXPECT_TRUE(consecutive(std::vector<std::int64_t>{4}));
  EXPECT_TRUE(consecutive(std::vector<std::int64_t>{4, 5, 6}));
  EXPECT_FALSE(consecutive(std::vector<std::int64_t>{4, 5, 5}));
  EXPECT_FALSE(consecutive(std::vector<std::int64_t>{4, 0, 1}));
}

}  // namespace
}  // namespace xil
