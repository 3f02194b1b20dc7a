#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/catalogue/source_params.h"
#include "tests/support/split_sets.h"

// Stratified splits, of items and of groups. For given splits and types that are held out see
// data_given_split_test.cpp.
namespace xil {
namespace {

SplitParams listed(double validation, double test) {
  SplitParams params = stratified(validation, test);
  params.groups = Groups::Listed;
  return params;
}

/// Items that are alone, and groups of 2 to 12, every second one with an item more of another kind.
SourceSet grouped_set() {
  SourceSet set = set_of({{kOk, 100}, {kCrack, 50}, {kPores, 33}});
  Rng rng(8, {Purpose::Test});
  std::size_t next = 30;
  for (int group = 0; next < 150; ++group) {
    const std::size_t end = std::min<std::size_t>(150, next + 2 + rng.below(11));
    for (; next < end; ++next) set.items[next].group = fmt::format("group {}", group);
    if (group % 2 == 0) set.items[150 + static_cast<std::size_t>(group)].group = fmt::format("group {}", group);
  }
  return set;
}

TEST(EvenShare, TakesItsShareOfAnyStretch) {
  for (const double share : {0.0, 0.1, 0.35, 0.5, 2.0 / 3, 1.0}) {
    EvenShare even(share);
    std::vector<int> taken = {0};
    for (int i = 0; i < 300; ++i) taken.push_back(taken.back() + (even.takes() ? 1 : 0));
    for (std::size_t from = 0; from < taken.size(); from += 7) {
      for (std::size_t to = from; to < taken.size(); to += 11) {
        EXPECT_LT(std::abs(taken[to] - taken[from] - share * static_cast<double>(to - from)), 1) << share;
      }
    }
  }
}

// At a half: 1 of 4 is owed when 2 have been shown.
TEST(EvenShare, TakesSeveralItemsOnceThePartOfThemIsOwed) {
  EXPECT_TRUE(EvenShare(0.5).takes(4, 0.5));
  EXPECT_FALSE(EvenShare(0.5).takes(4, 0.51));
  EXPECT_FALSE(EvenShare(0).takes(4, 1e-12));
  EvenShare share(0.5);
  EXPECT_TRUE(share.takes(4, 0.5));  // two too many
  EXPECT_FALSE(share.takes());
  EXPECT_FALSE(share.takes());
  EXPECT_FALSE(share.takes());
  EXPECT_FALSE(share.takes());
  EXPECT_FALSE(share.takes());  // a half is owed
  EXPECT_TRUE(share.takes());
}

TEST(EvenShare, SettlesForOneItem) {
  EvenShare rich(0.5), poor(0.5);
  EXPECT_FALSE(rich.takes(8, 1));  // four owed
  rich.settle();
  EXPECT_TRUE(rich.takes());  // of 1.5
  EXPECT_TRUE(rich.takes());  // of 1
  EXPECT_FALSE(rich.takes());
  EXPECT_TRUE(poor.takes(8, 0.5));  // four too many
  poor.settle();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(poor.takes());
  EXPECT_TRUE(poor.takes());
}

TEST(StratifiedSplit, GivesEveryKindAndTheWholeItsShares) {
  const std::vector<std::pair<Kind, std::size_t>> kinds = {{kOk, 50}, {kCrack, 23}, {kPores, 7}, {kFray, 3}};
  const SourceSet set = set_of(kinds);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const SplitPlan plan = plan_split(set, stratified(0.1, 0.3), seed);
    auto found = counts(set, plan);
    for (const auto& [kind, items] : kinds) {
      EXPECT_NEAR(found[kind][Split::Test], 0.3 * static_cast<double>(items), 0.999) << kind.type;
      EXPECT_NEAR(found[kind][Split::Validation], 0.1 * static_cast<double>(items), 1.2) << kind.type;
    }
    EXPECT_EQ(count_of(plan, Split::Test), 24);       // of 24.9
    EXPECT_EQ(count_of(plan, Split::Validation), 8);  // of 8.3
    EXPECT_EQ(count_of(plan, std::nullopt), 0);
    EXPECT_TRUE(plan.notes.empty());
  }
}

TEST(StratifiedSplit, DependsOnTheSeedAndOnNothingElseThanKinds) {
  SourceSet set = set_of({{kOk, 30}, {kCrack, 30}});
  const SplitPlan plan = plan_split(set, stratified(0.1, 0.3), 7);
  EXPECT_NE(plan_split(set, stratified(0.1, 0.3), 8).of, plan.of);
  for (SourceItem& item : set.items) {
    item.image.pixels[0] = 99;
    item.group = "all";
    item.split = Split::Test;
    item.path = "other/" + item.path;
  }
  EXPECT_EQ(plan_split(set, stratified(0.1, 0.3), 7).of, plan.of);
}

TEST(StratifiedSplit, PutsEveryItemOnEverySideWithSomeSeed) {
  const SourceSet set = set_of({{kOk, 12}, {kCrack, 8}});
  std::vector<std::set<Split>> sides(set.items.size());
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const SplitPlan plan = plan_split(set, stratified(0.2, 0.3), seed);
    for (std::size_t i = 0; i < sides.size(); ++i) sides[i].insert(*plan.of[i]);
  }
  for (const std::set<Split>& seen : sides) EXPECT_EQ(seen.size(), 3u);
}

TEST(GroupedSplit, NeverDividesAGroup) {
  const SourceSet set = grouped_set();
  EXPECT_TRUE(divides_a_group(set, plan_split(set, stratified(0.1, 0.3), 0)));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SplitPlan plan = plan_split(set, listed(0.1, 0.3), seed);
    EXPECT_FALSE(divides_a_group(set, plan)) << seed;
    EXPECT_EQ(count_of(plan, std::nullopt), 0);
  }
}

TEST(GroupedSplit, CountsItemsNotGroups) {
  const SourceSet set = grouped_set();
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SplitPlan plan = plan_split(set, listed(0.1, 0.3), seed);
    auto found = counts(set, plan);
    EXPECT_NEAR(count_of(plan, Split::Test), 0.3 * 183, 8) << seed;
    EXPECT_NEAR(count_of(plan, Split::Validation), 0.1 * 183, 8) << seed;
    EXPECT_NEAR(found[kOk][Split::Test], 0.3 * 100, 5) << seed;
  }
}

TEST(GroupedSplit, LetsSmallGroupsMakeUpForLargeOnes) {
  SourceSet set = set_of({{kOk, 60}, {kCrack, 60}});
  for (std::size_t i = 0; i < 20; ++i) set.items[60 + i].group = "large";
  int large_in_test = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SplitPlan plan = plan_split(set, listed(0.1, 0.3), seed);
    auto found = counts(set, plan);
    for (const Kind& kind : {kOk, kCrack}) EXPECT_NEAR(found[kind][Split::Test], 18, kind == kOk ? 1 : 2) << seed;
    large_in_test += plan.of[60] == Split::Test ? 1 : 0;
  }
  EXPECT_NEAR(large_in_test, 0.3 * 200, 30);  // within four deviations of a draw with that share
}

TEST(GroupedSplit, KeepsWhatOneKindOwesFromTheNext) {
  SourceSet set = set_of({{kOk, 20}, {kCrack, 40}, {kFray, 10}, {kPores, 60}});
  for (std::size_t i = 0; i < 40; ++i) set.items[20 + i].group = "all cracks";
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto found = counts(set, plan_split(set, listed(0.1, 0.3), seed));
    EXPECT_NEAR(found[kFray][Split::Test], 3, 1) << seed;
    EXPECT_NEAR(found[kPores][Split::Test], 18, 1) << seed;
    EXPECT_NEAR(found[kFray][Split::Validation], 1, 1) << seed;
    EXPECT_NEAR(found[kPores][Split::Validation], 6, 1.5) << seed;
  }
}

// Two groups of one kind at a half always part, whichever is drawn first; groups of two kinds need not.
TEST(GroupedSplit, CountsAGroupAsTheKindOfMostOfItsItems) {
  const std::vector<Kind> majority = {kOk, kCrack, kCrack, kCrack, kCrack, kCrack};
  const std::vector<ItemGroup> threes = {{0, 1, 2}, {3, 4, 5}};
  const std::vector<Kind> tie = {kOk, kOk, kCrack, kCrack, kOk, kOk, kOk, kOk};
  const std::vector<ItemGroup> fours = {{0, 1, 2, 3}, {4, 5, 6, 7}};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    EXPECT_NE(deal(majority, threes, {0, 0.5}, seed)[0], deal(majority, threes, {0, 0.5}, seed)[3]);
    EXPECT_NE(deal(tie, fours, {0, 0.5}, seed)[0], deal(tie, fours, {0, 0.5}, seed)[4]);
  }
}

TEST(GroupedSplit, DoesNotDependOnTheNamesOfGroups) {
  SourceSet set = grouped_set();
  const SplitPlan plan = plan_split(set, listed(0.1, 0.3), 5);
  for (SourceItem& item : set.items) std::ranges::reverse(item.group);
  EXPECT_EQ(plan_split(set, listed(0.1, 0.3), 5).of, plan.of);
}

TEST(GroupedSplit, KeepsNearCopiesOnOneSide) {
  SourceSet set = set_of({{kOk, 20}, {kCrack, 20}});
  SplitParams params = stratified(0.1, 0.4);
  params.groups = Groups::NearDuplicates;
  std::vector<std::uint8_t> upside_down = set.items[3].thumbnail;
  std::ranges::reverse(upside_down);
  set.items[25].thumbnail = upside_down;
  int divided_without = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const SplitPlan plan = plan_split(set, params, seed);
    EXPECT_EQ(plan.of[3], plan.of[25]);
    const SplitPlan ungrouped = plan_split(set, stratified(0.1, 0.4), seed);
    divided_without += ungrouped.of[3] != ungrouped.of[25] ? 1 : 0;
  }
  EXPECT_GT(divided_without, 10);
}

}  // namespace
}  // namespace xil
