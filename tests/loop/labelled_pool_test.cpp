#include "framework/loop/labelled_pool.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "framework/core/base/error.h"
#include "tests/support/fakes.h"

namespace xil {
namespace {

TEST(LabelledPool, RefusesWhatWouldBreakTheBookkeeping) {
  const FakeDataset dataset(10, 4);
  LabelledPool pool(dataset);
  pool.label(3, 1);
  EXPECT_THROW(pool.label(3, 1), Error);
  EXPECT_THROW(pool.label(12, 1), Error);  // a validation item
  EXPECT_THROW(pool.correct({1, 4, 1, std::make_shared<const Edit>()}), Error);
  EXPECT_THROW(pool.correct({1, 4, 1, RegionLoss{}}), Error);
  EXPECT_THROW(pool.correct({1, 3, 1, std::shared_ptr<const Edit>()}), Error);
  EXPECT_THROW(initial_items(dataset, 11, 0), Error);
}

TEST(InitialSet, IsBalancedOverTheClassesAndFollowsTheSplitSeed) {
  const FakeDataset dataset(90, 4, 3);
  const auto items = initial_items(dataset, 9, 4);
  std::map<int, int> counts;
  for (const ItemId item : items) ++counts[dataset.item(item).label];
  EXPECT_EQ(counts, (std::map<int, int>{{0, 3}, {1, 3}, {2, 3}}));
  EXPECT_EQ(items, initial_items(dataset, 9, 4));
  EXPECT_NE(items, initial_items(dataset, 9, 5));
}

}  // namespace
}  // namespace xil
