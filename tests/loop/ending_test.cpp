#include <algorithm>
#include <cmath>

#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

TEST(Loop, ExplanationMetricsAppearAtTheirRoundsOnly) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("random");
  run.explain_at = {2, 5};
  run.saliency = MapRetention::All;
  const auto result = run_with(run, dataset);
  for (const RoundRecord& round : result.log.rounds) {
    for (const auto& [name, value] : round.metrics) {
      if (name == "relevance_mass") {
        EXPECT_EQ(std::isnan(value), round.round != 2 && round.round != 5);
      }
    }
  }
  EXPECT_EQ(result.log.maps.size(), 10u);
}

TEST(Loop, ExpertSecondsFollowTheCostModel) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi");
  run.oracle.look_s = 3;
  run.oracle.label_s = 10;
  run.oracle.region_s = 100;
  const auto result = run_with(run, dataset);
  double expected = 0;
  for (const ShownRecord& look : result.log.looks) {
    expected += 3 + (look.verdict == Verdict::WrongLabel ? 10 : 0) + (look.edits > 0 ? 100 : 0);
  }
  EXPECT_EQ(result.log.rounds.back().expert_s, expected);
}

TEST(Loop, WarnsWhenVerdictsDoNotTellItemsApart) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi");
  run.oracle.verdict_threshold = 0;
  run.oracle.confounder_threshold = 1;
  const auto result = run_with(run, dataset);
  const auto noted = [&](std::string_view part) {
    return std::ranges::count_if(result.log.notes,
                                 [&](const std::string& note) { return note.find(part) != note.npos; });
  };
  EXPECT_EQ(noted("0 % of the judged explanations were called wrong"), 1);
  EXPECT_EQ(noted("masks of the shown items' maps: p = 0.5 in 42"), 1);
}

TEST(Loop, SaysWhatIsUndefinedInEveryRound) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("random");
  const auto result = run_with(run, dataset);
  std::map<std::string, bool> defined;
  for (const RoundRecord& record : result.log.rounds) {
    for (const auto& [name, value] : record.metrics) defined[name] |= !std::isnan(value);
  }
  std::string names;
  for (const auto& [name, ever] : defined) {
    if (!ever) names += (names.empty() ? "" : ", ") + name;
  }
  const auto told = std::ranges::find_if(
      result.log.notes, [](const std::string& note) { return note.starts_with("undefined in every round"); });
  ASSERT_EQ(told != result.log.notes.end(), !names.empty());
  if (!names.empty()) {
    EXPECT_TRUE(told->ends_with(": " + names)) << *told;
  }
}

TEST(Loop, EndsWhereEnoughWasShown) {
  const FakeDataset dataset(300, 20);
  for (const BudgetAxis budget : {BudgetAxis::Shown, BudgetAxis::Queries}) {
    RunParams run = run_of("nearcaipi");
    run.budget = budget;
    run.until = Until::Shown;
    run.until_shown = 24;
    const auto result = run_with(run, dataset);
    EXPECT_EQ(result.log.rounds.back().shown, 24);
    EXPECT_LT(result.log.rounds.size(), 7u);
    EXPECT_FALSE(std::isnan(last_metric(result, "relevance_mass"))) << "the last round has explanation metrics";
  }
}

TEST(Loop, EndsWhereTheTargetIsReachedOnTheValidationItems) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("random");
  run.until = Until::Target;
  run.until_accuracy = 0.75;
  const auto result = run_with(run, dataset);
  EXPECT_GE(last_metric(result, "validation_accuracy"), 0.75);
  for (std::size_t r = 0; r + 1 < result.log.rounds.size(); ++r) {
    for (const auto& [name, value] : result.log.rounds[r].metrics) {
      if (name == "validation_accuracy") {
        EXPECT_LT(value, 0.75) << "round " << r;
      }
    }
  }
  run.until_accuracy = 1.0;
  run.rounds = 2;
  EXPECT_LE(run_with(run, dataset).log.rounds.size(), 3u);
}

TEST(Loop, MeasuresTheGapBetweenLabelledAndTestItems) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("random"), dataset);
  EXPECT_NEAR(last_metric(result, "decoy_gap"), last_metric(result, "train_accuracy") - last_metric(result, "accuracy"),
              1e-12);
}

TEST(Loop, TellsWrongReasonsApartByTheExplainedClass) {
  const FakeDataset dataset(90, 40);
  RunParams run = run_of("random");
  run.explain_items = 40;
  const auto result = run_with(run, dataset);
  const double all = last_metric(result, "wrong_reason"), zero = last_metric(result, "wrong_reason_0"),
               one = last_metric(result, "wrong_reason_1");
  EXPECT_GT(all, std::min(zero, one));
  EXPECT_LT(all, std::max(zero, one));
}

TEST(Loop, MeasuresPerturbationAndNeighboursOnDemandOnly) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("random");
  EXPECT_EQ(last_metric(run_with(run, dataset), "deletion_auc"), -1);
  run.metrics.perturbation = true;
  run.metrics.neighbours = 3;
  const auto result = run_with(run, dataset);
  EXPECT_GE(last_metric(result, "deletion_auc"), 0);
  EXPECT_GE(last_metric(result, "insertion_auc"), 0);
  EXPECT_TRUE(std::isnan(last_metric(result, "neighbour_same_type"))) << "the fake's items have no defect types";
}

}  // namespace
}  // namespace xil
