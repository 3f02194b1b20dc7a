#include <algorithm>
#include <map>
#include <set>

#include "framework/loop/refutation.h"
#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

TEST(Corrections, RefutationsCarryTheExpertsLabelAndSpareTheDefect) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi", {{"wrong_region", Value(std::string("highlighted"))}});
  run.oracle.label_noise = 0.3;
  run.oracle.highlight = 1.0;
  const auto result = run_with(run, dataset);
  ASSERT_GT(result.log.refutations().size(), 10u);
  std::map<ItemId, int> given;
  for (const ShownRecord& look : result.log.looks) given[look.item] = look.given_label;
  for (const Correction& r : result.log.refutations()) {
    EXPECT_EQ(r.label, given.at(r.item));
    EXPECT_GT(area(r.region()), 0u);
    const Region* defect = dataset.defect(r.item);
    if (defect == nullptr) continue;
    for (std::size_t i = 0; i < defect->values.size(); ++i) {
      EXPECT_FALSE(defect->values[i] != 0 && r.region().values[i] != 0);
    }
  }
}

TEST(Corrections, DonorsAreLabelledItemsOfTheWantedClass) {
  const std::vector<ItemId> labelled = {2, 3, 4, 7};
  const std::vector<int> labels = {0, 1, 0, 1};
  const Region wrong(8, 8, 1);
  for (const DonorClass from : {DonorClass::Same, DonorClass::Other, DonorClass::Any}) {
    const CorrectionPlan plan{.copies = 20, .recipe = {.kind = EditKind::Substitute, .from = from}};
    const auto edits = make_refutations(plan, {.item = 3, .label = 1, .round = 1}, wrong, labelled, labels);
    ASSERT_EQ(edits.size(), 20u);
    for (const Edit& edit : edits) {
      EXPECT_NE(edit.donor, 3u);
      if (from == DonorClass::Same) {
        EXPECT_EQ(edit.donor, 7u);
      }
      if (from == DonorClass::Other) {
        EXPECT_NE(edit.donor, 7u);
      }
    }
  }
}

TEST(Corrections, ItemsWithoutARegionGetNoRegionEdits) {
  const FakeDataset bare(60, 20, 2, false);
  EXPECT_TRUE(run_with(run_of("caipi"), bare).log.refutations().empty());
  const auto augmented = run_with(run_of("caipi", {{"kind", Value(std::string("augment"))}}), bare);
  EXPECT_GT(augmented.log.refutations().size(), 0u);
}

TEST(Corrections, TheControlEditsEveryShownItemThatHasAConfounder) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("active", {{"copies", Value(std::int64_t{2})}}), dataset);
  for (const ShownRecord& look : result.log.looks) {
    EXPECT_EQ(look.edits, dataset.confounder(look.item) ? 2 : 0);
  }
}

TEST(Corrections, RecordTheParametersOfTheirEdits) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(
      run_of("caipi",
             {{"kind", text("augment")}, {"flips", Value(false)}, {"zoom", Value(0.25)}, {"inpaint_px", Value(7.0)}}),
      dataset);
  ASSERT_GT(result.log.refutations().size(), 0u);
  for (const Correction& r : result.log.refutations()) {
    EXPECT_EQ(r.edit()->recipe.kind, EditKind::Augment);
    EXPECT_FALSE(r.edit()->recipe.flips);
    EXPECT_EQ(r.edit()->recipe.zoom, 0.25);
    EXPECT_EQ(r.edit()->recipe.inpaint_px, 7.0);
  }
}

TEST(Corrections, RefuteTheWrongReasonOnlyWhereTheyAreToldTo) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("caipi", {{"refute", text("wrong_reason")}}), dataset);
  std::size_t refuted = 0;
  for (const ShownRecord& look : result.log.looks) {
    if (look.edits > 0) {
      ++refuted;
      EXPECT_EQ(look.verdict, Verdict::WrongReasons);
    }
  }
  EXPECT_GT(refuted, 0u);
}

TEST(Corrections, CountRefutationsPerClass) {
  const FakeDataset dataset(90, 20, 3);
  const auto result = run_with(run_of("caipi"), dataset);
  std::map<int, double> expected;
  for (const Correction& r : result.log.refutations()) expected[r.label] += 1;
  for (int k = 0; k < 3; ++k) EXPECT_EQ(last_metric(result, "refutations_" + std::to_string(k)), expected[k]);
  EXPECT_EQ(last_metric(result, "refutations"), static_cast<double>(result.log.refutations().size()));
}

TEST(Corrections, ByGradientPenaltyGiveARegionInsteadOfCopies) {
  const FakeDataset dataset(90, 20);
  const auto result =
      run_with(run_of("caipi", {{"correct", text("gradient_penalty")}, {"penalty_weight", Value(4.0)}}), dataset);
  EXPECT_TRUE(result.log.refutations().empty());
  std::set<ItemId> penalised, logged;
  for (const Example& example : result.examples) {
    if (example.losses.empty()) continue;
    ASSERT_EQ(example.losses.size(), 1u);
    penalised.insert(example.item);
    EXPECT_EQ(example.losses[0].kind, RegionLossKind::Rrr);
    EXPECT_EQ(example.losses[0].weight, 4.0);
    EXPECT_EQ(*example.losses[0].region, *dataset.confounder(example.item));
  }
  for (const Correction& record : result.log.region_losses()) logged.insert(record.item);
  EXPECT_GT(penalised.size(), 5u);
  EXPECT_EQ(penalised, logged);
  for (const ShownRecord& look : result.log.looks) EXPECT_EQ(look.region_losses, penalised.contains(look.item) ? 1 : 0);
  EXPECT_EQ(last_metric(result, "penalties"), static_cast<double>(penalised.size()));
}

TEST(Corrections, MayDoBoth) {
  const FakeDataset dataset(90, 20);
  const auto both = run_with(run_of("caipi", {{"correct", text("both")}}), dataset);
  EXPECT_GT(both.log.refutations().size(), 0u);
  EXPECT_GT(both.log.region_losses().size(), 0u);
}

TEST(Corrections, FollowTheExpertsMarksAndNotTheTruth) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi");
  run.oracle.mask_noise = MaskNoise::Dilated;
  run.oracle.mask_noise_px = 1;
  const auto result = run_with(run, dataset);
  ASSERT_GT(result.log.refutations().size(), 0u);
  for (const Correction& r : result.log.refutations()) {
    EXPECT_EQ(r.region(), dilate(*dataset.confounder(r.item), 1));
  }
}

TEST(Passive, LabelsThePoolCorrectsEveryItemAndStops) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("passive", {{"refutations", whole(2)}}), dataset);
  ASSERT_EQ(result.log.rounds.size(), 1u);
  EXPECT_EQ(result.log.rounds[0].shown, 0);
  EXPECT_TRUE(result.log.looks.empty());
  EXPECT_EQ(result.log.initial.size(), 90u);
  std::size_t confounded = 0;
  for (ItemId item = 0; item < 90; ++item) confounded += dataset.confounder(item) != nullptr ? 1u : 0u;
  EXPECT_EQ(result.log.refutations().size(), 2 * confounded);
  for (std::size_t i = 0; i < 90; ++i) EXPECT_EQ(result.examples[i].item, i) << "items come first, in their order";
  EXPECT_EQ(result.log.rounds[0].expert_s, 5 * static_cast<double>(confounded));
}

std::set<ItemId> corrected_items(const Result& result) {
  std::set<ItemId> items;
  for (const Correction& r : result.log.refutations()) items.insert(r.item);
  return items;
}

TEST(Passive, CorrectsSoManyItemsAsAreExplainedAndLabelsTheRest) {
  const FakeDataset dataset(90, 20);
  const auto explained = [&](std::int64_t count, std::int64_t seed = 0) {
    RunParams run = run_of("passive", {{"refutations", whole(1)}, {"explained", whole(count)}});
    run.seed = seed;
    return run_with(run, dataset);
  };
  const auto few = explained(20), more = explained(40);
  // Items without a confounder have nothing to correct: one of five.
  EXPECT_GE(few.log.refutations().size(), 10u);
  EXPECT_LE(few.log.refutations().size(), 20u);
  EXPECT_EQ(few.examples.size(), 90 + few.log.refutations().size());
  EXPECT_EQ(few.log.rounds[0].expert_s, 5 * static_cast<double>(few.log.refutations().size()));
  const auto small = corrected_items(few), large = corrected_items(more);
  EXPECT_TRUE(std::ranges::includes(large, small)) << "more explanations are the same ones and others";
  EXPECT_GT(large.size(), small.size());
  EXPECT_NE(small, corrected_items(explained(20, 1))) << "another split, other items";
  EXPECT_EQ(corrected_items(explained(90)), corrected_items(explained(0)));
  EXPECT_THROW(explained(91), Error);
}

TEST(Passive, SaysWhereMaskNoiseHasNoEffect) {
  RunParams run = run_of("passive");
  run.oracle.mask_noise = MaskNoise::WholePicture;
  const auto notes_about = [&](const Dataset& dataset) {
    const auto result = run_with(run, dataset);
    return std::ranges::count_if(result.log.notes, [](const std::string& note) {
      return note.find("mask_noise: whole_picture stands in the place of confounders") != std::string::npos;
    });
  };
  EXPECT_EQ(notes_about(FakeDataset(30, 20)), 0);
  EXPECT_EQ(notes_about(FakeDataset(30, 20, 2, false)), 1);
  ClassShape shape;  // the marks are those of classes then, whatever the items' own are
  shape.classes = {"class 0"};
  shape.as = ClassReason::Wrong;
  shape.box = {0, 0, 0.5, 0.5};
  run.oracle.class_regions = {shape};
  EXPECT_EQ(notes_about(FakeDataset(30, 20, 2, false)), 0);
  run.oracle.class_regions[0].as = ClassReason::Right;
  EXPECT_EQ(notes_about(FakeDataset(30, 20)), 1);
}

}  // namespace
}  // namespace xil
