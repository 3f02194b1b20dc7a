#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/comparison/claims.h"
#include "analysis/comparison/observations.h"
#include "analysis/results/run_scalars.h"
#include "tests/support/analysis_runs.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

/// Two strategies, three seeds, budgets 0, 10, 20, 30 (and 40 for b); accuracy rises by hand.
std::vector<RunData> example() {
  std::vector<RunData> runs;
  for (std::int64_t seed = 0; seed < 3; ++seed) {
    const double s = static_cast<double>(seed) / 10;
    runs.push_back(made_run("welds", "a", seed, {0.5, 0.6, 0.7, 0.8 + s}));
    runs.push_back(made_run("welds", "b", seed, {0.5, 0.5, 0.9, 0.9, 1.0}));
  }
  return runs;
}

double value_of(const std::vector<Observation>& rows, const std::string& strategy, std::int64_t seed) {
  for (const Observation& row : rows) {
    if (row.strategy == strategy && row.seed == seed) return row.value;
  }
  return -1;
}

std::vector<Observation> scalars(const std::vector<RunData>& runs, const ScalarRequest& request) {
  std::vector<std::string> notes;
  return scalars_of(runs, request, notes);
}

// By hand: the shared range is 0 to 30. a: (.55 + .65 + .75) / 3; b: (.5 + .7 + .9) / 3.
TEST(Scalars, AreTakenOverTheBudgetsThatAllRunsShare) {
  const auto area = scalars(example(), {"accuracy", Scalar::Area});
  EXPECT_NEAR(value_of(area, "a", 0), 0.65, 1e-12);
  EXPECT_NEAR(value_of(area, "b", 0), 0.70, 1e-12);
  const auto last = scalars(example(), {"accuracy", Scalar::Final});
  EXPECT_DOUBLE_EQ(value_of(last, "a", 2), 1.0);
  EXPECT_DOUBLE_EQ(value_of(last, "b", 2), 0.9) << "at 30, although b went on";
  const auto low = scalars(example(), {"accuracy", Scalar::Low});
  EXPECT_NEAR(value_of(low, "a", 0), 0.575, 1e-12) << "at 7.5";
}

TEST(Scalars, ToATargetAreCensoredWhereItIsNeverReached) {
  const ScalarRequest request{"accuracy", Scalar::ToTarget, CurveAxis::Shown, 0.85};
  const auto budgets = scalars(example(), request);
  EXPECT_EQ(value_of(budgets, "b", 0), 20);
  EXPECT_EQ(value_of(budgets, "a", 2), 30);
  EXPECT_TRUE(std::isinf(value_of(budgets, "a", 0)));
  EXPECT_TRUE(lower_is_better(request));
  const Comparison comparison = compare(budgets, {false, std::nullopt, Missing::Error, 0.05});
  EXPECT_EQ(comparison.datasets[0].pairs[0].better, "b");
  EXPECT_TRUE(std::isnan(comparison.datasets[0].pairs[0].difference)) << "infinite budgets have no mean";
}

// Six seeds of two learners that are equal bit for bit; one is watched until 120, one until 20. Ranked by their own
// ends, p was .031.
TEST(Scalars, OfALearnerThatIsWatchedLongerClaimNothing) {
  std::vector<RunData> runs;
  for (std::int64_t seed = 0; seed < 6; ++seed) {
    const double late = 60 + 10 * static_cast<double>(seed % 3);
    std::vector<double> shown, accuracy;
    for (double budget = 0; budget <= 120; budget += 10)
      shown.push_back(budget), accuracy.push_back(budget >= late ? 0.95 : 0.5);
    runs.push_back(made_run("d", "long", seed, shown, {{"accuracy", accuracy}}));
    shown.resize(3), accuracy.resize(3);
    runs.push_back(made_run("d", "short", seed, shown, {{"accuracy", accuracy}}));
  }
  const auto rows = scalars(runs, {"accuracy", Scalar::ToTarget, CurveAxis::Shown, 0.9});
  const Comparison comparison = compare(rows, {false, std::nullopt, Missing::Error, 0.05});
  const PairComparison& pair = comparison.datasets[0].pairs[0];
  EXPECT_EQ(pair.test.p, 1);
  EXPECT_EQ(pair.undecided, 6u);
  EXPECT_NE(comparison.datasets[0].claim.find("6 of 6 pairs of runs are undecided"), std::string::npos)
      << comparison.datasets[0].claim;
  EXPECT_EQ(pair.improvement, 0.5);
  EXPECT_EQ(comparison.datasets[0].strategies[0].mean_rank, 1.5);
  EXPECT_FALSE(pair.claimed);
}

TEST(Scalars, OfATargetCountWhatIsDecidedBeforeARunEnds) {
  std::vector<Observation> rows;
  for (std::int64_t seed = 0; seed < 6; ++seed) {
    rows.push_back({"d", "early", seed, 20, 40});
    rows.push_back({"d", "never", seed, std::numeric_limits<double>::infinity(), 30});
  }
  const Comparison comparison = compare(rows, {false, std::nullopt, Missing::Error, 0.05});
  const PairComparison& pair = comparison.datasets[0].pairs[0];
  EXPECT_EQ(pair.better, "early");
  EXPECT_EQ(pair.undecided, 0u);
  EXPECT_EQ(comparison.datasets[0].claim.find("undecided"), std::string::npos);
  EXPECT_EQ(pair.test.p, 0.03125);
  EXPECT_EQ(pair.improvement, 1);
}

TEST(Scalars, SayWhereAMetricIsUndefinedAndInterpolateNothingOverIt) {
  std::vector<RunData> runs = example();
  runs[0].summary.rounds.columns[2].second[1] = std::numeric_limits<double>::quiet_NaN();
  const auto area = scalars(runs, {"accuracy", Scalar::Area});
  EXPECT_TRUE(std::isnan(area[0].value));
  EXPECT_EQ(area[0].why, "accuracy is undefined at budget 10 of welds-a-0.h5");
  EXPECT_DOUBLE_EQ(value_of(scalars(runs, {"accuracy", Scalar::Final}), "a", 0), 0.8) << "the end is defined";
  const std::string message = refusal([&] { compare(area, {}); });
  EXPECT_NE(message.find("seed 0 has no value of a (accuracy is undefined at budget 10 of welds-a-0.h5): an undefined "
                         "value is a result"),
            std::string::npos)
      << message;
  const Comparison comparison = compare(area, {true, std::nullopt, Missing::Drop, 0.05});
  EXPECT_NE(comparison.dropped.at(0).find("what is left says nothing of such runs"), std::string::npos);
}

TEST(Comparison, RefusesInfiniteValues) {
  const std::vector<Observation> rows = {{"d", "a", 0, 1}, {"d", "b", 0, std::numeric_limits<double>::infinity()}};
  EXPECT_NE(refusal([&] { compare(rows, {}); }).find("strategy=b seed=0 has an infinite value"), std::string::npos);
}

TEST(Scalars, KnowWhatIsBetterTheLessThereIsOfIt) {
  EXPECT_FALSE(lower_is_better({"accuracy"}));
  EXPECT_FALSE(lower_is_better({"jaccard"}));
  EXPECT_TRUE(lower_is_better({"wrong_reason"}));
  EXPECT_TRUE(lower_is_better({"train_loss"}));
  EXPECT_TRUE(lower_is_better({"train_s"}));
}

TEST(Scalars, RefusePairsThatDidNotStartEqual) {
  std::vector<RunData> runs = example();
  std::vector<std::string> notes;
  runs[1].start = "another initial set";
  const std::string message = refusal([&] { scalars_of(runs, {}, notes); });
  EXPECT_NE(message.find("strategies 'a' and 'b' of dataset=welds seed=0 did not start equal"), std::string::npos)
      << message;
}

TEST(Scalars, LeaveReferencesOutAloud) {
  std::vector<RunData> runs = example();
  for (std::int64_t seed = 0; seed < 3; ++seed) runs.push_back(made_run("welds", "passive", seed, {0.95}));
  std::vector<std::string> notes;
  runs.back().start = "it labels everything";
  EXPECT_EQ(value_of(scalars_of(runs, {"accuracy", Scalar::Area}, notes), "passive", 0), -1);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("passive on welds is left out"), std::string::npos);
  EXPECT_EQ(value_of(scalars_of(runs, {"accuracy", Scalar::Final}, notes), "passive", 0), 0.95);
}

TEST(Scalars, LeaveDatasetsOutOnWhichNobodyHasTheMetric) {
  std::vector<RunData> runs = example();
  for (std::int64_t seed = 0; seed < 3; ++seed) {
    for (const char* strategy : {"a", "b"})
      runs.push_back(made_run("castings", strategy, seed, {0, 10}, {{"auroc", {0.5, 0.6}}}));
  }
  std::vector<std::string> notes;
  const auto rows = scalars_of(runs, {"accuracy"}, notes);
  EXPECT_EQ(rows.size(), 6u);
  EXPECT_EQ(notes, std::vector<std::string>{
                       "castings is left out of comparisons of accuracy, which is undefined in every run there"});
}

TEST(Scalars, RefuseAMetricThatNobodyHas) {
  EXPECT_NE(
      refusal([&] { scalars(example(), {"acuracy"}); }).find("no run has values of the metric 'acuracy'. Known: "),
      std::string::npos);
}

TEST(Comparison, CountsWhoBeatsWhomOnHowManyDatasets) {
  std::vector<Observation> rows;
  for (const char* dataset : {"d1", "d2", "d3"}) {
    for (std::int64_t seed = 0; seed < 12; ++seed) {
      const double s = static_cast<double>(seed);
      rows.push_back({dataset, "good", seed, s + (*(dataset + 1) == '3' ? 0 : 1)});
      rows.push_back({dataset, "poor", seed, s});
    }
  }
  const Comparison comparison = compare(rows, {});
  EXPECT_EQ(comparison.penalties, (std::vector<std::vector<std::size_t>>{{0, 2}, {0, 0}}));
  EXPECT_EQ(comparison.datasets[2].claim,
            "d3: exploratory: no difference stands out (smallest p under Holm 1, 12 seeds); that is no proof that "
            "there is none.");
}

}  // namespace
}  // namespace xil
