#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <tuple>

#include "analysis/comparison/comparison.h"
#include "analysis/comparison/conclusions.h"
#include "analysis/statistics/advisor.h"
#include "analysis/statistics/resampling.h"
#include "framework/core/numeric/rng.h"

// Whether claims are made as often as they should be, on simulated sweeps.
namespace xil {
namespace {

/// Strategies a, b, c, d; a's values are shifted by `shift` deviations of the paired differences.
std::vector<Observation> sweep(std::uint32_t number, std::size_t datasets, std::int64_t seeds, double shift) {
  std::vector<Observation> rows;
  for (std::size_t d = 0; d < datasets; ++d) {
    for (std::int64_t seed = 0; seed < seeds; ++seed) {
      Rng rng(number, {Purpose::Test, static_cast<std::uint32_t>(d), static_cast<std::uint32_t>(seed)});
      const double common = rng.normal();  // what the strategies of a seed share
      for (const char* strategy : {"a", "b", "c", "d"}) {
        const double value = common + rng.normal() / std::sqrt(2.0);
        rows.push_back({"d" + std::to_string(d), strategy, seed, value + (*strategy == 'a' ? shift : 0)});
      }
    }
  }
  return rows;
}

bool claims_anything(const Comparison& comparison) {
  for (const DatasetComparison& data : comparison.datasets) {
    for (const PairComparison& pair : data.pairs) {
      if (pair.claimed) return true;
    }
  }
  return false;
}

class FalseClaims : public testing::TestWithParam<std::pair<std::size_t, std::int64_t>> {};
INSTANTIATE_TEST_SUITE_P(Sweeps, FalseClaims,
                         testing::Values(std::pair{1, 8}, std::pair{3, 8}, std::pair{1, 30}, std::pair{3, 30}));

TEST_P(FalseClaims, AreMadeInAtMostOneOfTwentySweepsWithoutADifference) {
  constexpr std::uint32_t kSweeps = 1000;
  const auto [datasets, seeds] = GetParam();
  int claims = 0;
  for (std::uint32_t number = 0; number < kSweeps; ++number) {
    claims += claims_anything(compare(sweep(number, datasets, seeds, 0), {})) ? 1 : 0;
  }
  const double share = claims / static_cast<double>(kSweeps), three_errors = 3 * std::sqrt(0.05 * 0.95 / kSweeps);
  RecordProperty("share", std::to_string(share));
  std::printf("%zu datasets, %lld seeds: a claim in %.4f of %u sweeps\n", datasets, static_cast<long long>(seeds),
              share, kSweeps);
  EXPECT_LE(share, 0.05 + three_errors);
}

/// So many metrics of one sweep without a difference, which share half of their variance.
std::vector<Comparison> page(std::uint32_t number, std::uint32_t metrics) {
  std::vector<Comparison> comparisons;
  const auto shared = sweep(number, 1, 12, 0);
  for (std::uint32_t m = 0; m < metrics; ++m) {
    auto rows = sweep(1'000'000 + metrics * number + m, 1, 12, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].value += shared[i].value;
    comparisons.push_back(compare(rows, {}));
  }
  return comparisons;
}

// What a page with several metrics says: judged each by itself, it would err more often.
TEST(FalseClaimsOfAPage, AreMadeInAtMostOneOfTwentySweepsWhenItsMetricsAreJudgedTogether) {
  constexpr std::uint32_t kSweeps = 1000;
  int together = 0, apart = 0;
  for (std::uint32_t number = 0; number < kSweeps; ++number) {
    std::vector<Comparison> comparisons = page(number, 3);
    apart += std::ranges::any_of(comparisons, claims_anything) ? 1 : 0;
    judge_together(comparisons);
    together += std::ranges::any_of(comparisons, claims_anything) ? 1 : 0;
  }
  std::printf("3 metrics: a claim in %.3f of %u sweeps; %.3f if each is judged by itself\n", together / double{kSweeps},
              kSweeps, apart / double{kSweeps});
  EXPECT_LE(together, kSweeps * 0.05 + 3 * std::sqrt(kSweeps * 0.05 * 0.95));
  EXPECT_GT(apart, together);
}

TEST(JudgeTogether, IsHolmOverAllTests) {
  std::vector<Observation> good, equal;
  for (std::int64_t seed = 0; seed < 6; ++seed) {
    for (const char* strategy : {"a", "b"}) {
      good.push_back({"d", strategy, seed, *strategy == 'a' ? 1.0 : 0.0});
      equal.push_back({"d", strategy, seed, 0.5});
    }
  }
  std::vector<Comparison> comparisons = {compare(good, {}), compare(equal, {})};
  EXPECT_TRUE(comparisons[0].datasets[0].pairs[0].claimed) << "p = 2 / 2^6";
  judge_together(comparisons);
  EXPECT_EQ(comparisons[0].datasets[0].pairs[0].adjusted_p, 2 * 0.03125);
  EXPECT_FALSE(comparisons[0].datasets[0].pairs[0].claimed);
  EXPECT_EQ(comparisons[0].tests, 2u);
  EXPECT_EQ(comparisons[0].penalties[0][1], 0u);
  EXPECT_NE(comparisons[0].datasets[0].claim.find("7 seeds are the fewest"), std::string::npos)
      << comparisons[0].datasets[0].claim;
}

// What an interval of so few seeds is worth; the share is what README states.
TEST(Intervals, OfFewSeedsAreTooNarrowAndOfManyRight) {
  for (const auto& [seeds, least, most] : {std::tuple{5, 0.80, 0.87}, {8, 0.86, 0.92}, {30, 0.92, 0.96}}) {
    constexpr std::uint32_t kSweeps = 4000;
    int covered = 0;
    for (std::uint32_t number = 0; number < kSweeps; ++number) {
      std::vector<double> values;
      Rng rng(number, {Purpose::Test, 9, static_cast<std::uint32_t>(seeds)});
      for (int i = 0; i < seeds; ++i) values.push_back(rng.normal());
      Resampling resampling(number);
      const Interval interval = resampling.interval(resampling.means(values));
      covered += interval.low <= 0 && interval.high >= 0 ? 1 : 0;
    }
    const double share = covered / double{kSweeps};
    std::printf("%d seeds: 95 %% intervals cover the mean in %.3f of %u sweeps\n", seeds, share, kSweeps);
    EXPECT_GT(share, least);
    EXPECT_LT(share, most);
  }
}

// With one pair, so that Holm has nothing to do: power as the advisor predicts it.
TEST(Advisor, PredictsThePowerThatSimulationsHave) {
  constexpr std::uint32_t kSweeps = 1000;
  for (const std::size_t seeds : {8, 12, 20, 30}) {
    const auto effect = advise(seeds, 1).detectable_effect;
    ASSERT_TRUE(effect.has_value());
    for (const double share : {0.5, 1.0}) {
      int found = 0;
      for (std::uint32_t number = 0; number < kSweeps; ++number) {
        std::vector<double> a, b;
        for (std::size_t i = 0; i < seeds; ++i) {
          Rng rng(number, {Purpose::Test, 7, static_cast<std::uint32_t>(i)});
          b.push_back(0);
          a.push_back(share * *effect + rng.normal());
        }
        found += signed_rank_test(a, b).p <= 0.05 ? 1 : 0;
      }
      const double power = found / static_cast<double>(kSweeps),
                   predicted = signed_rank_power(seeds, share * *effect, 0.05);
      std::printf("%zu seeds, effect %.2f: power %.3f, predicted %.3f\n", seeds, share * *effect, power, predicted);
      EXPECT_NEAR(power, predicted, 0.08) << seeds << " seeds";
    }
  }
}

TEST(Advisor, KnowsWhatTooFewSeedsCannotShow) {
  const SeedAdvice five = advise(5, 1);
  EXPECT_EQ(five.smallest_p, 0.0625);
  EXPECT_FALSE(five.can_claim);
  EXPECT_EQ(five.seeds_for_any_claim, 6u);
  EXPECT_FALSE(five.detectable_effect.has_value());
  const SeedAdvice six_pairs = advise(8, 6);
  EXPECT_TRUE(six_pairs.can_claim);
  EXPECT_EQ(six_pairs.seeds_for_any_claim, 8u) << "six pairs under Holm need eight seeds";
  const PowerTable single(0.05), of_ten(0.005);
  EXPECT_FALSE(single.seeds_for(0).has_value());
  EXPECT_LT(*single.seeds_for(1), *single.seeds_for(0.5));
  EXPECT_LT(*single.seeds_for(0.5), *of_ten.seeds_for(0.5));
  EXPECT_GT(*single.seeds_for(0.1), 200u) << "beyond the table";
}

}  // namespace
}  // namespace xil
