#include "framework/config/sweep.h"

#include <gtest/gtest.h>

#include "framework/config/yaml.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

Sweep sweep_of(const std::string& text) { return parse_sweep(text, "s.yaml", {}, fake::catalog()); }
std::string refused(const std::string& text) {
  return fake::refusal([&] { sweep_of(text); });
}
/// "strategy/seed ..." in the order of the runs.
std::string order(const Sweep& sweep) {
  std::string text;
  for (const RunParams& run : sweep.runs) {
    text += (text.empty() ? "" : " ") + run.strategy.name + "/" + std::to_string(run.seed);
  }
  return text;
}
std::int64_t copies(const RunParams& run) { return *run.strategy.params.find("copies")->get<std::int64_t>(); }

TEST(Sweep, FixedAloneIsOneRun) {
  const Sweep sweep =
      sweep_of("name: one\nfixed:\n  rounds: 3\n  oracle: {label_noise: 0.1}\n  training.batch_size: 8\n");
  ASSERT_EQ(sweep.runs.size(), 1u);
  EXPECT_EQ(sweep.name, "one");
  EXPECT_EQ(sweep.runs[0].rounds, 3);
  EXPECT_EQ(sweep.runs[0].oracle.label_noise, 0.1);
  EXPECT_EQ(sweep.runs[0].training.batch_size, 8);
  EXPECT_EQ(sweep.run_ids[0], run_id(sweep.runs[0], fake::catalog()));
  EXPECT_TRUE(sweep.swept.empty());
}

TEST(Sweep, NameDefaultsToTheFilesName) { EXPECT_EQ(sweep_of("fixed: {rounds: 1}").name, "s"); }

TEST(Sweep, SeedsVaryFastestWhateverTheOrderInTheFile) {
  const std::string expected = "random/1 random/0 copier/1 copier/0";
  EXPECT_EQ(order(sweep_of("grid: {seed: [1, 0], strategy: [random, copier]}")), expected);
  EXPECT_EQ(order(sweep_of("grid: {strategy: [random, copier], seed: [1, 0]}")), expected);
  const Sweep sweep = sweep_of(
      "grid: {seed: [0], rounds: [1, 2], dataset: [weld_seams, decoy_fashion_mnist], model: [mlp, "
      "simple_cnn]}");
  ASSERT_EQ(sweep.runs.size(), 8u);
  EXPECT_EQ(sweep.runs[3].dataset.name, "weld_seams");
  EXPECT_EQ(sweep.runs[3].model.name, "simple_cnn");
  EXPECT_EQ(sweep.runs[3].rounds, 2);
  EXPECT_EQ(sweep.runs[2].rounds, 1);
  EXPECT_EQ(sweep.swept, (std::vector<std::string>{"dataset", "model", "rounds"}));
}

TEST(Sweep, ParametersApplyOnlyWhereTheStrategyHasThem) {
  const Sweep sweep = sweep_of("grid: {strategy: [random, copier, teacher], strategy.copies: [0, 3], seed: [0, 1]}");
  EXPECT_EQ(order(sweep),
            "random/0 random/1 copier/0 copier/1 copier/0 copier/1 teacher/0 teacher/1 teacher/0 "
            "teacher/1");
  EXPECT_EQ(copies(sweep.runs[2]), 0);
  EXPECT_EQ(copies(sweep.runs[4]), 3);
  EXPECT_EQ(sweep.swept, (std::vector<std::string>{"strategy", "strategy.copies", "seed"}));
  EXPECT_TRUE(sweep.notes.empty());
}

TEST(Sweep, ParametersThatNothingChosenHasAreNoted) {
  const Sweep sweep = sweep_of("fixed: {strategy.copies: 3}\ngrid: {strategy: [random]}");
  EXPECT_EQ(sweep.runs.size(), 1u);
  EXPECT_EQ(sweep.notes,
            (std::vector<std::string>{"s.yaml:1: 'strategy.copies' has no effect: nothing that is chosen has it"}));
}

TEST(Sweep, DottedParametersReachTheDefaultComponent) {
  EXPECT_EQ(*sweep_of("fixed: {dataset.pool: 77}").runs[0].dataset.params.find("pool"), Value(std::int64_t{77}));
}

TEST(Sweep, RunsThatDifferInNothingThatCountsCollapse) {
  EXPECT_EQ(sweep_of("grid: {rounds: [3, 3, 4]}").runs.size(), 2u);
  EXPECT_EQ(sweep_of("grid: {budget: [shown, queries], strategy: [random, teacher]}").runs.size(), 3u);
  EXPECT_EQ(sweep_of("grid: {split_seed: [~, 4], seed: [4]}").runs.size(), 1u);
}

TEST(Sweep, KeepsItsQuestionWhichIsNoPartOfTheRuns) {
  const Sweep asked = sweep_of("question: 'Which: a or \"b\"?'\n"), silent = sweep_of("name: s\n");
  EXPECT_EQ(asked.question, "Which: a or \"b\"?");
  EXPECT_EQ(asked.run_ids, silent.run_ids);
  EXPECT_EQ(sweep_of(asked.frozen).question, asked.question);
  EXPECT_EQ(silent.frozen.find("question"), std::string::npos);
  EXPECT_EQ(refused("question: [a]\n"), "s.yaml:1: 'question' must be a text of one line, got [\"a\"]");
}

TEST(Sweep, ZipPairsItsKeys) {
  const Sweep sweep = sweep_of(
      "zip:\n  strategy: [random, {name: copier, copies: 2}]\n  query_batch: [5, 7]\ngrid: {seed: "
      "[0, 1]}");
  EXPECT_EQ(order(sweep), "random/0 random/1 copier/0 copier/1");
  EXPECT_EQ(sweep.runs[1].query_batch, 5);
  EXPECT_EQ(sweep.runs[2].query_batch, 7);
  EXPECT_EQ(copies(sweep.runs[2]), 2);
  const Sweep two = sweep_of(
      "zip:\n  - {rounds: [1, 2], updates: [10, 20]}\n  - {seed: 'range(0,3)', split_seed: [7, 8, "
      "9]}\n");
  ASSERT_EQ(two.runs.size(), 6u);
  EXPECT_EQ(two.runs[5].updates, 20);
  EXPECT_EQ(two.runs[5].split_seed, 9);
}

TEST(Sweep, ExcludeDropsRunsThatMatchAWholeEntry) {
  const std::string grid =
      "grid: {strategy: [random, copier, teacher], strategy.copies: [0, 3], rounds: [1, "
      "2]}\nexclude:\n";
  EXPECT_EQ(sweep_of(grid + "  - {strategy: copier}\n").runs.size(), 6u);
  EXPECT_EQ(sweep_of(grid + "  - {strategy: copier, rounds: 2}\n").runs.size(), 8u);
  EXPECT_EQ(sweep_of(grid + "  - {strategy: {name: copier, copies: 3}}\n").runs.size(), 8u);
  EXPECT_EQ(sweep_of(grid + "  - {strategy.copies: 3}\n").runs.size(), 6u);
  EXPECT_EQ(sweep_of(grid + "  - {strategy: [random, teacher]}\n  - {rounds: 1}\n").runs.size(), 2u);
  EXPECT_EQ(sweep_of(grid + "  - {rounds: [5]}\n  - {rounds: 1}\n").notes,
            (std::vector<std::string>{"s.yaml:3: this entry of 'exclude' matches no run"}));
  EXPECT_EQ(refused(grid + "  - {oracle.look_s: 2}\n"), "s.yaml: no runs are left after 'exclude'")
      << "an integer equals the same real";
}

TEST(Sweep, ExcludedRunsNeedNotMakeSense) {
  const std::string grid = "grid: {strategy: [random, teacher], query_batch: [2, 5]}\n";
  EXPECT_EQ(refused(grid),
            "s.yaml: run dataset=decoy_fashion_mnist strategy=teacher seed=0: 'query_batch' must "
            "be at least 3 for teacher, got 2");
  EXPECT_EQ(sweep_of(grid + "exclude: [{strategy: teacher, query_batch: 2}]").runs.size(), 3u);
}

TEST(Sweep, IdentityDependsOnNeitherKeyOrderNorWrittenDefaults) {
  const Sweep plain = sweep_of("fixed: {rounds: 3, strategy: {name: teacher, k: 2}}");
  const Sweep turned = sweep_of(
      "fixed: {strategy: {k: 2, copies: 0, name: teacher}, seed: 0, rounds: 3, oracle: {look_s: "
      "2}}");
  EXPECT_EQ(plain.run_ids, turned.run_ids);
  EXPECT_NE(plain.run_ids, sweep_of("fixed: {rounds: 3, strategy: {name: teacher, k: 3}}").run_ids);
}

TEST(Sweep, FrozenTextExpandsToTheSameRuns) {
  const Sweep sweep = sweep_of(
      "fixed: {oracle: {label_noise: 1e-05}, explain_at: [0, 3], dataset: {name: weld_seams, "
      "defects: [crack]}}\n"
      "grid: {strategy: [random, {name: teacher, sizes: [1, 2]}], strategy.copies: [0, 3], seed: "
      "'range(0,4)'}\n"
      "zip: [{rounds: [3, 4], updates: [10, 20]}]\nexclude: [{strategy: teacher, seed: 3}]\n");
  const Sweep again = parse_sweep(sweep.frozen, "f.yaml", {}, fake::catalog());
  EXPECT_EQ(sweep.runs.size(), 20u);  // random 4 seeds x 2, teacher 2 x 3 seeds x 2
  EXPECT_EQ(again.run_ids, sweep.run_ids);
  EXPECT_EQ(again.name, sweep.name);
  EXPECT_EQ(again.frozen, sweep.frozen);
  EXPECT_EQ(again.digest, sweep.digest);
  EXPECT_EQ(sweep.digest.size(), 16u);
}

TEST(Sweep, ConfigurationsReadBackFromJson) {
  for (const RunParams& run :
       sweep_of("grid: {strategy: [random, copier, teacher], dataset: [weld_seams, fashion_mnist]}").runs) {
    const RunParams again = read_run(parse_yaml(to_json(to_config(run)), "run.h5"), fake::catalog());
    EXPECT_EQ(run_id(again, fake::catalog()), run_id(run, fake::catalog()));
    EXPECT_EQ(to_config(again), to_config(run));
  }
}

TEST(VaryingKeys, ComparesParametersOfTheSameNameOnly) {
  const Sweep sweep = sweep_of(
      "grid: {dataset: [fashion_mnist, decoy_fashion_mnist], strategy: [{name: copier, copies: 1}, "
      "{name: teacher, copies: 2}]}");
  EXPECT_EQ(sweep.swept, (std::vector<std::string>{"dataset", "strategy"}));
}

}  // namespace
}  // namespace xil
