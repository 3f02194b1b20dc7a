#include <gtest/gtest.h>

#include "framework/core/catalogue/source_params.h"
#include "tests/support/refusals.h"
#include "tests/support/split_sets.h"

// Splits as a set gives them, types that are held out, and splits that are refused.
namespace xil {
namespace {

/// 100 items, every fourth one given to test.
SourceSet published() {
  SourceSet set = set_of({{kOk, 50}, {kCrack, 30}, {kPores, 20}});
  for (std::size_t i = 0; i < set.items.size(); ++i) set.items[i].split = i % 4 == 0 ? Split::Test : Split::Pool;
  return set;
}

/// What a split of `set` is refused with.
std::string refused(const SourceSet& set, const SplitParams& params) {
  return refusal([&] { plan_split(set, params, 0); });
}

SplitParams holding_out(SplitParams params, std::vector<std::string> types) {
  params.hold_out_type = std::move(types);
  return params;
}

TEST(GivenSplit, KeepsTestAndDealsValidationFromThePool) {
  const SourceSet set = published();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SplitPlan plan = plan_split(set, given(), seed);
    auto found = counts(set, plan);
    for (std::size_t i = 0; i < set.items.size(); ++i) EXPECT_EQ(plan.of[i] == Split::Test, i % 4 == 0);
    EXPECT_EQ(count_of(plan, Split::Validation), 10);  // of all items, not of the pool
    EXPECT_NEAR(found[kOk][Split::Validation], 5, 1);
    EXPECT_NEAR(found[kCrack][Split::Validation], 3, 1);
    EXPECT_NEAR(found[kPores][Split::Validation], 2, 1);
    EXPECT_TRUE(plan.notes.empty());
  }
  EXPECT_NE(plan_split(set, given(), 0).of, plan_split(set, given(), 1).of);
}

TEST(GivenSplit, KeepsTheValidationThatTheSetGives) {
  SourceSet set = published();
  set.items[1].split = set.items[61].split = Split::Validation;
  const SplitPlan plan = plan_split(set, given(), 3);
  for (std::size_t i = 0; i < set.items.size(); ++i) EXPECT_EQ(plan.of[i], set.items[i].split);
}

TEST(GivenSplit, LeavesOutWhatHasRelativesInTest) {
  SourceSet set = published();
  for (const std::size_t i : {1, 2, 4, 5}) set.items[i].group = "a";       // item 4 is in test
  for (const std::size_t i : {6, 7, 9, 10, 11}) set.items[i].group = "b";  // the pool alone
  for (const std::size_t i : {12, 16}) set.items[i].group = "c";           // test alone
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const SplitPlan plan = plan_split(set, given(Groups::Listed), seed);
    for (std::size_t i = 0; i < set.items.size(); ++i) {
      EXPECT_EQ(plan.of[i] == Split::Test, i % 4 == 0) << i;
      EXPECT_EQ(!plan.of[i], i == 1 || i == 2 || i == 5) << i;
    }
    EXPECT_FALSE(divides_a_group(set, plan));
    EXPECT_NEAR(count_of(plan, Split::Validation), 10, 5);
    EXPECT_EQ(plan.notes, std::vector<std::string>{"3 items of the pool left out: their groups have items in test"});
  }
}

TEST(GivenSplit, LeavesNoGroupOnTwoSidesOfAGivenValidation) {
  SourceSet set = published();
  set.items[1].split = set.items[2].split = set.items[3].split = Split::Validation;
  set.items[1].group = set.items[4].group = set.items[5].group = "test wins";
  set.items[2].group = set.items[6].group = "validation wins";
  const SplitPlan plan = plan_split(set, given(Groups::Listed), 0);
  for (const std::size_t i : {1, 5, 6}) EXPECT_EQ(plan.of[i], std::nullopt);
  EXPECT_EQ(plan.of[2], Split::Validation);
  EXPECT_EQ(count_of(plan, std::nullopt), 3);
  EXPECT_EQ(plan.notes, (std::vector<std::string>{"1 items of the pool left out: their groups have items in validation",
                                                  "1 items of the pool left out: their groups have items in test",
                                                  "1 items of validation left out: their groups have items in test"}));
}

TEST(GivenSplit, LeavesOutNearCopiesOfTestItems) {
  SourceSet set = published();
  set.items[5].thumbnail = set.items[8].thumbnail;
  const SplitPlan plan = plan_split(set, given(Groups::NearDuplicates), 0);
  EXPECT_EQ(plan.of[5], std::nullopt);
  EXPECT_EQ(plan.of[8], Split::Test);
  EXPECT_EQ(count_of(plan, std::nullopt), 1);
}

TEST(GivenSplit, RefusesItemsWithoutASplit) {
  SourceSet set = published();
  set.items[7].split.reset();
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': 'split: given', but 0007.png has no split; give it one or use 'split: stratified'");
  for (SourceItem& item : set.items) item.split.reset();
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': 'split: given', but the set comes without a split; use 'split: stratified'");
}

TEST(HoldOut, KeepsTypesOutOfPoolAndValidationAndChangesNothingElse) {
  const SourceSet set = published();
  for (const SplitParams& params : {given(), stratified(0.2, 0.3)}) {
    const SplitPlan all = plan_split(set, params, 4);
    const SplitPlan plan = plan_split(set, holding_out(params, {"pores"}), 4);
    int left_out = 0;
    for (std::size_t i = 0; i < set.items.size(); ++i) {
      const bool gone = set.items[i].type == "pores" && all.of[i] != Split::Test;
      EXPECT_EQ(plan.of[i], gone ? std::nullopt : all.of[i]);
      left_out += gone ? 1 : 0;
    }
    EXPECT_GT(left_out, 10);
    EXPECT_EQ(plan.notes, std::vector<std::string>{fmt::format(
                              "{} items of type 'pores' left out of pool and validation: held out", left_out)});
  }
}

TEST(HoldOut, RefusesTypesThatCannotBeHeldOut) {
  SourceSet set = published();
  EXPECT_EQ(refused(set, holding_out(given(), {"scratch"})),
            "2: dataset 'manifest': 'hold_out_type' names 'scratch', which no item has. Types: crack, pores");
  EXPECT_EQ(refused(set, holding_out(given(), {"crack", "pores"})),
            "2: dataset 'manifest': 'hold_out_type' leaves less than two classes in the pool; hold out fewer types");
  for (SourceItem& item : set.items) {
    if (item.type == "pores") item.split = Split::Pool;
  }
  EXPECT_EQ(refused(set, holding_out(given(), {"pores"})),
            "2: dataset 'manifest': 'hold_out_type' names 'pores', but test has no item of it to report on; hold out "
            "another type, or put more items into test");
  for (SourceItem& item : set.items) item.type.clear();
  EXPECT_EQ(refused(set, holding_out(given(), {"pores"})),
            "2: dataset 'manifest': 'hold_out_type' names 'pores', which no item has. Types: none");
}

TEST(Splits, AreRefusedWhereASideLacksAClass) {
  EXPECT_EQ(
      refused(set_of({{kOk, 9}, {kCrack, 1}}), stratified(0.1, 0.3)),
      "2: dataset 'manifest': the split leaves only class 'ok' in the pool; it needs two items, or groups, of each "
      "class: add some, or leave the class out");
  SourceSet set = set_of({{kOk, 3}, {kCrack, 3}});
  for (SourceItem& item : set.items) item.split = Split::Test;
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': the split leaves no item in the pool; use 'split: stratified'");
  for (SourceItem& item : set.items) item.split = item.label == 0 ? Split::Pool : Split::Test;
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': the split leaves only class 'defect' in test; use 'split: stratified'");
  set.items[0].split = Split::Test;
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': the split leaves only class 'ok' in the pool; use 'split: stratified'");
  for (SourceItem& item : set.items) item.split = Split::Pool;
  EXPECT_EQ(refused(set, given()), "2: dataset 'manifest': the split leaves no item in test; use 'split: stratified'");
}

TEST(Splits, OfMoreClassesNeedEachOfThemOnBothSides) {
  SourceSet set = set_of({{kOk, 4}, {kCrack, 4}, {{2, ""}, 4}});
  set.class_names = {"ok", "crack", "scratch", "unseen"};  // a class without any item is nobody's loss
  for (std::size_t i = 0; i < set.items.size(); ++i) set.items[i].split = i % 4 == 0 ? Split::Test : Split::Pool;
  EXPECT_EQ(count_of(plan_split(set, given(), 0), Split::Test), 3);
  set.items[8].split = Split::Pool;
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': the split leaves no item of class 'scratch' in test; use 'split: stratified'");
  for (std::size_t i = 8; i < 12; ++i) set.items[i].split = Split::Test;
  EXPECT_EQ(refused(set, given()),
            "2: dataset 'manifest': the split leaves no item of class 'scratch' in the pool; use 'split: stratified'");
}

TEST(Splits, GiveAClassThatTheSharesPassOverAPlaceOnBothSides) {
  const SourceSet set = set_of({{kOk, 30}, {kCrack, 3}});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SplitPlan plan = plan_split(set, stratified(0.1, 0.3), seed);
    auto found = counts(set, plan);
    EXPECT_GE(found[kCrack][Split::Test], 1) << seed;
    EXPECT_GE(found[kCrack][Split::Pool], 1) << seed;
    EXPECT_EQ(plan.of, plan_split(set, stratified(0.1, 0.3), seed).of);
  }
  const SplitPlan small = plan_split(set_of({{kOk, 3}, {kCrack, 3}}), stratified(0.1, 0.1), 1);
  EXPECT_EQ(count_of(small, Split::Test), 2);
  ASSERT_FALSE(small.notes.empty());
  EXPECT_EQ(small.notes.front(),
            "the shares leave no item of class 'ok' in test: it has got the least that could be moved");
}

TEST(Splits, NeverDivideAGroupToFillASide) {
  SourceSet set = set_of({{kOk, 30}, {kCrack, 4}});
  for (std::size_t i = 30; i < 34; ++i) set.items[i].group = i < 33 ? "three" : "one";
  SplitParams params = stratified(0.1, 0.3);
  params.groups = Groups::Listed;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SplitPlan plan = plan_split(set, params, seed);
    EXPECT_FALSE(divides_a_group(set, plan));
    EXPECT_GE(counts(set, plan)[kCrack][Split::Test], 1) << seed;
    EXPECT_GE(counts(set, plan)[kCrack][Split::Pool], 1) << seed;
  }
  set.items[33].group = "three";
  EXPECT_TRUE(refused(set, params).find("it needs two items, or groups, of each class") != std::string::npos);
}

TEST(Splits, OfGroupsThatAreTooLargeSayHowToMakeThemSmaller) {
  SourceSet set = published();
  for (SourceItem& item : set.items) item.group = "all";
  for (SourceItem& item : set.items) item.thumbnail = set.items[0].thumbnail;
  EXPECT_EQ(
      refused(set, given(Groups::Listed)),
      "2: dataset 'manifest': the split leaves no item in the pool; use 'split: stratified', or use 'groups: none'");
  EXPECT_EQ(refused(set, given(Groups::NearDuplicates)),
            "2: dataset 'manifest': the split leaves no item in the pool; use 'split: stratified', or raise "
            "'near_similarity' for smaller groups");
}

TEST(Splits, AreRefusedWithoutTwoClassesOrListedGroups) {
  EXPECT_EQ(refused(set_of({{kCrack, 20}, {kPores, 20}}), stratified(0.1, 0.3)),
            "2: dataset 'manifest': its 40 items do not have two classes, so that there is nothing to learn; check the "
            "folder, and 'types' if that is given");
  EXPECT_TRUE(refused(set_of({}), stratified(0.1, 0.3)).starts_with("2: dataset 'manifest': its 0 items do not have"));
  EXPECT_EQ(refused(published(), given(Groups::Listed)),
            "2: dataset 'manifest': 'groups: listed', but the set lists none; a manifest does in its column group");
}

}  // namespace
}  // namespace xil
