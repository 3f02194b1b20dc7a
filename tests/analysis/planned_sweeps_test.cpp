#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/statistics/looks.h"
#include "analysis/statistics/paired_test.h"
#include "analysis/statistics/planned_power.h"
#include "analysis/statistics/statistics.h"
#include "tests/analysis/simulated_sweeps.h"
#include "tests/support/refusals.h"

// Simulated sweeps: how often planned questions are answered wrongly, and whether power is what it was said to be.
namespace xil {
namespace {

using simulated::Kind;
using simulated::kKinds;
using simulated::seed_effects;
using simulated::share_of;
using simulated::simulated_sweeps;
using simulated::tolerated;
using simulated::Values;
using simulated::values_of;

SequentialTest at_three_looks(const PairedQuestion& question, const Values& a, const Values& b, std::size_t tests = 1) {
  return sequential_test(question, paired_differences(question, a, b), {{8, 16, 24}, {8, 16, 24}}, tests);
}

TEST(PlannedSweeps, WithThreeLooksClaimADifferenceThatIsNotThereInOneOfTwenty) {
  const std::uint32_t sweeps = simulated_sweeps();
  double sum = 0;
  for (const Kind kind : kKinds) {
    for (const PairedClaim claim : {PairedClaim::Different, PairedClaim::Better}) {
      Values chances(sweeps);  // given the sizes of the differences, that their signs make a claim
      const std::string what = fmt::format("three looks, null, kind {}, claim {}", int(kind), int(claim));
      const double share = share_of(sweeps, what, [&](std::uint32_t sweep) {
        Rng rng(sweep, {Purpose::Test, 34, static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(claim)});
        const Values shared = seed_effects(24, kind, rng);
        const Values a = values_of(shared, 0.9, kind, rng), b = values_of(shared, 0.9, kind, rng);
        const SequentialTest test = at_three_looks({claim, 0}, a, b);
        chances[sweep] = test.looks.back().spent;
        return test.claims_at.has_value();
      });
      fmt::print("  chance of the signs: mean {:.4f}, greatest {:.4f}\n", mean(chances), std::ranges::max(chances));
      EXPECT_LE(std::ranges::max(chances), 0.05 + 1e-9);
      EXPECT_NEAR(share, mean(chances), 4 * std::sqrt(0.05 * 0.95 / sweeps));
      sum += share;
    }
  }
  EXPECT_LE(sum / 6, tolerated(6 * sweeps));
}

TEST(PlannedSweeps, WithThreeLooksHaveThePowerThatWasPlanned) {
  const std::uint32_t sweeps = simulated_sweeps();
  for (const auto& [question, effect, tests] : {std::tuple{PairedQuestion{PairedClaim::Different, 0}, 0.8, 1U},
                                                {PairedQuestion{PairedClaim::Better, 0}, 0.8, 3U},
                                                {PairedQuestion{PairedClaim::Equivalent, 0.8}, 0.0, 1U},
                                                {PairedQuestion{PairedClaim::NotWorse, 0.5}, 0.2, 2U}}) {
    const PlannedTest plan = {question, 0.05, tests, {8, 16, 24}};
    const PowerOfPlan planned = planned_power(plan, ExpectedDifferences::normal(effect, 1), 24);
    const double found =
        share_of(sweeps, fmt::format("power of claim {} (planned {:.4f})", int(question.claim), planned.power),
                 [&, question = question, effect = effect, tests = tests](std::uint32_t sweep) {
                   Rng rng(sweep, {Purpose::Test, 35, static_cast<std::uint32_t>(question.claim), tests});
                   Values a(24);
                   for (double& value : a) value = effect + rng.normal();
                   return at_three_looks(question, a, Values(24, 0.0), tests).p <= 0.05 / tests;
                 });
    EXPECT_NEAR(found, planned.power, 0.015 + 4 * std::hypot(planned.error, std::sqrt(0.16 / sweeps)));
  }
}

/// What is asked of the first strategy and another, of which the first is better by `truth`: the false claim that is
/// nearest to the truth.
struct NullHypothesis {
  PairedQuestion question;
  double truth = 0;
};
const std::vector<NullHypothesis> kNullFamily = {{{PairedClaim::Different, 0}, 0},
                                                 {{PairedClaim::Better, 0}, 0},
                                                 {{PairedClaim::NotWorse, 0.02}, -0.02},
                                                 {{PairedClaim::Equivalent, 0.02}, 0.02},
                                                 {{PairedClaim::Equivalent, 0.03}, -0.03}};

/// The p of every hypothesis on every dataset, of one sweep.
template <class POf>
Values family_of_nulls(std::size_t datasets, std::size_t seeds, Kind kind, Rng& rng, POf p_of) {
  Values p;
  for (std::size_t dataset = 0; dataset < datasets; ++dataset) {
    const Values shared = seed_effects(seeds, kind, rng), first = values_of(shared, 0.9, kind, rng);
    for (const NullHypothesis& null : kNullFamily)
      p.push_back(p_of(null.question, first, values_of(shared, 0.9 - null.truth, kind, rng)));
  }
  return p;
}

bool any_claim(const Values& p) {
  return std::ranges::any_of(holm(p), [](double adjusted) { return adjusted <= 0.05; });
}

TEST(PlannedSweeps, OfAllKindsOfHypothesesClaimAnythingFalseInOneOfTwenty) {
  const std::uint32_t sweeps = simulated_sweeps();
  for (const std::size_t datasets : {1U, 3U}) {
    for (const Kind kind : kKinds) {
      const std::size_t seeds = 12;
      const double share = share_of(
          sweeps, fmt::format("null family, {} datasets, kind {}", datasets, int(kind)), [&](std::uint32_t sweep) {
            Rng rng(sweep, {Purpose::Test, 36, static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(datasets)});
            return any_claim(family_of_nulls(
                datasets, seeds, kind, rng,
                [](const auto& question, const auto& a, const auto& b) { return paired_test(question, a, b).p; }));
          });
      EXPECT_LE(share, tolerated(sweeps));
    }
  }
}

TEST(PlannedSweeps, OfAllKindsOfHypothesesWithLooksClaimAnythingFalseInOneOfTwenty) {
  const std::uint32_t sweeps = simulated_sweeps() / 5;
  for (const std::size_t datasets : {1U, 3U}) {
    const double share =
        share_of(sweeps, fmt::format("null family with looks, {} datasets", datasets), [&](std::uint32_t sweep) {
          const Kind kind = kKinds[sweep % kKinds.size()];
          Rng rng(sweep, {Purpose::Test, 37, static_cast<std::uint32_t>(datasets)});
          return any_claim(
              family_of_nulls(datasets, 24, kind, rng, [&](const auto& question, const auto& a, const auto& b) {
                return at_three_looks(question, a, b, datasets * kNullFamily.size()).p;
              }));
        });
    EXPECT_LE(share, tolerated(sweeps));
  }
}

TEST(PlannedSweeps, WithADifferenceOfTheMarginClaimEquivalenceInOneOfTwenty) {
  const std::uint32_t sweeps = simulated_sweeps();
  for (const std::size_t seeds : {8U, 16U, 25U}) {
    for (const Kind kind : kKinds) {
      const double share = share_of(
          sweeps, fmt::format("difference of the margin, {} seeds, kind {}", seeds, int(kind)),
          [&](std::uint32_t sweep) {
            Rng rng(sweep, {Purpose::Test, 38, static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(seeds)});
            const Values shared = seed_effects(seeds, kind, rng);
            const Values a = values_of(shared, 0.92, kind, rng), b = values_of(shared, 0.88, kind, rng);
            return paired_test({PairedClaim::Equivalent, 0.04}, a, b).p <= 0.05;
          });
      EXPECT_LE(share, tolerated(sweeps));
    }
  }
}

TEST(PlannedPower, KeepsThePilotsMeanAndDeviation) {
  Rng rng(1, {Purpose::Test, 33, 12});
  std::vector<double> pilot(30);
  for (double& value : pilot) value = 0.8 + rng.normal();
  const ExpectedDifferences expected = ExpectedDifferences::of_pilot(pilot);
  const PlannedTest plan;
  EXPECT_NEAR(planned_power(plan, expected, 12).power,
              planned_power(plan, ExpectedDifferences::normal(expected.mean, expected.deviation), 12).power, 0.05);
  EXPECT_NE(refusal([&] { ExpectedDifferences::of_pilot(std::vector{1.0}); }).find("two finite differences"),
            std::string::npos);
}

TEST(PlannedPower, KnowsWhatCannotBeShown) {
  const PlannedTest difference;
  EXPECT_EQ(planned_power(difference, ExpectedDifferences::normal(5, 1), 5).power, 0) << "2 / 2^5 is above .05";
  EXPECT_EQ(planned_power(difference, ExpectedDifferences::normal(5, 1), 6).power, 1);
  EXPECT_EQ(planned_power(difference, ExpectedDifferences::normal(5, 1), 5).fewest_seeds, 6u);
  EXPECT_EQ(fewest_seeds_for(.8, difference, ExpectedDifferences::normal(5, 1)), 6u);
  EXPECT_EQ(fewest_seeds_for(.8, difference, ExpectedDifferences::normal(0, 1)), std::nullopt);
  const PlannedTest equivalence = {{PairedClaim::Equivalent, 0.02}, 0.05, 1, {}};
  EXPECT_EQ(fewest_seeds_for(.8, equivalence, ExpectedDifferences::normal(0.05, 0.01)), std::nullopt);
  EXPECT_EQ(fewest_seeds_for(.8, equivalence, ExpectedDifferences::normal(0, 0)), 5u) << "no spread at all";
}

TEST(PlannedPower, OfLooksIsReachedAtALookOrNotAtAll) {
  const PlannedTest plan = {{PairedClaim::Different, 0}, 0.05, 1, {8, 16, 24}};
  const PowerOfPlan strong = planned_power(plan, ExpectedDifferences::normal(1.5, 1), 24);
  EXPECT_LT(strong.until_look[0], 0.8);
  EXPECT_EQ(first_look_for(0.8, plan.looks, strong), 16u);
  EXPECT_EQ(first_look_for(0.8, plan.looks, strong, 2), 24u) << "the second is past";
  EXPECT_EQ(first_look_for(0.8, plan.looks, strong, 3), std::nullopt);
  EXPECT_EQ(first_look_for(0.8, plan.looks, planned_power(plan, ExpectedDifferences::normal(0.2, 1), 24)),
            std::nullopt);
  EXPECT_EQ(fewest_seeds_of(plan), 16u) << "eight seeds cannot reach the .0007 that is spent there";
  EXPECT_EQ(fewest_seeds_of({{PairedClaim::Different, 0}, 0.05, 1, {2, 4}}), std::nullopt);
}

TEST(PlannedPower, OfOneSetOfSimulatedSweepsTellsAllPowersAlike) {
  const PlannedTest plan = {{PairedClaim::Better, 0}, 0.05, 2, {}};
  const ExpectedDifferences expected = ExpectedDifferences::normal(0.9, 1);
  const std::array powers = {0.8, 0.95};
  const auto both = fewest_seeds_for(powers, plan, expected);
  ASSERT_EQ(both.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(both[i], fewest_seeds_for(powers[i], plan, expected));
}

TEST(PlannedPower, OfLooksSavesSeedsAndLosesLittle) {
  const ExpectedDifferences expected = ExpectedDifferences::normal(0.9, 1);
  PlannedTest plan = {{PairedClaim::Better, 0}, 0.05, 2, {8, 16, 24}};
  const PowerOfPlan with = planned_power(plan, expected, 24);
  plan.looks.clear();
  const PowerOfPlan without = planned_power(plan, expected, 24);
  EXPECT_LT(with.expected_seeds, 19);
  EXPECT_EQ(without.expected_seeds, 24);
  EXPECT_LE(with.power, without.power + 3 * with.error);
  EXPECT_GT(with.power, without.power - 0.03);
  ASSERT_EQ(with.until_look.size(), 3u);
  EXPECT_EQ(with.until_look.back(), with.power);
}

}  // namespace
}  // namespace xil
