#include <gtest/gtest.h>

#include "experiments/planning/expected_marks.h"
#include "experiments/planning/forecast.h"
#include "experiments/planning/plan_warnings.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/catalogue/datasets.h"
#include "tests/support/config_catalog.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

Sweep sweep_of(const std::string& text) { return parse_sweep(text, "s.yaml", {}, catalog()); }

TestFamily family(const std::string& text, const SetRecords& records = {}) {
  const Sweep sweep = sweep_of(text);
  const auto labels = label_runs(sweep.runs, std::vector<std::filesystem::path>(sweep.runs.size()));
  return planned_family(sweep.runs, labels, catalog(), records);
}

std::vector<std::pair<std::string, std::size_t>> questions(const TestFamily& family) {
  std::vector<std::pair<std::string, std::size_t>> all;
  for (const TestFamily::Question& question : family.questions) all.emplace_back(question.what, question.tests);
  return all;
}

TEST(PlannedFamily, HasThePairsOfEveryQuestionThatTheSetsAnswer) {
  const TestFamily decoy =
      family("grid: {strategy: [random, active, caipi, nearcaipi, passive], seed: [0, 1, 2, 3, 4]}");
  EXPECT_EQ(questions(decoy),
            (std::vector<std::pair<std::string, std::size_t>>{{"AUBC of accuracy over items shown", 6},
                                                              {"AUBC of accuracy over seconds of the expert", 6},
                                                              {"AUBC of wrong_reason over items shown", 6}}))
      << "no defect is marked; passive has no curve";
  EXPECT_EQ(decoy.seeds, 5u);
  EXPECT_EQ(decoy.advice().smallest_p, 0.0625);
  EXPECT_EQ(decoy.advice().seeds_for_any_claim, 10u) << "36 / 2^10 = .035";
  EXPECT_EQ(family("fixed: {dataset: weld_seams}\ngrid: {strategy: [random, active]}").tests(), 3u)
      << "hit is measured";
  EXPECT_EQ(
      family("fixed: {dataset: weld_seams, explain_items: 0, oracle.look_s: 0, oracle.label_s: 0, oracle.region_s: 0}\n"
             "grid: {strategy: [random, active]}")
          .tests(),
      1u);
  EXPECT_EQ(describe(family("grid: {seed: [0, 1]}")), "");
}

TEST(PlannedFamily, SaysWhatHangsOnTheUsersMasksUntilTheSetWasLookedAt) {
  const std::string own = "fixed: {dataset: {name: image_folder, root: /data}}\ngrid: {strategy: [random, active]}";
  EXPECT_EQ(family(own).certain_tests(), 2u);
  EXPECT_EQ(family(own).tests(), 4u);
  SetRecord record;
  record.items = 10;
  record.defects = 5;
  const TestFamily known = family(own, {{set_key(sweep_of(own).runs[0].dataset), record}});
  EXPECT_EQ(known.certain_tests(), 3u);
  EXPECT_EQ(known.tests(), 3u);
}

TEST(PlannedFamily, CountsExpertsWithOneSeedApart) {
  const TestFamily six = family(
      "fixed: {dataset: weld_seams, strategy: caipi, oracle.expert: human}\n"
      "grid: {oracle.person: [P01, P02, P03], oracle.maps: [shown, hidden], seed: [0, 1]}");
  EXPECT_EQ(six.tests(), 3u);
  EXPECT_EQ(six.seeds, 6u);
}

ExpectedMarks marks(const std::string& name, Value::Map params = {}) {
  return expected_marks(resolved(dataset_table(), "dataset", name, Value(std::move(params))));
}

TEST(ExpectedMarks, SayWhatASetCertainlyMarks) {
  EXPECT_EQ(marks("fashion_mnist").regions(), Marked::No);
  EXPECT_EQ(marks("decoy_fashion_mnist").defects, Marked::No);
  EXPECT_EQ(marks("decoy_fashion_mnist").confounders, Marked::Yes);
  EXPECT_EQ(marks("weld_seams").confounders, Marked::No);
  EXPECT_EQ(marks("weld_seams", {{"confounder", Value(std::string("both"))}}).confounders, Marked::Yes);
  EXPECT_EQ(marks("casting").regions(), Marked::No);
  EXPECT_EQ(marks("magnetic_tile").defects, Marked::Yes);
  EXPECT_EQ(marks("image_folder").regions(), Marked::Perhaps);
}

std::vector<std::string> planned_warnings(const std::string& text, const SetRecords& records = {}) {
  const Sweep sweep = sweep_of(text);
  const auto labels = label_runs(sweep.runs, std::vector<std::filesystem::path>(sweep.runs.size()));
  std::vector<std::string> sentences;
  for (const Warning& warning : plan_warnings(sweep, labels, catalog(), records))
    sentences.push_back(fmt::format("{} {}", enum_name(warning.kind), sentence_of(warning)));
  return sentences;
}

TEST(PlanWarnings, NameTheFiguresThatWillBeMissingAndTheLineToAdd) {
  const auto shown =
      planned_warnings("fixed: {dataset: {name: weld_seams, confounder: both}}\ngrid: {strategy: [random, caipi]}");
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_NE(shown[0].find("maps_not_kept 2 of 2 runs on weld_seams (caipi, random): `saliency: shown`"),
            std::string::npos)
      << shown[0];
  EXPECT_NE(shown[0].find("gallery_*"), std::string::npos);
  EXPECT_EQ(shown[0].find("judged_*"), std::string::npos);
  EXPECT_NE(shown[0].find("add `saliency: all` under `fixed:`"), std::string::npos);
  const auto none =
      planned_warnings("fixed: {dataset: {name: weld_seams, confounder: both}, saliency: none, strategy: caipi}");
  ASSERT_EQ(none.size(), 1u);
  EXPECT_NE(none[0].find("judged_*"), std::string::npos);
  EXPECT_EQ(
      planned_warnings("fixed: {dataset: {name: weld_seams, confounder: both}, saliency: all, strategy: caipi}").size(),
      0u);
}

TEST(PlanWarnings, SayWhereNothingCanBeJudgedOrMeasured) {
  const auto judged = planned_warnings("fixed: {dataset: casting}\ngrid: {strategy: [random, caipi]}");
  ASSERT_EQ(judged.size(), 1u);
  EXPECT_TRUE(judged[0].starts_with("nothing_to_judge 1 of 2 runs on casting (caipi): no item has a region"))
      << judged[0];
  const auto idle = planned_warnings(
      "fixed: {dataset: weld_seams, saliency: all, strategy: {name: caipi, wrong_region: highlighted}, "
      "oracle.verdict_threshold: 0}");
  ASSERT_EQ(idle.size(), 1u);
  EXPECT_TRUE(idle[0].starts_with("idle_threshold ")) << idle[0];
  const auto metrics = planned_warnings("fixed: {dataset: fashion_mnist, metrics.perturbation: true}");
  ASSERT_EQ(metrics.size(), 1u);
  EXPECT_NE(metrics[0].find("deletion_auc, insertion_auc will be undefined"), std::string::npos) << metrics[0];
}

TEST(PlanWarnings, SayWhichHypothesesNothingCanAnswer) {
  const std::string asked =
      "grid: {strategy: [random, active], seed: [0, 1], dataset: [fashion_mnist, decoy_fashion_mnist]}\n"
      "hypotheses: [{better: active, than: random, metric: ";
  for (const char* metric : {"wr", "worst_group_accuracy", "group_accuracy_1"}) {
    const auto said = planned_warnings("fixed: {saliency: all}\n" + asked + metric + "}]");
    ASSERT_EQ(said.size(), 1u) << metric;
    EXPECT_NE(
        said[0].find(fmt::format("undefined_metrics 4 of 4 runs on fashion_mnist (active, random): hypotheses ask "
                                 "for {}, which will be undefined",
                                 metric)),
        std::string::npos)
        << said[0];
  }
  EXPECT_EQ(planned_warnings("fixed: {saliency: all}\n" + asked + "accuracy}]").size(), 0u);
  EXPECT_EQ(planned_warnings("fixed: {saliency: all, explain_items: 0}\n" + asked + "wr}]").size(), 2u)
      << "no map is made of either set";
}

TEST(PlanWarnings, SayWhereLossesWeighNothing) {
  const std::string run =
      "fixed: {dataset: {name: weld_seams, confounder: both}, saliency: all, strategy: {name: caipi, ";
  const auto said = planned_warnings(run + "correct: [{name: rrr, weight: 0}]}}");
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("every region loss has weight 0"), std::string::npos) << said[0];
  EXPECT_EQ(planned_warnings(run + "correct: rrr, penalty_weight: 0}}").size(), 1u);
  EXPECT_EQ(planned_warnings(run + "correct: [counterexamples, {name: rrr, weight: 0}]}}").size(), 0u);
  EXPECT_EQ(planned_warnings(run + "correct: [rbr, {name: rrr, weight: 0}]}}").size(), 0u);
}

TEST(PlanWarnings, SayWhereCopiesWouldHaveNothingToEdit) {
  const auto whole = planned_warnings("fixed: {dataset: weld_seams, saliency: all, strategy: caipi}");
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_TRUE(whole[0].starts_with("nothing_to_edit 1 of 1 run")) << whole[0];
  EXPECT_NE(whole[0].find("none is marked: no edited copy will be made"), std::string::npos) << whole[0];
  EXPECT_EQ(
      planned_warnings("fixed: {dataset: weld_seams, saliency: all, strategy: {name: caipi, kind: augment}}").size(),
      0u)
      << "the whole picture is edited";
  const auto control =
      planned_warnings("fixed: {dataset: weld_seams, saliency: all, strategy: {name: active, copies: 3}}");
  EXPECT_EQ(control.size(), 1u);
  const auto own =
      planned_warnings("fixed: {dataset: {name: image_folder, root: /data}, saliency: all, strategy: caipi}");
  ASSERT_EQ(own.size(), 1u);
  EXPECT_NE(own[0].find("it is not known whether any is marked"), std::string::npos) << own[0];
}

TEST(PlanWarnings, RefuseLossesThatHaveNothingToRead) {
  const auto refused = [](const std::string& dataset, const std::string& strategy, const SetRecords& records = {}) {
    return refusal([&] {
      planned_warnings("fixed: {dataset: " + dataset + ", saliency: all, strategy: {" + strategy + "}}", records);
    });
  };
  const std::string hint = refused("decoy_fashion_mnist", "name: passive, correct: hint");
  EXPECT_TRUE(
      hint.starts_with("2: region loss 'hint' of strategy 'passive' has nothing to read: no item of dataset "
                       "'decoy_fashion_mnist' has marked defects"))
      << hint;
  EXPECT_EQ(refused("weld_seams", "name: passive, correct: hint"), "accepted");
  EXPECT_EQ(refused("{name: decoy_fashion_mnist, mark_objects: true}", "name: passive, correct: hint"), "accepted");
  const std::string whole = refused("weld_seams", "name: caipi, correct: [counterexamples, rrr_g]");
  EXPECT_NE(whole.find("no item of dataset 'weld_seams' has marked confounders: take wrong_region: highlighted"),
            std::string::npos)
      << whole;
  EXPECT_EQ(refused("weld_seams", "name: caipi, correct: rrr_g, wrong_region: highlighted"), "accepted");
  EXPECT_EQ(refused("{name: weld_seams, confounder: both}", "name: caipi, correct: rrr_g"), "accepted");
  EXPECT_TRUE(refused("casting", "name: caipi, correct: rrr, wrong_region: highlighted").starts_with("2: "));
}

/// What the user's own files mark is known after a look at them.
TEST(PlanWarnings, RefuseLossesOnceTheSetWasLookedAt) {
  const std::string own =
      "fixed: {dataset: {name: image_folder, root: /data}, strategy: {name: passive, correct: hint}}";
  EXPECT_EQ(refusal([&] { planned_warnings(own); }), "accepted");
  SetRecord record;
  record.confounders = 4;
  const SetRecords records = {{set_key(sweep_of(own).runs[0].dataset), record}};
  EXPECT_TRUE(refusal([&] { planned_warnings(own, records); }).starts_with("2: region loss 'hint'"));
}

TEST(PlanWarnings, SayThatMeasuresRankTwoClassesAlike) {
  const auto two =
      planned_warnings("grid: {strategy: [active, {name: active, measure: margin}]}\nfixed: {saliency: all}");
  ASSERT_EQ(two.size(), 1u);
  EXPECT_TRUE(two[0].starts_with("same_measure 1 of 2 runs")) << two[0];
  EXPECT_EQ(planned_warnings("fixed: {saliency: all, strategy: {name: active, measure: margin}, "
                             "dataset: {name: decoy_fashion_mnist, classes: [], values: []}}")
                .size(),
            0u);
}

TEST(PlanWarnings, SayWhereGroupsAreNothingButClasses) {
  const auto bare = planned_warnings("fixed: {dataset: fashion_mnist}\ngrid: {strategy: [random, dfr]}");
  ASSERT_EQ(bare.size(), 1u);
  EXPECT_TRUE(bare[0].starts_with("idle_groups 1 of 2 runs")) << bare[0];
  EXPECT_EQ(planned_warnings("fixed: {saliency: all, strategy: dfr}").size(), 0u);
}

TEST(PlanWarnings, KnowTheRegionsThatAnExpertDrawsForClasses) {
  const std::string castings = "fixed:\n  dataset: casting\n  strategy: {name: caipi, refute: wrong_reason}\n";
  ASSERT_EQ(planned_warnings(castings).size(), 1u);
  EXPECT_TRUE(planned_warnings(castings)[0].starts_with("nothing_to_judge"));
  EXPECT_EQ(
      planned_warnings(castings + "  oracle.class_regions: [{class: ok, as: wrong, box: [0, 0, 0.2, 0.2]}]").size(),
      0u);
  const auto right =
      planned_warnings(castings + "  oracle.class_regions: [{class: ok, as: right, box: [0, 0, 0.2, 0.2]}]");
  ASSERT_EQ(right.size(), 1u);
  EXPECT_TRUE(right[0].starts_with("nothing_to_edit")) << right[0];
}

TEST(PlanWarnings, KnowTheSizesOfRegionsOnceTheSetWasLookedAt) {
  const std::string own =
      "fixed: {dataset: {name: image_folder, root: /data}, saliency: all, "
      "strategy: {name: caipi, wrong_region: highlighted}}";
  EXPECT_EQ(planned_warnings(own).size(), 0u);
  SetRecord record;
  record.defects = 5;
  record.median_defect = .0016;  // .0016 * 49 = .078 cells
  record.findings = {"3 pictures have identical copies"};
  const SetRecords records = {{set_key(sweep_of(own).runs[0].dataset), record}};
  const auto small = planned_warnings(own, records);
  ASSERT_EQ(small.size(), 2u);
  EXPECT_NE(small[0].find("the median defect is 0.16 % of its picture, 0.078 cells of a mask's 7 x 7 grid"),
            std::string::npos)
      << small[0];
  EXPECT_NE(small[1].find("3 pictures have identical copies"), std::string::npos) << small[1];
  const auto hsic = planned_warnings(own + "\ngrid: {explainer: [hsic]}", records);
  ASSERT_EQ(hsic.size(), 2u);
  EXPECT_NE(hsic[0].find("cells of a mask's 8 x 8 grid"), std::string::npos) << hsic[0];
  EXPECT_EQ(planned_warnings(own + "\ngrid: {explainer: [gradcam]}", records).size(), 1u) << "it hides no cells";
  const auto iou = planned_warnings(own + "\ngrid: {oracle.verdict: [iou], oracle.verdict_threshold: [.1]}", records);
  EXPECT_NE(iou.at(0).find("best map of it has an IoU of 0.016, below verdict_threshold: 0.1"), std::string::npos)
      << iou[0];
}

}  // namespace
}  // namespace xil
