#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "experiments/command_line/run_choice.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/base/error.h"
#include "tests/support/config_catalog.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

Sweep sweep_of(const std::string& text) { return parse_sweep(text, "s.yaml", {}, catalog()); }

std::set<std::string> labels(const std::string& text) {
  const Sweep sweep = sweep_of(text);
  const std::vector<std::filesystem::path> files(sweep.runs.size(), "file");
  std::set<std::string> all;
  for (const LabelledRun& run : label_runs(sweep.runs, files, sweep.labels))
    all.insert(run.dataset + " | " + run.strategy);
  return all;
}

using Labels = std::set<std::string>;

TEST(RunLabels, AreTheNamesWithTheStrategysOwnParameters) {
  EXPECT_EQ(labels("grid: {dataset: [weld_seams, fashion_mnist], strategy: [random, {name: caipi, "
                   "refutations: 0}], seed: [0, 1]}"),
            (Labels{"weld_seams | random", "weld_seams | caipi refutations=0", "fashion_mnist | random",
                    "fashion_mnist | caipi refutations=0"}));
}

TEST(RunLabels, AreTheLabelsAndTitlesThatTheSweepGives) {
  EXPECT_EQ(
      labels("fixed: {dataset: {name: manifest, root: a, title: Line 1}}\n"
             "grid: {strategy: [{name: caipi, refutations: 0, label: \"größer & 'b'\"}, active], updates: [5, 6]}"),
      (Labels{"Line 1 | größer & 'b' updates=5", "Line 1 | größer & 'b' updates=6", "Line 1 | active updates=5",
              "Line 1 | active updates=6"}));
}

TEST(RunLabels, ChooseDatasetsByTitleAsWellAsByName) {
  const ChoosableRun run{
      to_config(sweep_of("fixed: {dataset: {name: manifest, root: a, title: \"Line 1, left\"}}").runs[0]), "active",
      "Line 1, left"};
  EXPECT_TRUE(RunCriterion("only", "dataset=manifest").matches(run));
  EXPECT_TRUE(RunCriterion("only", "dataset=Line 1, left").matches(run));
  EXPECT_FALSE(RunCriterion("only", "dataset=Line 1").matches(run));
  const std::string why = refusal([&] { RunCriterion("only", "dataset=Line 2").refuse_unmatched(std::span(&run, 1)); });
  EXPECT_NE(why.find("Line 1, left, manifest"), std::string::npos) << why;
}

TEST(RunLabels, MayNotBeBlank) {
  EXPECT_EQ(refusal([] { sweep_of("grid: {strategy: [{name: caipi, label: \"  \"}, active]}"); }),
            "2: s.yaml:1: 'strategy.label' is blank: name what legends shall show, or leave it out");
}

TEST(RunLabels, TellTwoSetsOfOneLayoutApartByTheirTitles) {
  EXPECT_EQ(labels("grid: {dataset: [{name: manifest, root: a, title: A}, {name: manifest, root: b, title: B}, "
                   "{name: image_folder, root: c, title: B}], strategy: [active]}"),
            (Labels{"A | active", "B (manifest title=B) | active", "B (image_folder title=B) | active"}));
}

TEST(RunLabels, NeverMergeTwoConditionsOfOneLabel) {
  EXPECT_EQ(
      labels("grid: {strategy: [{name: caipi, label: ours}, {name: caipi, refutations: 0, label: ours}, random]}"),
      (Labels{"decoy_fashion_mnist | ours (caipi)", "decoy_fashion_mnist | ours (caipi refutations=0)",
              "decoy_fashion_mnist | random"}));
  EXPECT_EQ(labels("grid: {strategy: [{name: active, label: random}, random]}"),
            (Labels{"decoy_fashion_mnist | random (active)", "decoy_fashion_mnist | random"}));
}

TEST(RunLabels, OfALabelBelongToNoRun) {
  const Sweep plain = sweep_of("grid: {strategy: [caipi, active], seed: [0, 1]}");
  const Sweep labelled = sweep_of("grid: {strategy: [{name: caipi, label: CAIPI}, active], seed: [0, 1]}");
  EXPECT_EQ(plain.run_ids, labelled.run_ids);
  EXPECT_TRUE(std::ranges::equal(plain.runs, labelled.runs));
  EXPECT_NE(plain.frozen, labelled.frozen) << "the label is kept with the sweep";
  const Sweep again = sweep_of(labelled.frozen);
  EXPECT_EQ(again.frozen, labelled.frozen);
  EXPECT_EQ(again.labels, labelled.labels);
  const Sweep zipped = sweep_of("zip: {strategy: [caipi, active], strategy.label: [C, A]}");
  EXPECT_EQ(zipped.labels.size(), 2u);
}

TEST(RunLabels, RefuseALabelThatIsNone) {
  const auto refusal = [](const std::string& text) {
    try {
      sweep_of(text);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no refusal");
  };
  EXPECT_NE(refusal("grid: {strategy: [{name: caipi, label: A}, {name: caipi, label: B}]}").find("two labels"),
            std::string::npos);
  EXPECT_NE(refusal("fixed: {strategy: {name: caipi, label: 3}}").find("text of one line"), std::string::npos);
  EXPECT_NE(refusal("fixed: {strategy: {name: caipi, label: " + std::string(81, 'x') + "}}").find("81 characters"),
            std::string::npos);
}

TEST(RunLabels, NeverGiveAControlTheNameOfWhatItControls) {
  EXPECT_EQ(labels("grid: {strategy: [random, {name: active, copies: 3}]}"),
            (Labels{"decoy_fashion_mnist | random", "decoy_fashion_mnist | active copies=3"}));
}

TEST(RunLabels, NameTheParametersThatDifferAndAreNotAsByDefault) {
  EXPECT_EQ(labels("grid: {strategy: [random, active, {name: active, copies: 3}]}"),
            (Labels{"decoy_fashion_mnist | random", "decoy_fashion_mnist | active",
                    "decoy_fashion_mnist | active copies=3"}));
  EXPECT_EQ(labels("fixed: {dataset: weld_seams}\ngrid: {dataset.size: [32, 48], updates: [5, 6]}"),
            (Labels{"weld_seams size=32 | random updates=5", "weld_seams size=32 | random updates=6",
                    "weld_seams | random updates=5", "weld_seams | random updates=6"}));
}

TEST(RunLabels, ShortenKeysWhereThatIsClear) {
  EXPECT_EQ(labels("fixed: {dataset: weld_seams, explainer: rise}\n"
                   "grid: {strategy: [caipi, {name: caipi, refutations: 1}], oracle.label_noise: [0, .1],\n"
                   "  explainer.masks: [100, 200]}"),
            (Labels{"weld_seams | caipi masks=100", "weld_seams | caipi masks=200",
                    "weld_seams | caipi masks=100 label_noise=0.1", "weld_seams | caipi masks=200 label_noise=0.1",
                    "weld_seams | caipi refutations=1 masks=100", "weld_seams | caipi refutations=1 masks=200",
                    "weld_seams | caipi refutations=1 masks=100 label_noise=0.1",
                    "weld_seams | caipi refutations=1 masks=200 label_noise=0.1"}));
  EXPECT_EQ(
      labels("fixed: {model: {name: mlp}}\n"
             "grid: {strategy: [passive, {name: passive, refutations: 0}], model.dropout: [0, .5],\n"
             "  explainer: [rise, invrise]}"),
      (Labels{"decoy_fashion_mnist | passive explainer=rise", "decoy_fashion_mnist | passive",
              "decoy_fashion_mnist | passive dropout=0.5 explainer=rise", "decoy_fashion_mnist | passive dropout=0.5",
              "decoy_fashion_mnist | passive refutations=0 explainer=rise",
              "decoy_fashion_mnist | passive refutations=0",
              "decoy_fashion_mnist | passive refutations=0 dropout=0.5 explainer=rise",
              "decoy_fashion_mnist | passive refutations=0 dropout=0.5"}));
}

TEST(RunLabels, LeaveOutWhatMostConditionsShare) {
  EXPECT_EQ(
      labels("zip: {strategy: [random, active, caipi, passive], updates: [15, 15, 15, 60]}\ngrid: {seed: [0, 1]}"),
      (Labels{"decoy_fashion_mnist | random", "decoy_fashion_mnist | active", "decoy_fashion_mnist | caipi",
              "decoy_fashion_mnist | passive updates=60"}));
  EXPECT_EQ(labels("zip: {strategy: [random, active, caipi], updates: [15, 15, 200]}")
                .count("decoy_fashion_mnist | caipi updates=200"),
            1u)
      << "the default is told where it is not usual";
}

TEST(RunLabels, LeaveOutWhatFollowsTheDatasetAndSeeds) {
  EXPECT_EQ(labels("zip: {dataset: [weld_seams, fashion_mnist], updates: [5, 6]}\ngrid: {seed: [0, "
                   "1], model_seed: [3, 4]}"),
            (Labels{"weld_seams | random", "fashion_mnist | random"}));
}

/// "expert/seed" of every run.
std::vector<std::string> units(const std::string& text) {
  const Sweep sweep = sweep_of(text);
  const std::vector<std::filesystem::path> files(sweep.runs.size(), "file");
  std::vector<std::string> all;
  for (const LabelledRun& run : label_runs(sweep.runs, files)) all.push_back(run.unit().text());
  return all;
}

TEST(RunLabels, TakeWhoAnswersForAPartOfTheUnitAndOfNoLabel) {
  const std::string people =
      "fixed: {dataset: weld_seams, strategy: caipi, oracle.expert: human}\n"
      "grid: {oracle.person: [P01, P02], oracle.maps: [shown, hidden], seed: [0, 1]}";
  EXPECT_EQ(labels(people), (Labels{"weld_seams | caipi", "weld_seams | caipi maps=hidden"}));
  EXPECT_EQ(units(people), (std::vector<std::string>{"0 (P01)", "1 (P01)", "0 (P01)", "1 (P01)", "0 (P02)", "1 (P02)",
                                                     "0 (P02)", "1 (P02)"}));
  EXPECT_EQ(units("fixed: {oracle.person: P01}\ngrid: {seed: [0, 1]}"), (std::vector<std::string>{"0", "1"}))
      << "nobody is asked";
}

TEST(RunLabels, GiveAReplayToTheRunWhoseSessionItRepeats) {
  const std::string digest(64, 'a'), other(64, 'b');
  const std::string replays =
      "fixed: {oracle.expert: replay, strategy: caipi}\ngrid: {oracle.session: [\"out/runs/1f.h5#sha256=" + digest +
      "\", \"out/runs/2e.h5#sha256=" + other + "\"]}";
  EXPECT_EQ(labels(replays), (Labels{"decoy_fashion_mnist | caipi"}));
  EXPECT_EQ(units(replays), (std::vector<std::string>{"0 (1f)", "0 (2e)"}));
}

TEST(Duration, IsReadInTheFormsThatSchedulersUse) {
  EXPECT_EQ(read_duration("time-limit", "90"), 90);
  EXPECT_EQ(read_duration("time-limit", "90s"), 90);
  EXPECT_EQ(read_duration("time-limit", "1.5h"), 5400);
  EXPECT_EQ(read_duration("time-limit", "1h30m"), 5400);
  EXPECT_EQ(read_duration("time-limit", "1d"), 86400);
  EXPECT_EQ(read_duration("time-limit", "1:30:00"), 5400);
  EXPECT_EQ(read_duration("time-limit", "2:30"), 150);
  for (const char* bad : {"", "0", "-5", "h", "5x", "1:2:3:4", "1::2", ":", "nan", "1e99"}) {
    EXPECT_NE(fake::refusal([&] { read_duration("time-limit", bad); }), "") << bad;
  }
}

TEST(Selection, ShardsAreDisjointAndCoverTheFilteredRuns) {
  const Sweep sweep = sweep_of("grid: {strategy: [random, active], seed: [0, 1, 2, 3, 4]}");
  RunOptions options;
  options.filter.emplace("filter", "strategy=active");
  options.shards = 2;
  EXPECT_EQ(selected_runs(sweep, options), (std::vector<std::size_t>{5, 7, 9}));
  options.shard = 1;
  EXPECT_EQ(selected_runs(sweep, options), (std::vector<std::size_t>{6, 8}));
  options = {};
  options.filter.emplace("filter", "seed=1,4");
  EXPECT_EQ(selected_runs(sweep, options), (std::vector<std::size_t>{1, 4, 6, 9}));
}

}  // namespace
}  // namespace xil
