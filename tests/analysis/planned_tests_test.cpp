#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/statistics/bayes_signed_rank.h"
#include "analysis/statistics/friedman.h"
#include "analysis/statistics/looks.h"
#include "analysis/statistics/paired_test.h"
#include "analysis/statistics/pooled_difference.h"
#include "tests/support/refusals.h"

// Behaviour that needs no reference; planned_statistics_test.py compares the numbers with other implementations.
namespace xil {
namespace {

using Values = std::vector<double>;

Values normal_values(std::size_t count, double mean, std::uint32_t stream) {
  Rng rng(1, {Purpose::Test, 33, stream});
  Values values(count);
  for (double& value : values) value = mean + rng.normal();
  return values;
}

PairedDifferences differences_from_zero(const PairedQuestion& question, const Values& values) {
  return paired_differences(question, values, Values(values.size(), 0.0));
}

TEST(PairedTest, LeavesOutWhatLiesOnTheMargin) {
  // .94 - .92 and .91 - .89 are not .02 in binary, and are the margin all the same.
  const Values a = {.94, .91, .90, .90, .90}, b = {.92, .89, .90, .905, .91};
  const PairedTest test = paired_test({PairedClaim::Equivalent, 0.02}, a, b);
  EXPECT_EQ(test.pairs, 5u);
  EXPECT_EQ(test.used, 3u);
  EXPECT_DOUBLE_EQ(test.below, 0.125);    // three differences below the margin, all on one side: 1 / 2^3
  EXPECT_DOUBLE_EQ(test.above, 0.03125);  // five above the other: 1 / 2^5
  EXPECT_DOUBLE_EQ(test.p, 0.125);
}

TEST(PairedTest, ClaimsEquivalenceOfEqualValuesFromFivePairsOn) {
  EXPECT_DOUBLE_EQ(paired_test({PairedClaim::Equivalent, 0.01}, Values(5, .9), Values(5, .9)).p, 1.0 / 32);
  EXPECT_DOUBLE_EQ(paired_test({PairedClaim::Equivalent, 0.01}, Values(4, .9), Values(4, .9)).p, 1.0 / 16);
  const PairedTest different = paired_test({}, Values(5, .9), Values(5, .9));
  EXPECT_EQ(different.p, 1);
  EXPECT_EQ(different.used, 0u);
  EXPECT_EQ(different.location.estimate, 0);
}

TEST(PairedTest, OfADifferenceIsTheSignedRankTest) {
  for (const std::size_t n : {4u, 9u, 25u, 40u}) {
    const Values a = normal_values(n, 0.5, static_cast<std::uint32_t>(n)), b(n, 0.0);
    const PairedTest test = paired_test({}, a, b);
    const SignedRankTest known = signed_rank_test(a, b);
    EXPECT_EQ(test.p, known.p) << n;
    EXPECT_EQ(test.exact, n <= kExactPairs);
    EXPECT_NEAR(std::min({1.0, 2 * test.above, 2 * test.below}), test.p, 0.03);
    EXPECT_EQ(paired_test({PairedClaim::Better}, a, b).p, test.above);
    EXPECT_EQ(paired_test({PairedClaim::Better}, b, a).p, test.below);
  }
}

TEST(PairedTest, RefusesWhatHasNoMeaning) {
  const Values values = {1, 2, 3};
  EXPECT_NE(refusal([&] {
              paired_test({PairedClaim::NotWorse, 0}, values, values);
            }).find("margin above 0, not 0"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              paired_test({PairedClaim::Equivalent, -1}, values, values);
            }).find("margin above 0"),
            std::string::npos);
  const PairedDifferences budgets = {{{3, 1}, {1, 1}, {0, 1}, {2, -1}, {4, 1}}, 0, true};
  EXPECT_NE(refusal([&] {
              paired_test({PairedClaim::NotWorse, 1}, budgets);
            }).find("no size to hold against"),
            std::string::npos);
  EXPECT_NE(refusal([&] { paired_test({}, values, values, 0.7); }).find("level"), std::string::npos);
}

TEST(PairedTest, OfCensoredBudgetsHasAPAndNoEstimate) {
  const PairedDifferences budgets = {{{3, 1}, {1, 1}, {0, 1}, {2, -1}, {4, 1}}, 0, true};
  const PairedTest test = paired_test({PairedClaim::Better}, budgets);
  EXPECT_DOUBLE_EQ(test.p, 5.0 / 32);  // W+ = 12 of 15: sums of the other ranks of 0, 1, 2, 3 and 1 + 2
  EXPECT_TRUE(std::isnan(test.location.estimate));
}

// Hollander and Wolfe 1999, table A.4: P(T+ <= 0) is 1/64 for 6 and 1/32 for 5.
TEST(Location, HasAnIntervalWhereNumbersAllow) {
  const Location six = location_of(Values{1, 2, 4, 7, 11, 16}, 0.95);
  EXPECT_DOUBLE_EQ(six.coverage, 1 - 2.0 / 64);
  EXPECT_EQ(six.interval.low, 1);
  EXPECT_EQ(six.interval.high, 16);
  const Location five = location_of(Values{1, 2, 4, 7, 11}, 0.95);
  EXPECT_TRUE(std::isnan(five.interval.low) && std::isnan(five.coverage));
  EXPECT_DOUBLE_EQ(location_of(Values{1, 2, 4, 7, 11}, 0.9).coverage, 1 - 2.0 / 32);
  EXPECT_TRUE(std::isnan(location_of({}, 0.9).estimate));
  const Values many = normal_values(120, 3, 1);
  const Location wide = location_of(many, 0.95);
  EXPECT_LT(wide.interval.low, wide.estimate);
  EXPECT_NEAR(wide.interval.high - wide.interval.low, 2 * 1.96 / std::sqrt(120 * 3 / 3.14159), 0.1);
}

TEST(BayesianSignedRank, SaysWhatCannotDiffer) {
  const PairedDifferences equal = differences_from_zero({}, Values(6, 0.0));
  EXPECT_EQ(bayesian_signed_rank(equal, 0).equal, 1);
  EXPECT_EQ(bayesian_signed_rank(equal, 0.01).equal, 1);
  EXPECT_GT(bayesian_signed_rank(equal, 0.01).error, 0);
  EXPECT_EQ(bayesian_signed_rank({}, 0.01).samples, 0u);
  EXPECT_TRUE(std::isnan(bayesian_signed_rank({{{1, 1}}, 0, true}, 0).left));
}

TEST(BayesianSignedRank, TurnsRoundAndRepeats) {
  const Values values = {0.02, 0.01, -0.005, 0.03, 0.012, 0.0, 0.01, 0.04};
  Values negated = values;
  for (double& value : negated) value = -value;
  const RopeProbabilities one = bayesian_signed_rank(differences_from_zero({}, values), 0.01),
                          again = bayesian_signed_rank(differences_from_zero({}, values), 0.01),
                          other = bayesian_signed_rank(differences_from_zero({}, negated), 0.01);
  EXPECT_EQ(one.right, again.right);
  EXPECT_NEAR(one.right, other.left, 4 * (one.error + other.error));
  EXPECT_GT(one.right, 0.5);
  EXPECT_NEAR(bayesian_signed_rank(differences_from_zero({}, values), 0.01, {.seed = 5}).right, one.right,
              8 * one.error);
}

TEST(PooledDifference, NeedsTwoDatasetsForAnInterval) {
  const std::vector<Values> one = {{0.1, 0.2, 0.3}, {0.4}};
  const PooledDifference alone = pooled_difference(one);
  EXPECT_EQ(alone.datasets, 1u);
  EXPECT_DOUBLE_EQ(alone.estimate, 0.2);
  EXPECT_TRUE(std::isnan(alone.interval.low) && std::isnan(alone.tau) && std::isnan(alone.of_dataset[1]));
  EXPECT_TRUE(std::isnan(pooled_difference({}).estimate));
}

TEST(PooledDifference, CountsDatasetsEquallyWhereOneHasNoSpread) {
  const std::vector<Values> datasets = {{0.1, 0.1, 0.1}, {0.2, 0.4}, {0.2, 0.2, 0.5}};
  const PooledDifference pooled = pooled_difference(datasets);
  EXPECT_TRUE(pooled.equal_weights);
  EXPECT_NEAR(pooled.estimate, (0.1 + 0.3 + 0.3) / 3, 1e-15);
  // The t interval of the three means, whose error is .2 / 3; with 2 degrees of freedom the quantile of .975 is
  // .95 sqrt(2 / (4 * .975 * .025)).
  EXPECT_NEAR(pooled.interval.high - pooled.estimate, 0.95 * std::sqrt(2 / 0.0975) * 0.2 / 3, 1e-12);
  EXPECT_DOUBLE_EQ(pooled.of_dataset[0], 0.1) << "its seeds leave no doubt";
}

TEST(Friedman, DrawsRankingsWhereTheyAreTooManyAndTellsTheError) {
  std::vector<Values> table;
  for (std::uint32_t block = 0; block < 12; ++block) table.push_back(normal_values(4, 0, 100 + block));
  const FriedmanTest test = friedman_test(table);
  EXPECT_EQ(test.permutations, kDrawnRankings);
  EXPECT_FALSE(test.exact);
  EXPECT_GT(test.p_error, 0);
  EXPECT_EQ(test.p, friedman_test(table).p) << "always the same rankings";
  std::vector<Values> large(80, table[0]);
  for (std::uint32_t block = 1; block < 80; ++block) large[block] = normal_values(4, 0, 200 + block);
  EXPECT_EQ(friedman_test(large).permutations, 0u) << "F is good for 80 blocks";
  EXPECT_EQ(friedman_test(large).p_error, 0);
}

TEST(Friedman, IsExactForBlocksThatAreAllAlikeHoweverMany) {
  const FriedmanTest test = friedman_test(std::vector<Values>(15, {1, 2, 3, 4}));
  EXPECT_TRUE(test.exact);
  EXPECT_NEAR(test.p / std::pow(24.0, -14), 1, 1e-9);
}

LookPlan looks_reached(std::vector<std::size_t> seeds, std::size_t reached) {
  return {seeds, {seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(reached)}};
}

TEST(Looks, SpendAsLanAndDeMetsSay) {
  // scipy.stats.norm: 2 * sf(isf(.025) / sqrt(t)); Lan and DeMets 1983.
  EXPECT_NEAR(spent_until(0.05, 1.0 / 3), 0.0006868948682240366, 1e-12);
  EXPECT_NEAR(spent_until(0.05, 2.0 / 3), 0.016374666450048172, 1e-12);
  EXPECT_EQ(spent_until(0.05, 1), 0.05);
}

TEST(Looks, UseOnlyPairsOfLooksThatWereReached) {
  const PairedQuestion question = {PairedClaim::Better, 0};
  Values values = normal_values(24, 1, 5);
  const SequentialTest at_16 =
      sequential_test(question, differences_from_zero(question, values), looks_reached({8, 16, 24}, 2), 1);
  ASSERT_EQ(at_16.looks.size(), 2u);
  for (std::size_t i = 16; i < 24; ++i) values[i] = -50;
  const SequentialTest again =
      sequential_test(question, differences_from_zero(question, values), looks_reached({8, 16, 24}, 2), 1);
  EXPECT_EQ(at_16.p, again.p);
  EXPECT_EQ(at_16.looks[1].bound, again.looks[1].bound);
  const SequentialTest none =
      sequential_test(question, differences_from_zero(question, values), looks_reached({8, 16, 24}, 0), 1);
  EXPECT_TRUE(none.looks.empty());
  EXPECT_EQ(none.p, 1);
}

TEST(Looks, KeepTheBoundsOfEarlierLooks) {
  const Values values = normal_values(24, 0.4, 6);
  const auto until = [&](std::size_t reached) {
    return sequential_test({}, differences_from_zero({}, values), looks_reached({8, 16, 24}, reached), 4);
  };
  const SequentialTest two = until(2), three = until(3);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(two.looks[k].bound, three.looks[k].bound);
    EXPECT_EQ(two.looks[k].spent, three.looks[k].spent);
  }
  EXPECT_LE(three.p, two.p);
  EXPECT_EQ(two.looks[0].bound, 0) << "eight seeds cannot reach the .0007 of their look";
}

TEST(Looks, GiveHolmAPThatKeepsItsStepsDespiteRounding) {
  const Values values(24, 1.0);
  for (const std::size_t tests : {1u, 3u, 7u, 42u, 99u}) {
    const SequentialTest test =
        sequential_test({}, differences_from_zero({}, values), looks_reached({8, 16, 24}, 3), tests);
    EXPECT_NEAR(test.p, 0.05 / static_cast<double>(tests), 1e-10);
    const Values adjusted = holm(Values(tests, test.p));
    EXPECT_LE(adjusted[0], 0.05) << tests;
  }
}

TEST(Looks, TakeFewerPairsWhereSeedsWereDropped) {
  const Values values = normal_values(22, 1, 8);
  const SequentialTest test = sequential_test({}, differences_from_zero({}, values), {{8, 16, 24}, {7, 15, 22}}, 1);
  EXPECT_EQ(test.looks[2].pairs, 22u);
  EXPECT_LE(test.looks[2].spent, 0.05);
  EXPECT_NE(refusal([&] {
              sequential_test({}, differences_from_zero({}, values), {{8, 16, 24}, {8, 16, 24}}, 1);
            }).find("22 pairs"),
            std::string::npos);
}

TEST(Looks, DrawSignsWhereTheyAreTooMany) {
  const Values values = normal_values(40, 0.3, 9);
  const SequentialTest test = sequential_test({}, differences_from_zero({}, values), looks_reached({20, 40}, 2), 1);
  EXPECT_TRUE(test.looks[0].enumerated);
  EXPECT_FALSE(test.looks[1].enumerated);
  EXPECT_GT(test.looks[1].error, 0);
  const std::vector<PlannedLook> planned = plan_looks(std::vector<std::size_t>{20, 40}, 0.05, true);
  EXPECT_NEAR(test.looks[1].bound, planned[1].bound, 0.002);
}

TEST(Looks, OfEquivalenceNeedBothTestsAtOneLook) {
  const PairedQuestion question = {PairedClaim::Equivalent, 1.5};
  const SequentialTest test = sequential_test(question, differences_from_zero(question, normal_values(24, 0, 11)),
                                              looks_reached({8, 16, 24}, 3), 1);
  ASSERT_TRUE(test.claims_at);
  EXPECT_LE(test.looks[*test.claims_at].p, test.looks[*test.claims_at].bound);
  const SequentialTest far = sequential_test(question, differences_from_zero(question, normal_values(24, 2, 11)),
                                             looks_reached({8, 16, 24}, 3), 1);
  EXPECT_FALSE(far.claims_at);
  EXPECT_EQ(far.p, 1);
}

}  // namespace
}  // namespace xil
