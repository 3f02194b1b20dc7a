#include <gtest/gtest.h>

#include <cmath>

#include "analysis/comparison/observations.h"
#include "analysis/statistics/advisor.h"
#include "analysis/statistics/friedman.h"
#include "analysis/statistics/rank_tests.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

std::vector<double> scaled(std::vector<double> values, double factor, double offset) {
  for (double& value : values) value = value * factor + offset;
  return values;
}

// SciPy 1.10.1 on whole numbers: wilcoxon by enumeration of all signs with midranks.
TEST(Ties, OfDecimalFractionsAreTiesInEveryUnit) {
  const std::vector<double> a = {86, 94, 94, 91, 80, 91, 83, 93}, b = {82, 93, 90, 88, 80, 87, 82, 94};
  const std::vector<double> prism_a = {12, 14, 45, 35, 22, 24, 29, 11}, prism_b = {11, 15, 36, 23, 37, 16, 19, 7};
  for (const auto& [factor, offset] : {std::pair{0.01, 0.0},
                                       {1.0, 0.0},
                                       {100.0, 0.0},
                                       {1.0 / 3, 0.0},
                                       {0.01, 1000.0},
                                       {1.0, -90.0},
                                       {1e-8, 0.0},
                                       {1e12, 0.1}}) {
    EXPECT_DOUBLE_EQ(signed_rank_test(scaled(a, factor, offset), scaled(b, factor, offset)).p, 0.0625)
        << factor << ' ' << offset;
    EXPECT_DOUBLE_EQ(signed_rank_test(scaled(prism_a, factor, offset), scaled(prism_b, factor, offset)).p,
                     signed_rank_test(prism_a, prism_b).p)
        << factor << ' ' << offset;
    EXPECT_DOUBLE_EQ(cliffs_delta(scaled(a, factor, offset), scaled(b, factor, offset)), cliffs_delta(a, b))
        << factor << ' ' << offset;
  }
  EXPECT_EQ(signed_rank_test(std::vector<double>{0.1 + 0.2}, std::vector<double>{0.3}).pairs, 0u)
      << "a zero that round-off hides";
}

TEST(Ties, OfSinglePrecisionAreTies) {
  // The first table above as torch's item() and NumPy's float32 give it.
  const std::vector<double> a = {0.86F, 0.94F, 0.94F, 0.91F, 0.8F, 0.91F, 0.83F, 0.93F},
                            b = {0.82F, 0.93F, 0.9F, 0.88F, 0.8F, 0.87F, 0.82F, 0.94F};
  EXPECT_DOUBLE_EQ(signed_rank_test(a, b).p, 0.0625);
  EXPECT_LT(tie_tolerance(std::vector<double>{1000000.125, 1000000.25}), 1e-5)
      << "fractions of two are single precision by chance";
  EXPECT_LT(tie_tolerance(std::vector<double>{16777216, 16777218}), 1e-4) << "so are whole numbers";
  EXPECT_LT(tie_tolerance(std::vector<double>{0.94F, 0.9}), 1e-11) << "not all are";
}

TEST(Ties, DoNotHideDifferences) {
  const std::vector<double> a = {1 + 1e-9, 2 + 2e-9, 3 + 3e-9, 4 + 4e-9, 5 + 5e-9, 6 + 6e-9}, b = {1, 2, 3, 4, 5, 6};
  EXPECT_DOUBLE_EQ(signed_rank_test(a, b).p, 0.03125);
}

// The exact shares of all 6^2 and 6 rankings: 36 of the first, chi-square 6, are 1/36; for two blocks 1/6.
TEST(Friedman, OfFewBlocksIsEnumerated) {
  EXPECT_NEAR(friedman_test({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}).p, 1.0 / 36, 1e-12);
  EXPECT_NEAR(friedman_test({{1, 2, 3}, {1, 2, 3}}).p, 1.0 / 6, 1e-12);
  EXPECT_NEAR(friedman_test({{1, 2, 3, 4}, {1, 2, 3, 4}}).p, 1.0 / 24, 1e-12);
  EXPECT_TRUE(std::isnan(friedman_test({{1, 2, 3}, {1, 2, 3}}).f));
  EXPECT_DOUBLE_EQ(friedman_test({{1, 2, 3}, {3, 2, 1}}).p, 1);
  // Friedman 1937, table VI: 4 blocks of 3, chi-square 6.5, P = .042.
  EXPECT_NEAR(friedman_test({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {2, 1, 3}}).p, 0.042, 5e-4);
}

TEST(Friedman, HasTheSizeThatItSays) {
  constexpr std::uint32_t kTables = 4000;
  for (const auto& [k, n] : {std::pair{3, 2}, {3, 3}, {4, 3}, {5, 2}}) {
    int found = 0;
    for (std::uint32_t table = 0; table < kTables; ++table) {
      Rng rng(table, {Purpose::Test, 31, static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(n)});
      std::vector<std::vector<double>> blocks(static_cast<std::size_t>(n),
                                              std::vector<double>(static_cast<std::size_t>(k)));
      for (auto& block : blocks) {
        for (double& value : block) value = rng.uniform();
      }
      found += friedman_test(blocks).p <= 0.05 ? 1 : 0;
    }
    EXPECT_LE(found / double{kTables}, 0.06) << k << " strategies on " << n;
  }
}

TEST(Friedman, SeesTiesThatRoundOffHides) {
  const double tenth = (.1 + .2 + .3) / 3, back = (.3 + .2 + .1) / 3;
  const FriedmanTest test = friedman_test({{tenth, back, .5}, {.4, back, tenth}, {back, tenth, .1}});
  EXPECT_DOUBLE_EQ(test.mean_ranks[0] * 3, 2.5 + 1 + 1.5);
}

// No p is 0: 3,000 pairs that all go one way, and 1,500 data sets that are ranked alike, are below the range of
// numbers.
TEST(RankTests, HaveNoPOfZero) {
  std::vector<double> a(3000), b(3000, 0);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i + 1);
  EXPECT_GT(signed_rank_test(a, b).p, 0);
  EXPECT_EQ(p_text(signed_rank_test(a, b).p).front(), '<');
  const FriedmanTest test = friedman_test(std::vector<std::vector<double>>(1500, {1, 2, 3, 4}));
  EXPECT_GT(test.p, 0);
  EXPECT_GT(test.p_chi_square, 0);
}

// Phi(effect)^n = .8 by hand where only pairs of one sign pass: the figures of 8 seeds and 6 tests, 11 and 42, 6 and 1.
TEST(Advice, NearTheFewestSeedsIsThatOfEqualSigns) {
  for (const auto& [seeds, tests, effect] : {std::tuple{8U, 6U, 1.919}, {11U, 42U, 2.052}, {6U, 1U, 1.792}}) {
    const double found = *advise(seeds, tests).detectable_effect;
    EXPECT_NEAR(found, effect, 2e-3) << seeds;
    EXPECT_NEAR(std::pow(std::erfc(-found / std::sqrt(2.0)) / 2, seeds), 0.8, 1e-4);
    EXPECT_EQ(PowerTable(0.05 / tests).seeds_for(found + 1e-4), seeds);
  }
}

TEST(Advice, HasThePowerThatSimulationsHave) {
  constexpr std::uint32_t kSweeps = 3000;
  for (const auto& [seeds, tests] : {std::pair{6U, 1U},
                                     {7U, 1U},
                                     {8U, 6U},
                                     {9U, 6U},
                                     {10U, 6U},
                                     {11U, 42U},
                                     {12U, 42U},
                                     {14U, 42U},
                                     {20U, 500U},
                                     {25U, 5000U}}) {
    const double level = 0.05 / tests, effect = *advise(seeds, tests).detectable_effect;
    int found = 0;
    for (std::uint32_t sweep = 0; sweep < kSweeps; ++sweep) {
      std::vector<double> a(seeds), b(seeds, 0);
      Rng rng(sweep, {Purpose::Test, 32, seeds, tests});
      for (double& value : a) value = effect + rng.normal();
      found += signed_rank_test(a, b).p <= level ? 1 : 0;
    }
    EXPECT_NEAR(found / double{kSweeps}, 0.8, 0.03)
        << seeds << " seeds, " << tests << " tests";  // four standard errors
  }
}

TEST(Tables, MayHaveDecimalCommasWhereNothingElseIsMeant) {
  const std::string head = "dataset;strategy;seed;value\n";
  EXPECT_DOUBLE_EQ(read_observations(head + "d;a;0;0,71\nd;b;0;0,8\n", "t.csv")[0].value, 0.71);
  EXPECT_NE(refusal([&] {
              read_observations(head + "d;a;0;0,71\nd;b;0;0.8\n", "t.csv");
            }).find("t.csv:2: '0,71' is no number: write a point"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              read_observations("dataset,strategy,seed,value\nd,a,0,\"1,234\"\n", "t.csv");
            }).find("t.csv:2: '1,234' is no number"),
            std::string::npos);
}

TEST(Tables, SayWhereAValueIsInfiniteOrUndefined) {
  const std::string head = "dataset,strategy,seed,value\n";
  for (const char* cell : {"inf", "-inf", "Infinity"})
    EXPECT_NE(refusal([&] {
                read_observations(head + "d,a,0," + cell + "\n", "t.csv");
              }).find("2: t.csv:2: the value '" + std::string(cell) + "' cannot be ranked"),
              std::string::npos)
        << cell;
  EXPECT_EQ(read_observations(head + "d,a,0,nan\n", "t.csv")[0].why, "undefined at t.csv:2");
  EXPECT_EQ(read_observations(head + "d,a,0,\n", "t.csv")[0].why, "");
}

}  // namespace
}  // namespace xil
