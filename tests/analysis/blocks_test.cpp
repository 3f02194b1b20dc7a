#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/comparison/complete_blocks.h"
#include "analysis/figures/mean_curves.h"
#include "analysis/results/run_data.h"
#include "framework/core/base/error.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string message_of(const std::vector<RunData>& runs) {
  try {
    join_runs(runs);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(CompleteBlocks, ListTheSeedsThatSomeStrategyLacks) {
  const CompleteBlocks blocks = complete_blocks(
      {{"b", {{0, true}, {1, true}, {2, false}}}, {"a", {{1, true}, {2, false}}}}, NoSharedUnit::KeepStrategies);
  EXPECT_THAT(blocks.strategies, ElementsAre("a", "b"));
  EXPECT_THAT(blocks.units, ElementsAre(1));
  ASSERT_EQ(blocks.incomplete.size(), 2u);
  EXPECT_THAT(blocks.incomplete[0].lacking, ElementsAre("a"));
  EXPECT_EQ(blocks.incomplete[1].unit, 2);
  EXPECT_THAT(blocks.incomplete[1].lacking, ElementsAre("a", "b"));
}

TEST(CompleteBlocks, LeaveStrategiesOutOnlyWhereThatIsTheRule) {
  const UnitTable table = {{"a", {{0, true}, {1, true}}}, {"b", {{0, true}, {1, true}}}, {"c", {{7, true}}}};
  const CompleteBlocks kept = complete_blocks(table, NoSharedUnit::KeepStrategies);
  EXPECT_THAT(kept.strategies, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(kept.units.empty());
  const CompleteBlocks fewer = complete_blocks(table, NoSharedUnit::LeaveOutStrategies);
  EXPECT_THAT(fewer.left_out, ElementsAre("c"));
  EXPECT_THAT(fewer.units, ElementsAre(0, 1));
  EXPECT_TRUE(fewer.incomplete.empty());
}

TEST(JoinRuns, SortsDatasetsStrategiesAndSeeds) {
  const std::vector<RunData> runs = {made_run("weld", "random", 1, {.5}), made_run("decoy", "caipi", 0, {.5}),
                                     made_run("weld", "caipi", 1, {.5}), made_run("weld", "random", 0, {.5}),
                                     made_run("weld", "caipi", 0, {.5})};
  const auto joined = join_runs(runs);
  ASSERT_EQ(joined.size(), 2u);
  EXPECT_EQ(joined[0].dataset, "decoy");
  EXPECT_THAT(joined[1].strategies, ElementsAre("caipi", "random"));
  EXPECT_THAT(joined[1].units, ElementsAre(0, 1));
  EXPECT_EQ(joined[1].runs[1][0], &runs[3]);
  EXPECT_TRUE(joined[1].notes.empty());
}

TEST(JoinRuns, KeepsCompleteBlocksAndNamesWhatIsMissing) {
  const std::vector<RunData> runs = {made_run("weld", "random", 0, {.5}), made_run("weld", "random", 1, {.5}),
                                     made_run("weld", "caipi", 1, {.5}), made_run("weld", "caipi", 2, {.5})};
  const auto joined = join_runs(runs);
  EXPECT_THAT(joined[0].units, ElementsAre(1));
  EXPECT_THAT(joined[0].notes, ElementsAre("weld: seed 0 is left out, since there is no complete run of caipi",
                                           "weld: seed 2 is left out, since there is no complete run of random"));
}

TEST(JoinRuns, LeavesOutAStrategyOnlyWhereNoSeedIsShared) {
  const std::vector<RunData> runs = {made_run("weld", "random", 0, {.5}), made_run("weld", "random", 1, {.5}),
                                     made_run("weld", "caipi", 0, {.5}), made_run("weld", "caipi", 1, {.5}),
                                     made_run("weld", "active", 7, {.5})};
  const auto joined = join_runs(runs);
  EXPECT_THAT(joined[0].strategies, ElementsAre("caipi", "random"));
  EXPECT_THAT(joined[0].units, ElementsAre(0, 1));
  EXPECT_THAT(joined[0].notes, ElementsAre(HasSubstr("'active' is left out")));
}

TEST(JoinRuns, RefusesTwoRunsUnderOneLabel) {
  const std::string message = message_of({made_run("weld", "caipi", 3, {.5}), made_run("weld", "caipi", 3, {.6})});
  EXPECT_THAT(message, HasSubstr("dataset=weld strategy=caipi seed=3"));
}

TEST(JoinRuns, RefusesStrategiesThatSawDifferentData) {
  std::vector<RunData> runs = {made_run("weld", "caipi", 3, {.5}), made_run("weld", "random", 3, {.6})};
  runs[1].summary.header.dataset_digest = "another split";
  EXPECT_THAT(message_of(runs), HasSubstr("their data or splits differ"));
}

TEST(MetricCurve, KeepsOnlyRoundsWhereTheMetricIsDefined) {
  const RunData run = made_run("weld", "caipi", 0, {0, 10, 20}, {{"jaccard", {.1, kUndefined, .3}}});
  const Curve curve = metric_curve(run.summary, "jaccard");
  EXPECT_THAT(curve.x, ElementsAre(0, 20));
  EXPECT_THAT(curve.y, ElementsAre(.1, .3));
  EXPECT_TRUE(metric_curve(run.summary, "no_such_metric").empty());
}

TEST(CommonRange, IsWhatEveryRunReachedReferencesAside) {
  const std::vector<RunData> runs = {made_run("weld", "caipi", 0, {.5, .6, .7}), made_run("weld", "passive", 0, {.9}),
                                     made_run("weld", "random", 0, {0, 5, 15}, {{"accuracy", {.5, .6, .7}}})};
  const auto joined = join_runs(runs);
  const BudgetRange range = common_range(joined[0]);
  EXPECT_EQ(range.low, 0);
  EXPECT_EQ(range.high, 15);
  EXPECT_FALSE(range.equal_axes);
}

TEST(ResultsDigest, FollowsResultsAndNotTheClock) {
  const auto digest = [](double accuracy, double seconds) {
    const std::vector<RunData> runs = {
        made_run("weld", "caipi", 0, {0, 10}, {{"accuracy", {.5, accuracy}}, {"fit_s", {1, seconds}}})};
    return results_digest(join_runs(runs)[0]);
  };
  EXPECT_EQ(digest(.6, 1), digest(.6, 2));
  EXPECT_NE(digest(.6, 1), digest(.7, 1));
}

TEST(MeanCurves, AverageOverSeedsPointByPoint) {
  const std::vector<RunData> runs = {made_run("weld", "caipi", 0, {.5, .6}), made_run("weld", "caipi", 1, {.7, .9})};
  const auto joined = join_runs(runs);
  const auto curves = mean_curves(joined[0], "accuracy", common_range(joined[0]));
  ASSERT_EQ(curves.size(), 1u);
  EXPECT_THAT(curves[0].shown, ElementsAre(0, 10));
  EXPECT_NEAR(curves[0].mean[0], .6, 1e-12);
  EXPECT_NEAR(curves[0].mean[1], .75, 1e-12);
  EXPECT_LE(curves[0].low[1], curves[0].mean[1]);
  EXPECT_GE(curves[0].high[1], curves[0].mean[1]);
}

TEST(MeanCurves, InterpolateWhereBudgetsDiffer) {
  const std::vector<RunData> runs = {made_run("weld", "caipi", 0, {0, 10, 20}, {{"accuracy", {.5, .6, .7}}}),
                                     made_run("weld", "caipi", 1, {0, 16}, {{"accuracy", {.5, .82}}})};
  const auto joined = join_runs(runs);
  const auto curves = mean_curves(joined[0], "accuracy", common_range(joined[0]));
  EXPECT_THAT(curves[0].shown, ElementsAre(0, 10, 16));
  EXPECT_NEAR(curves[0].mean[1], (.6 + .7) / 2, 1e-12);
  EXPECT_NEAR(curves[0].mean[2], (.66 + .82) / 2, 1e-12);
}

TEST(MeanCurves, DrawARunWithoutRoundsAsALevel) {
  const std::vector<RunData> runs = {made_run("weld", "caipi", 0, {.5, .6}), made_run("weld", "passive", 0, {.9})};
  const auto joined = join_runs(runs);
  const auto curves = mean_curves(joined[0], "accuracy", common_range(joined[0]));
  ASSERT_EQ(curves.size(), 2u);
  EXPECT_TRUE(curves[1].reference);
  EXPECT_THAT(curves[1].shown, ElementsAre(0, 10));
  EXPECT_THAT(curves[1].mean, ElementsAre(.9, .9));
}

}  // namespace
}  // namespace xil
