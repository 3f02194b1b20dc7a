#include "analysis/statistics/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace xil {
namespace {

Rng stream(std::uint32_t number = 0) { return Rng(1, {Purpose::Bootstrap, number}); }

TEST(WithoutRounding, LeavesDifferencesAndDropsWhatEqualSumsLeave) {
  EXPECT_EQ(without_rounding((0.1 + 0.2) - 0.3), 0) << "5.6e-17";
  EXPECT_EQ(without_rounding(-1e-9), -1e-9);
}

TEST(Statistics, MeanAndDeviationAgreeWithNumpy) {
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
  EXPECT_DOUBLE_EQ(mean(values), 5);
  EXPECT_NEAR(standard_deviation(values), 2.138089935299395, 1e-14);  // numpy.std(ddof=1)
}

TEST(Statistics, AreUndefinedForTooFewValues) {
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(standard_deviation(std::vector<double>{3})));
  Rng rng = stream();
  EXPECT_TRUE(std::isnan(bootstrap_mean(std::vector<double>{3}, rng).low));
}

TEST(Quantile, InterpolatesAsNumpyDoes) {
  const std::vector<double> values = {8, 1, 4, 2};  // numpy.quantile([1, 2, 4, 8], [.025, .5, .975])
  EXPECT_NEAR(quantile(values, 0.025), 1.075, 1e-12);
  EXPECT_NEAR(quantile(values, 0.5), 3.0, 1e-12);
  EXPECT_NEAR(quantile(values, 0.975), 7.7, 1e-12);
}

// SciPy 1.10.1: k = binom.ppf(.025, n, .5) is 2 for n = 10 and 6 for n = 20.
TEST(MedianInterval, TakesTheOrderStatisticsOfTheBinomialDistribution) {
  std::vector<double> values = {7, 1, 4, 10, 2, 9, 3, 8, 6, 5};
  EXPECT_EQ(median_interval(values).low, 2);
  EXPECT_EQ(median_interval(values).high, 9);
  for (int i = 11; i <= 20; ++i) values.push_back(i);
  EXPECT_EQ(median_interval(values).low, 6);
  EXPECT_EQ(median_interval(values).high, 15);
  EXPECT_EQ(median_interval({3, 1, 2, 6, 5, 4}).high, 6);
  EXPECT_TRUE(std::isnan(median_interval({1, 2, 3, 4, 5}).low));
}

TEST(Bootstrap, FindsTheExactIntervalOfAFewValues) {
  // The mean of four draws from {0, 0, 0, 1} is Binomial(4, 1/4) / 4: P(>= 3) = .051, P(4) = .004,
  // P(0) = .316.
  Rng rng = stream();
  const Interval interval = bootstrap_mean(std::vector<double>{0, 0, 0, 1}, rng);
  EXPECT_DOUBLE_EQ(interval.low, 0);
  EXPECT_DOUBLE_EQ(interval.high, 0.75);
}

TEST(Bootstrap, AgreesWithScipy) {
  // scipy.stats.bootstrap(method="percentile", n_resamples=200000): (.606, .670)
  const std::vector<double> values = {.61, .64, .58, .70, .66, .69, .55, .63, .72, .60};
  Rng rng = stream();
  const Interval interval = bootstrap_mean(values, rng, {.level = 0.95, .resamples = 50000});
  EXPECT_NEAR(interval.low, 0.606, 0.0015);
  EXPECT_NEAR(interval.high, 0.670, 0.0015);
}

TEST(Bootstrap, IsRepeatableAndDependsOnTheStreamOnly) {
  const std::vector<double> values = {.61, .64, .58, .70, .66};
  Rng first = stream(), again = stream(), other = stream(1);
  const Interval a = bootstrap_mean(values, first), b = bootstrap_mean(values, again);
  EXPECT_EQ(a.low, b.low);
  EXPECT_EQ(a.high, b.high);
  EXPECT_NE(first.next(), other.next());
}

TEST(Curve, InterpolatesAndHoldsItsEnds) {
  const Curve curve{{0, 10, 30}, {1, 3, 2}};
  EXPECT_DOUBLE_EQ(value_at(curve, 5), 2);
  EXPECT_DOUBLE_EQ(value_at(curve, 20), 2.5);
  EXPECT_DOUBLE_EQ(value_at(curve, -1), 1);
  EXPECT_DOUBLE_EQ(value_at(curve, 99), 2);
  EXPECT_TRUE(std::isnan(value_at({}, 0)));
}

TEST(NormalisedArea, IsTheTrapezoidRuleOverTheRange) {
  const Curve curve{{0, 10, 30}, {0.5, 0.7, 0.9}};
  // By hand: (10 * .6 + 20 * .8) / 30; numpy.trapz gives the same 22 before the division.
  EXPECT_NEAR(normalised_area(curve, 0, 30), 22.0 / 30, 1e-14);
  // From 5 to 20, ends interpolated to .6 and .8: (5 * .65 + 10 * .75) / 15.
  EXPECT_NEAR(normalised_area(curve, 5, 20), 10.75 / 15, 1e-14);
}

TEST(NormalisedArea, OfAConstantIsTheConstant) {
  EXPECT_NEAR(normalised_area({{20, 25, 60}, {0.8, 0.8, 0.8}}, 20, 60), 0.8, 1e-14);
}

TEST(NormalisedArea, IsUndefinedWhereTheCurveDoesNotReach) {
  const Curve curve{{0, 10}, {0.5, 0.7}};
  EXPECT_TRUE(std::isnan(normalised_area(curve, 0, 11)));
  EXPECT_TRUE(std::isnan(normalised_area(curve, -1, 5)));
  EXPECT_TRUE(std::isnan(normalised_area(curve, 5, 5)));
  EXPECT_TRUE(std::isnan(normalised_area({}, 0, 1)));
}

TEST(Wilcoxon, SmallestPAgreesWithScipy) {
  // scipy.stats.wilcoxon(range(1, n + 1), mode="exact").pvalue
  EXPECT_DOUBLE_EQ(smallest_wilcoxon_p(1), 1);
  EXPECT_DOUBLE_EQ(smallest_wilcoxon_p(3), 0.25);
  EXPECT_DOUBLE_EQ(smallest_wilcoxon_p(5), 0.0625);
  EXPECT_DOUBLE_EQ(smallest_wilcoxon_p(8), 0.0078125);
  EXPECT_DOUBLE_EQ(smallest_wilcoxon_p(0), 1);
}

}  // namespace
}  // namespace xil
