#include "analysis/results/session_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace xil {
namespace {

std::vector<std::pair<int, int>> repeated(std::initializer_list<std::tuple<int, int, int>> counts) {
  std::vector<std::pair<int, int>> pairs;
  for (const auto& [truth, given, count] : counts)
    pairs.insert(pairs.end(), static_cast<std::size_t>(count), {truth, given});
  return pairs;
}

template <std::size_t N>
std::vector<QuestionnaireLine> answers(const std::string& scale, const std::array<std::string_view, N>& names,
                                       const std::array<double, N>& values) {
  std::vector<QuestionnaireLine> lines;
  for (std::size_t i = 0; i < N; ++i) lines.push_back({scale, std::string(names[i]), values[i]});
  return lines;
}

TEST(Spread, IsMedianQuartilesAndNumber) {
  const Spread spread = spread_of({8, 1, 4, 2});  // by hand, as numpy.quantile: 1, 2, 4, 8
  EXPECT_DOUBLE_EQ(spread.median, 3);
  EXPECT_DOUBLE_EQ(spread.low, 1.75);
  EXPECT_DOUBLE_EQ(spread.high, 5);
  EXPECT_EQ(spread.count, 4u);
  EXPECT_TRUE(std::isnan(spread_of({}).median));
}

// By hand: 35 of 50 agree; by chance (25 * 30 + 25 * 20) / 50^2 = .5, hence (.7 - .5) / .5.
TEST(Kappa, IsAgreementBeyondChance) {
  EXPECT_NEAR(cohens_kappa(repeated({{1, 1, 20}, {1, 0, 5}, {0, 1, 10}, {0, 0, 15}})), 0.4, 1e-15);
}

// By hand: 15 of 20 agree; by chance (6 * 6 + 5 * 6 + 9 * 8) / 20^2 = .345, hence .405 / .655.
TEST(Kappa, TakesAnyNumberOfClasses) {
  EXPECT_NEAR(cohens_kappa(repeated({{0, 0, 5}, {0, 1, 1}, {1, 0, 1}, {1, 1, 3}, {1, 2, 1}, {2, 1, 2}, {2, 2, 7}})),
              0.405 / 0.655, 1e-15);
}

TEST(Kappa, IsOneZeroOrNegativeWhereItShouldBe) {
  EXPECT_DOUBLE_EQ(cohens_kappa(repeated({{0, 0, 3}, {1, 1, 4}})), 1);
  EXPECT_DOUBLE_EQ(cohens_kappa(repeated({{0, 1, 3}, {1, 1, 3}})), 0) << "one who always says 1 agrees by chance";
  EXPECT_DOUBLE_EQ(cohens_kappa(repeated({{0, 1, 5}, {1, 0, 5}})), -1);
}

TEST(Kappa, IsUndefinedWhereChanceAgreesAlways) {
  EXPECT_TRUE(std::isnan(cohens_kappa({})));
  EXPECT_TRUE(std::isnan(cohens_kappa(repeated({{1, 1, 9}}))));
}

// By hand: (55 + 10 + 40 + 25 + 60 + 20) / 6.
TEST(Tlx, IsTheMeanOfItsScales) {
  EXPECT_DOUBLE_EQ(raw_tlx(answers<6>("tlx", kTlxQuestions, {55, 10, 40, 25, 60, 20})), 35);
}

TEST(Tlx, IsUndefinedWhereAScaleWasSkippedOrIsMissing) {
  EXPECT_TRUE(std::isnan(raw_tlx({})));
  EXPECT_TRUE(std::isnan(raw_tlx(answers<6>("tlx", kTlxQuestions, {55, 10, kUndefined, 25, 60, 20}))));
  auto five = answers<6>("tlx", kTlxQuestions, {55, 10, 40, 25, 60, 20});
  five.pop_back();
  EXPECT_TRUE(std::isnan(raw_tlx(five)));
}

// By hand, by the rule of Brooke (1996): the items count 4 1 1 4 1 2 1 1 4 3, and their sum 22 counts 2.5 times.
TEST(Sus, IsBrookesScore) {
  EXPECT_DOUBLE_EQ(sus_score(answers<10>("sus", kSusQuestions, {5, 4, 2, 1, 2, 3, 2, 4, 5, 2})), 55);
}

TEST(Sus, ReachesFromZeroToOneHundred) {
  EXPECT_DOUBLE_EQ(sus_score(answers<10>("sus", kSusQuestions, {5, 1, 5, 1, 5, 1, 5, 1, 5, 1})), 100);
  EXPECT_DOUBLE_EQ(sus_score(answers<10>("sus", kSusQuestions, {1, 5, 1, 5, 1, 5, 1, 5, 1, 5})), 0);
  EXPECT_DOUBLE_EQ(sus_score(answers<10>("sus", kSusQuestions, {3, 3, 3, 3, 3, 3, 3, 3, 3, 3})), 50);
  EXPECT_TRUE(std::isnan(sus_score(answers<10>("sus", kSusQuestions, {3, 3, 3, kUndefined, 3, 3, 3, 3, 3, 3}))));
  EXPECT_TRUE(std::isnan(sus_score(answers<6>("tlx", kTlxQuestions, {1, 1, 1, 1, 1, 1}))));
}

}  // namespace
}  // namespace xil
