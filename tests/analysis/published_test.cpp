#include "analysis/results/published.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/figures/comparison_figures.h"
#include "analysis/results/questions.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double kNoDeviation = std::numeric_limits<double>::quiet_NaN();

std::vector<RunData> two_strategies(std::int64_t seeds) {
  std::vector<RunData> runs;
  for (std::int64_t seed = 0; seed < seeds; ++seed) {
    const double shift = 0.02 * static_cast<double>(seed);
    runs.push_back(made_run("d", "a", seed, {.5, .8 + shift}));
    runs.push_back(made_run("d", "b", seed, {.5, .7 + shift}));
  }
  return runs;
}

const std::vector<PublishedRow> kRows = {{"d", "a", "accuracy", .85, .01, "Somebody 2023, table 2"},
                                         {"d", "b", "accuracy", .60, kNoDeviation, "Somebody 2023, table 2"},
                                         {"d", "c", "accuracy", .10, .01, "Else 2024"},
                                         {"d", "a", "wr", .25, .01, "Else 2024"}};

// By hand: a ends at .80, .82 and .84, whose mean is .82 and whose deviation (n - 1) is .02.
TEST(Published, StandsBesideTheFinalValuesOfItsCondition) {
  const auto beside = beside_published(two_strategies(3), kRows);
  ASSERT_EQ(beside.size(), 4u);
  EXPECT_EQ(beside[0].runs, 3u);
  EXPECT_NEAR(beside[0].mean, .82, 1e-12);
  EXPECT_NEAR(beside[0].deviation, .02, 1e-12);
  EXPECT_NEAR(beside[1].mean, .72, 1e-12);
  for (const std::size_t without : {2u, 3u}) {
    EXPECT_EQ(beside[without].runs, 0u) << "no run has the condition, or the metric";
    EXPECT_TRUE(std::isnan(beside[without].mean));
  }
  const TextTable table = published_table(beside);
  EXPECT_EQ(table.lines[0],
            (std::vector<std::string>{"d", "a", "accuracy", "0.850", "0.010", "0.820", "0.020", "3", "-0.030", "1"}));
  EXPECT_EQ(table.lines[1],
            (std::vector<std::string>{"d", "b", "accuracy", "0.600", "", "0.720", "0.020", "3", "+0.120", "1"}));
  EXPECT_EQ(table.lines[2], (std::vector<std::string>{"d", "c", "accuracy", "0.100", "0.010", "", "", "0", "", "2"}));
  EXPECT_EQ(published_notes(beside)[0], "Source 1: Somebody 2023, table 2");
  EXPECT_EQ(published_notes(beside)[1], "Source 2: Else 2024");
  EXPECT_THAT(published_notes(beside)[2], HasSubstr("2 of the 4 published values stand alone"));
}

TEST(Published, OfOneSeedHasNoDeviationOfOurs) {
  const auto beside = beside_published(two_strategies(1), kRows);
  EXPECT_EQ(beside[0].runs, 1u);
  EXPECT_NEAR(beside[0].mean, .8, 1e-12);
  EXPECT_TRUE(std::isnan(beside[0].deviation));
}

TEST(Published, HasEveryForm) {
  std::vector<PublishedRow> rows = kRows;
  rows[0].source = "50 % of a_b & c";
  const auto beside = beside_published(two_strategies(2), rows);
  EXPECT_THAT(published_text(beside), HasSubstr("Source 1: 50 % of a_b & c"));
  EXPECT_THAT(published_markdown(beside), HasSubstr("## Published values"));
  EXPECT_THAT(published_latex(beside), HasSubstr("\\begin{tabular}"));
  const Value json = published_json(beside);
  const auto& list = *json.get<Value::List>();
  EXPECT_EQ(*list[0].find("published"), Value(.85));
  EXPECT_EQ(*list[0].find("runs"), Value(std::int64_t{2}));
  EXPECT_TRUE(list[1].find("published_sd")->get<double>() == nullptr ||
              std::isnan(*list[1].find("published_sd")->get<double>()));
}

/// The figures of final accuracy with these published values.
Figure final_accuracy(const std::vector<RunData>& runs, std::span<const PublishedRow> published) {
  const auto blocks = join_runs(runs);
  for (const NamedComparison& named : final_values(runs)) {
    if (named.name != "accuracy") continue;
    auto figures = final_figures(named.comparison, blocks, named.name, named.what, published);
    if (!figures.empty()) return std::move(figures.front());
  }
  return {};
}

TEST(Published, IsDrawnBelowTheValueOfItsStrategy) {
  const auto runs = two_strategies(3);
  const Figure figure = final_accuracy(runs, kRows);
  ASSERT_EQ(figure.data.size(), 2u);
  // a is first by its rank; the published values reach as far as their deviation, b's is a point.
  EXPECT_EQ(figure.data[1].content,
            "# position value low high\n0.25\t0.850000\t0.840000\t0.860000\n1.25\t0.600000\t0.600000\t0.600000\n");
  EXPECT_THAT(figure.script, HasSubstr("_published.tsv"));
  EXPECT_THAT(figure.script, HasSubstr("Squares:"));
  const Figure plain = final_accuracy(runs, {});
  EXPECT_EQ(plain.data.size(), 1u);
  EXPECT_THAT(plain.script, Not(HasSubstr("published")));
}

TEST(Published, OfTwoSourcesIsDrawnInTwoPlaces) {
  const std::vector<PublishedRow> rows = {{"d", "a", "accuracy", .5, kNoDeviation, "Somebody 2023"},
                                          {"d", "a", "accuracy", .6, kNoDeviation, "Else 2024"}};
  EXPECT_EQ(final_accuracy(two_strategies(3), rows).data[1].content,
            "# position value low high\n0.25\t0.500000\t0.500000\t0.500000\n0.35\t0.600000\t0.600000\t0.600000\n");
}

TEST(Published, IsDrawnEvenBesideASingleSeed) {
  const auto runs = two_strategies(1);
  EXPECT_EQ(final_accuracy(runs, {}).data.size(), 0u) << "no interval, and nothing to compare with";
  const Figure figure = final_accuracy(runs, kRows);
  ASSERT_EQ(figure.data.size(), 2u);
  EXPECT_THAT(figure.data[0].content, HasSubstr("0\t0.800000\t0.800000\t0.800000\t1\n"));
  EXPECT_THAT(figure.says, Not(HasSubstr("nan")));
}

TEST(FinalValues, HaveTheMetricsThatWerePublishedToo) {
  std::vector<RunData> runs = two_strategies(2);
  const std::vector<std::string> others = {"accuracy", "train_accuracy", "no_such_metric"};
  const auto has = [](const std::vector<NamedComparison>& all, std::string_view name) {
    return std::ranges::count(all, name, &NamedComparison::name);
  };
  EXPECT_EQ(has(final_values(runs, others), "train_accuracy"), 0) << "no run has it";
  for (RunData& run : runs) run.summary.rounds.columns.emplace_back("train_accuracy", std::vector<double>{.9, .95});
  EXPECT_EQ(has(final_values(runs, others), "train_accuracy"), 1);
  EXPECT_EQ(has(final_values(runs, others), "accuracy"), 1);
  EXPECT_EQ(has(final_values(runs), "train_accuracy"), 0) << "the report does not ask of it";
}

}  // namespace
}  // namespace xil
