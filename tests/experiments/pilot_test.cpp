#include <gtest/gtest.h>

#include "experiments/pilot/pilot_sections.h"
#include "experiments/pilot/section_report.h"
#include "experiments/pilot/short_run.h"
#include "experiments/sweep/catalog.h"
#include "tests/support/fakes.h"

namespace xil {
namespace {

/// An item with a defect of this share of the picture, whose maps have these scores on it.
JudgedItem defect_item(std::vector<double> scores, double area = 0.1, std::size_t group = 0, int label = 1) {
  JudgedItem item{group, label, {area, kUndefined}, {}};
  for (const double score : scores) item.maps.push_back({score, kUndefined});
  return item;
}

TEST(VerdictForecast, CountsEveryItemOnceHoweverManyMapsItHas) {
  // Below .2: one of two maps, none of one, all of two: (.5 + 0 + 1) / 3.
  const std::vector<JudgedItem> items = {defect_item({0.1, 0.3}), defect_item({0.2}), defect_item({0.1, 0.1})};
  EXPECT_DOUBLE_EQ(wrong_share(items, {0.2, 0.2}), 0.5);
  EXPECT_EQ(judged_items(items), 3u);
}

TEST(VerdictForecast, JudgesBothRegionsAsTheExpertDoes) {
  JudgedItem both{0, 1, {0.1, 0.1}, {{0.5, 0.4}}};
  EXPECT_DOUBLE_EQ(wrong_share({&both, 1}, {0.2, 0.3}), 1);  // too much on the confounder
  EXPECT_DOUBLE_EQ(wrong_share({&both, 1}, {0.2, 0.4}), 0);  // not above the threshold, and enough on the defect
  EXPECT_DOUBLE_EQ(wrong_share({&both, 1}, {0.6, 0.4}), 1);  // too little on the defect
}

TEST(VerdictForecast, LeavesOutWhatIsNotJudged) {
  const std::vector<JudgedItem> items = {defect_item({kUndefined, kUndefined}), defect_item({0.1, kUndefined})};
  EXPECT_EQ(judged_items(items), 1u);
  EXPECT_DOUBLE_EQ(wrong_share(items, {}), 1);
  EXPECT_DOUBLE_EQ(flipped_share(items, {}), 1) << "with one set of masks it is judged, with the other it is not";
  EXPECT_TRUE(std::isnan(wrong_share({}, {})));
}

TEST(VerdictForecast, CountsVerdictsThatChangeBetweenTwoSetsOfMasks) {
  // Pairs: (.1, .3) changes, (.3, .3) does not; (.1, .1) does not; the fifth map has no partner: (.5 + 0) / 2.
  const std::vector<JudgedItem> items = {defect_item({0.1, 0.3, 0.3, 0.3, 0.1}), defect_item({0.1, 0.1})};
  EXPECT_DOUBLE_EQ(flipped_share(items, {0.2, 0.2}), 0.25);
}

TEST(VerdictForecast, TellsVerdictsFromSizes) {
  std::vector<JudgedItem> by_size, against;
  for (int i = 1; i <= 4; ++i) {
    by_size.push_back(defect_item({0.1 * i}, 0.01 * i));
    against.push_back(defect_item({0.1 * i}, 0.01 * (5 - i)));
  }
  EXPECT_DOUBLE_EQ(size_share(by_size, {0.25, 0.2}), 1);
  EXPECT_DOUBLE_EQ(size_share(against, {0.25, 0.2}), 0);
  // One is wrong, and the smallest region is another item's: two of four differ.
  EXPECT_DOUBLE_EQ(size_share(against, {0.15, 0.2}), 0.5);
  EXPECT_TRUE(std::isnan(size_share(against, {0.9, 0.2}))) << "all are wrong: nothing is told apart";
}

TEST(VerdictForecast, ChoosesTheRoundThresholdThatHalvesEveryGroup) {
  std::vector<JudgedItem> items;
  for (int i = 0; i < 10; ++i) items.push_back(defect_item({0.025 + 0.01 * i}, 0.1, 0));  // .025 ... .115
  for (int i = 0; i < 10; ++i) items.push_back(defect_item({0.045 + 0.01 * i}, 0.1, 1));  // .045 ... .135
  // At .07: 5 of 10 and 3 of 10; at .1: 8 and 6; at .05: 3 and 1.
  const auto found = choose_thresholds(items, VerdictRule::Mass);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->thresholds.defect, 0.07);
  EXPECT_DOUBLE_EQ(found->share, 0.4);
  EXPECT_DOUBLE_EQ(found->lowest, 0.3);
  EXPECT_DOUBLE_EQ(found->highest, 0.5);
  EXPECT_EQ(found->judged, 20u);
}

TEST(VerdictForecast, TakesFinerThresholdsWhereRoundOnesTellNothing) {
  std::vector<JudgedItem> items;
  for (int i = 0; i < 9; ++i) items.push_back(defect_item({0.302 + 0.01 * i}));  // .302 ... .382, between .3 and .4
  const auto found = choose_thresholds(items, VerdictRule::Mass);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->thresholds.defect, 0.34);  // the median, .342, with two digits: four of nine are below
  EXPECT_NEAR(found->share, 4.0 / 9, 1e-12);
}

TEST(VerdictForecast, HasOneThresholdForHits) {
  const std::vector<JudgedItem> items = {defect_item({0}), defect_item({1}), defect_item({0})};
  const auto found = choose_thresholds(items, VerdictRule::Hit);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->thresholds.defect, 0.5);
  EXPECT_NEAR(found->share, 2.0 / 3, 1e-12);
  EXPECT_FALSE(choose_thresholds({}, VerdictRule::Hit));
}

TEST(VerdictForecast, CorrelatesMapsAsPearsonDid) {
  const std::vector<double> one = {1, 2, 3}, other = {2, 4, 7};
  EXPECT_NEAR(map_correlation(one, other), 5 / std::sqrt(2 * (38.0 / 3)), 1e-12);
  EXPECT_TRUE(std::isnan(map_correlation(one, std::vector<double>{1, 1, 1})));
}

/// Maps of `masks` masks by which every second of ten items is wrong, with the same scores by every rule.
MapsOfCount half_wrong(std::int64_t masks, double correlation, double flipped_pair_share) {
  MapsOfCount count{masks, correlation, {}};
  for (auto& items : count.items) {
    for (int i = 0; i < 10; ++i) {
      const double score = i % 2 == 0 ? 0.0 : 1.0;
      const bool flips = i < 10 * flipped_pair_share;
      items.push_back(defect_item({score, flips ? 1 - score : score}, 0.01 * (i % 3 + 1)));
    }
  }
  return count;
}

TEST(SettingsChoice, TakesTheFewestMasksUnderWhichVerdictsStopChanging) {
  const std::vector<MapsOfCount> counts = {half_wrong(100, 0.6, 0.3), half_wrong(200, 0.7, 0.1),
                                           half_wrong(400, 0.9, 0)};
  const RuleChoice choice = choose_for_rule(counts, VerdictRule::Mass);
  EXPECT_EQ(choice.masks, 200);
  EXPECT_TRUE(choice.works() && choice.is_stable()) << choice.trouble << choice.caution;
  EXPECT_DOUBLE_EQ(choice.forecast.share, 0.45);  // four of ten, and half of one whose verdict changes
}

TEST(SettingsChoice, NamesWhatMakesARuleUseless) {
  const std::vector<MapsOfCount> noise = {half_wrong(100, 0.1, 0.5)};
  EXPECT_NE(choose_for_rule(noise, VerdictRule::Mass).trouble.find("they are noise"), std::string::npos);
  MapsOfCount all_miss{100, 0.9, {}};
  for (auto& items : all_miss.items) items.assign(10, defect_item({0, 0}));
  EXPECT_NE(choose_for_rule({&all_miss, 1}, VerdictRule::Hit).trouble.find("outside the region in 100 %"),
            std::string::npos);
  EXPECT_NE(choose_for_rule({&all_miss, 1}, VerdictRule::Mass).trouble.find("so alike"), std::string::npos);
  for (auto& items : all_miss.items) items.resize(3);
  EXPECT_NE(choose_for_rule({&all_miss, 1}, VerdictRule::Hit).trouble.find("only 3"), std::string::npos);
}

TEST(SettingsChoice, TriesMasksThatTheExplainerAllows) {
  RiseParams params;
  params.masks = 400;
  EXPECT_EQ(mask_counts_to_try(params, 1600), (std::vector<std::int64_t>{50, 100, 200, 400, 800, 1600}));
  params.sampling = Sampling::Hadamard;  // blocks of 64 for a grid of 7
  params.masks = 256;
  EXPECT_EQ(mask_counts_to_try(params, 256), (std::vector<std::int64_t>{64, 128, 256}));
  params.control_variate = true;  // at least 98 for 49 cells
  EXPECT_EQ(mask_counts_to_try(params, 256), (std::vector<std::int64_t>{128, 256}));
}

TEST(SettingsChoice, RefinesTheGridUntilARegionIsACell) {
  const RiseParams params;                          // a grid of 7
  EXPECT_FALSE(finer_grid(params, 0.03, 64, 64));   // a cell already
  EXPECT_EQ(finer_grid(params, 0.01, 64, 64), 10);  // 10 x 10 cells of .01 each
  EXPECT_FALSE(finer_grid(params, 0.0016, 64, 64)) << "25 cells a side would be less than four pixels";
  EXPECT_FALSE(finer_grid(params, kUndefined, 64, 64));
}

TEST(SettingsChoice, KeepsTheOwnFillWhereItDoesNearlyAsWell) {
  RiseParams params;
  params.fill = Fill::Mean;
  const std::vector<SpreadCell> cells = {
      {0.3, Fill::Mean, 0.15, 0}, {0.5, Fill::Mean, 0.1, 0}, {0.3, Fill::Black, 0.19, 0}, {0.5, Fill::Black, 0.12, 0}};
  const SpreadCell* better = better_spread(cells, params);
  ASSERT_NE(better, nullptr);
  EXPECT_EQ(better->fill, Fill::Mean);
  EXPECT_EQ(better->p, 0.3);
  params.p.number = 0.3;
  EXPECT_EQ(better_spread(cells, params), nullptr) << "the own cell is the best of its fill";
}

TEST(SectionTables, CallWrongWhatLiesBelowOrAboveAThreshold) {
  const std::vector<JudgedItem> items = {defect_item({0.02}, 0.1, 0, 0), defect_item({0.04}, 0.1, 0, 1),
                                         defect_item({0.06}, 0.1, 0, 1)};
  const auto rows = threshold_rows(items, false, VerdictRule::Mass, 2);
  ASSERT_EQ(rows.size(), 2u);  // .03 and .05; .02 and .07 have all scores on one side
  EXPECT_DOUBLE_EQ(rows[0].threshold, 0.03);
  EXPECT_NEAR(rows[0].all, 1.0 / 3, 1e-12);
  EXPECT_DOUBLE_EQ(rows[0].classes[0], 1);
  EXPECT_DOUBLE_EQ(rows[1].classes[1], 0.5);
  EXPECT_TRUE(threshold_rows(items, true, VerdictRule::Mass, 2).empty());
  EXPECT_DOUBLE_EQ(blind_score(items, false, VerdictRule::Mass, 0.1), 0.1);
  EXPECT_NEAR(blind_score(items, false, VerdictRule::Iou, 0.1), 0.01 / 0.19, 1e-12);
}

Sweep pilot_sweep(const std::string& more) {
  return parse_sweep("name: p\nfixed:\n  dataset: weld_seams\ngrid:\n  seed: [0, 9000]\n" + more, "test", {},
                     catalog());
}

TEST(PilotSections, PutStrategiesTogetherThatJudgeAndCorrectAlike) {
  const Sweep sweep = pilot_sweep(
      "  strategy: [random, caipi, {name: caipi, kind: randomise}, {name: caipi, refutations: 0}, {name: caipi, correct: "
      "rrr}]\n  updates: [50, 60]\n");
  EXPECT_EQ(pilot_seed(sweep), 9001);
  const PilotPlan plan = plan_pilot(sweep, catalog(), 9001, 4, 2);
  ASSERT_EQ(plan.sections.size(), 1u);
  const PilotSection& section = plan.sections[0];
  ASSERT_EQ(section.families.size(), 2u);
  EXPECT_EQ(section.families[0].name, "caipi");
  EXPECT_EQ(section.families[0].runs, 8u);
  EXPECT_EQ(section.families[0].run.seed, 9001);
  EXPECT_EQ(section.families[1].name, "caipi without corrections");
  EXPECT_EQ(section.left_out, std::vector<std::string>{"caipi with rrr"});
  EXPECT_EQ(section.others, std::vector<std::string>{"random"});
  EXPECT_EQ(section.varied, std::vector<std::string>{"updates=50"});
}

TEST(PilotSections, CountWhatTheLimitLeavesOut) {
  const Sweep sweep = pilot_sweep("  explainer: [rise, invrise]\n  dataset.size: [32, 48]\n");
  const PilotPlan plan = plan_pilot(sweep, catalog(), 7, 1, 2);
  ASSERT_EQ(plan.sections.size(), 1u);
  EXPECT_FALSE(plan.sections[0].judges);
  EXPECT_EQ(plan.sections[0].name, "weld_seams, simple_cnn, rise, dataset.size=32");
  EXPECT_EQ(plan.left_out.size(), 3u);
}

TEST(ShortRun, ReadsNoTestItemAndEndsWithTheSweepsNumberOfItems) {
  class Guarded final : public FakeLearner {
   public:
    explicit Guarded(const Dataset& dataset) : FakeLearner(dataset), own_(dataset) {}
    Prediction predict(std::span<const ItemId> items, bool with_features) override {
      for (const ItemId item : items) EXPECT_EQ(own_.item(item).split, Split::Pool);
      return FakeLearner::predict(items, with_features);
    }

   private:
    const Dataset& own_;
  };
  const FakeDataset dataset(60, 10);
  Guarded learner(dataset);
  const Sweep sweep = pilot_sweep("  strategy: [caipi]\n  rounds: [6]\n  query_batch: [4]\n  initial: [6]\n");
  const ShortRun run = short_run(sweep.runs.front(), dataset, learner, {2, 100, 3}, [](std::string_view) {});
  ASSERT_EQ(run.stages.size(), 3u);
  EXPECT_EQ(run.stages[0].labelled, 6);
  EXPECT_EQ(run.stages[1].shown, 8);
  EXPECT_EQ(run.stages[2].shown, 24) << "six rounds of four";
  EXPECT_EQ(run.stages[2].round, 3);
  EXPECT_EQ(run.looks.size(), 24u);
  for (const NetworkStage& stage : run.stages) {
    EXPECT_LE(stage.probes.size(), 3u);
    for (const Probe& probe : stage.probes) EXPECT_EQ(dataset.item(probe.item).label, probe.label);
  }
}

}  // namespace
}  // namespace xil
