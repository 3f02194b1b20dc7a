#include "tests/support/any_numbers.h"

#include <gtest/gtest.h>

#include "analysis/comparison/contest.h"
#include "analysis/results/run_scalars.h"
#include "analysis/statistics/advisor.h"
#include "analysis/statistics/friedman.h"
#include "analysis/statistics/resampling.h"
#include "framework/core/numeric/quantile.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

TEST(AnyNumbers, LeaveStatisticsOfOneSampleOfTheirKind) {
  for (const auto& values : series()) {
    const auto within = [&](double value) {
      if (!values.empty() && !has_nan(values))
        is_undefined_or_within(value, std::ranges::min(values), std::ranges::max(values));
      EXPECT_TRUE(!has_nan(values) || std::isnan(value)) << value;
    };
    ends("mean", [&] { mean(values); });
    ends("deviation", [&] {
      const double sd = standard_deviation(values);
      EXPECT_TRUE(std::isnan(sd) || sd >= 0) << sd;
    });
    for (const double probability : {0.0, 0.025, 0.5, 1.0, -1.0, 2.0, kNaN})
      ends("quantile", [&] { within(quantile(values, probability)); });
    ends("interquartile mean", [&] {
      if (all_finite(values) && !values.empty() && std::ranges::max(values) < 1e300)
        within(interquartile_mean(values));
      else
        interquartile_mean(values);
    });
    ends("median interval", [&] {
      const Interval i = median_interval(values);
      EXPECT_FALSE(i.low > i.high);
      within(values.size() < 6 ? kNaN : i.low);
    });
    ends("bootstrap", [&] {
      Rng rng(1, {Purpose::Test});
      const Interval i = bootstrap_mean(values, rng, {0.95, 200});
      EXPECT_FALSE(i.low > i.high);
    });
    Resampling resampling(1, 0, {0.95, 200});
    ends("resampling", [&] {
      const Interval i = resampling.interval(resampling.means(values));
      EXPECT_FALSE(i.low > i.high);
    });
    const std::array<Stratum, 1> strata = {Stratum{resampling, values}};
    ends("interquartile interval", [&] {
      const Interval i = interquartile_interval(strata);
      EXPECT_FALSE(i.low > i.high);
    });
    ends("profile", [&] {
      for (const Interval& band : profile_bands(strata, values)) is_share(band.low), is_share(band.high);
    });
  }
  ends("no strata", [&] {
    interquartile_interval({});
    profile_bands({}, std::vector<double>{0.5});
  });
}

TEST(AnyNumbers, LeaveRankTestsTheirP) {
  for (const auto& values : series()) {
    ends("midranks", [&] {
      for (const double rank : midranks(values, tie_tolerance(values)))
        is_undefined_or_within(rank, 1, static_cast<double>(values.size()));
    });
    ends("holm", [&] { holm(values); });
    for (const auto& shift : {0.0, 1.0, kInf, kNaN, kTiny}) {
      std::vector<double> other = values;
      for (double& value : other) value += shift;
      ends("signed rank", [&] {
        const SignedRankTest test = signed_rank_test(values, other);
        is_p(test.p);
        is_undefined_or_within(test.rank_biserial, -1, 1);
        EXPECT_TRUE(all_finite(values) && all_finite(other)) << "infinite values were ranked";
      });
      ends("Cliff's delta", [&] { is_undefined_or_within(cliffs_delta(values, other), -1, 1); });
      ends("improvement", [&] { is_share(probability_of_improvement(values, other)); });
    }
  }
  for (const double a : {0.0, 10.0, kInf, kNaN}) {
    for (const double b : {0.0, 5.0, 10.0, kInf, kNaN})
      ends("censored", [&] { EXPECT_LE(std::abs(compare_watched({a, 10}, {b, 4}, 1e-12).difference.direction), 1); });
  }
}

TEST(AnyNumbers, LeaveFriedmanItsP) {
  for (const auto& values : series()) {
    for (const std::size_t k : {1U, 3U, 4U, 12U, 50U}) {
      for (const std::size_t n : {1U, 2U, 5U, 400U}) {
        std::vector<std::vector<double>> blocks(n);
        for (std::size_t i = 0; !values.empty() && i < n * k; ++i) blocks[i / k].push_back(values[i % values.size()]);
        ends("Friedman", [&] {
          const FriedmanTest test = friedman_test(blocks);
          is_p(test.p);
          is_p(test.p_chi_square);
          EXPECT_FALSE(std::isinf(test.f));
        });
      }
    }
  }
  for (const double p : {0.0, 0.5, 0.95, 1.0, kNaN, 1 - 1e-16})
    ends("range", [&] { studentised_range_quantile(p, 3); });
}

TEST(AnyNumbers, LeaveAdviceOfItsKind) {
  for (const double level : {0.05, 0.0, 1.0, -1.0, kNaN, kInf, kTiny, 1e-300, 1e-9}) {
    for (const std::size_t seeds : {0U, 1U, 6U, 25U, 26U, 5000U}) {
      for (const std::size_t tests : {0UL, 1UL, 45UL, 1000000000000UL}) {
        ends("advise", [&] {
          const SeedAdvice advice = advise(seeds, tests, level);
          is_p(advice.smallest_p);
          const double effect = advice.detectable_effect.value_or(1);
          EXPECT_TRUE(effect > 0 && std::isfinite(effect));
        });
      }
      for (const double effect : {0.0, 0.5, -2.0, kInf, kNaN, kHuge, kTiny})
        ends("power", [&] { is_share(signed_rank_power(seeds, effect, level)); });
    }
    ends("seeds", [&] {
      const PowerTable table(level);
      for (const double effect : {0.0, 0.5, kInf, kNaN, kHuge, kTiny})
        EXPECT_GT(table.seeds_for(effect).value_or(1), 0u);
    });
  }
}

TEST(AnyNumbers, LeaveCurvesAndScalarsOfTheirKind) {
  for (const auto& values : series()) {
    if (values.empty()) continue;
    const bool shares = std::ranges::all_of(values, [](double v) { return v >= 0 && v <= 1; });
    std::vector<RunData> runs = {made_run("d", "a", 0, values), made_run("d", "b", 0, values)};
    for (const Scalar scalar : {Scalar::Area, Scalar::Final, Scalar::Low, Scalar::ToTarget}) {
      ends("scalars", [&] {
        std::vector<std::string> notes;
        for (const Observation& row : scalars_of(runs, {"accuracy", scalar, CurveAxis::Shown, 0.3}, notes)) {
          if (shares && scalar != Scalar::ToTarget) is_share(row.value);
          EXPECT_TRUE(!std::isnan(row.value) || !row.why.empty()) << "it is said why there is no value";
        }
      });
    }
    const Curve curve = metric_curve(runs[0].summary, "accuracy");
    for (const double x : {kNaN, kInf, -kInf, 0.0, 5.0, 10.0, 1e308})
      ends("curve", [&] {
        value_at(curve, x);
        normalised_area(curve, x, 10);
        normalised_area(curve, 0, x);
      });
  }
}

}  // namespace
}  // namespace xil
