#include "framework/config/run_list.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "framework/config/sweep.h"
#include "framework/core/base/digest.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

Sweep sweep_of(const std::string& text) { return parse_sweep(text, "s.yaml", {}, fake::catalog()); }

/// The id as DESIGN describes it, from the identity of the whole run.
std::string id_of(const RunParams& run) {
  const Value named(
      Value::Map{{"defaults_version", Value(std::int64_t{kDefaultsVersion})}, {"run", identity(run, fake::catalog())}});
  return sha256(to_json(named)).substr(0, 16);
}

RunParams run_with(std::int64_t seed, std::optional<std::int64_t> split = {}, std::int64_t rounds = 10) {
  RunParams run;
  run.seed = seed;
  run.split_seed = split;
  run.rounds = rounds;
  return run;
}

TEST(RunList, GroupsRunsThatDifferInTheirSeedsOnlyWhereverTheyStand) {
  const RunList runs = {run_with(0), run_with(1, 7), run_with(0, {}, 3), run_with(2), run_with(1, {}, 3)};
  ASSERT_EQ(runs.size(), 5u);
  EXPECT_EQ(runs.groups().size(), 2u);
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) groups.push_back(runs.group(i));
  EXPECT_EQ(groups, (std::vector<std::size_t>{0, 0, 1, 0, 1}));
  EXPECT_EQ(runs[1], run_with(1, 7));
  EXPECT_EQ(runs[3], run_with(2));
  EXPECT_EQ(runs[4], run_with(1, {}, 3));
}

TEST(RunList, AppendsChosenRunsOfAnotherInTheGivenOrder) {
  const RunList all = {run_with(0), run_with(1), run_with(0, {}, 3), run_with(2)};
  RunList some = {run_with(5, {}, 3)};
  const std::vector<std::size_t> positions = {3, 0, 2};
  some.append(all, positions);
  EXPECT_TRUE(std::ranges::equal(some, RunList{run_with(5, {}, 3), run_with(2), run_with(0), run_with(0, {}, 3)}));
  EXPECT_EQ(some.groups().size(), 2u);
}

TEST(RunList, GivesTheWholeConfigurationOfEveryRun) {
  const RunList runs = {run_with(4), run_with(5, 1), run_with(6, {}, 3)};
  RunConfigs configs(runs);
  for (const std::size_t i : {0, 1, 2, 0, 2}) EXPECT_EQ(configs.of(i), to_config(runs[i])) << i;
}

TEST(RunList, HasTheIdsOfTheWholeRuns) {
  const Sweep sweep = sweep_of(
      "fixed: {training.batch_size: 8}\n"
      "grid: {strategy: [random, copier], rounds: [3, 10], split_seed: [0, 2], seed: [0, 1, 2]}");
  ASSERT_EQ(sweep.runs.size(), 24u);
  EXPECT_EQ(sweep.runs.groups().size(), 4u);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) EXPECT_EQ(sweep.run_ids[i], id_of(sweep.runs[i])) << i;
}

TEST(RunList, SeedsThatVaryTogetherStayTogether) {
  const Sweep sweep = sweep_of("grid: {strategy: [random, copier]}\nzip: {seed: [1, 2], model_seed: [5, 1]}");
  ASSERT_EQ(sweep.runs.size(), 4u);
  for (const std::size_t i : {0, 2}) {
    EXPECT_TRUE(sweep.runs.seeds(i) == (Seeds{1, {}, 5, {}}));
    EXPECT_TRUE(sweep.runs.seeds(i + 1) == (Seeds{2, {}, 1, {}}));
  }
  EXPECT_EQ(sweep.swept, (std::vector<std::string>{"strategy", "seed", "model_seed"}));
  EXPECT_TRUE(sweep.notes.empty());
}

TEST(RunList, KeysAfterAModelSeedVaryFasterThanIt) {
  const Sweep sweep = sweep_of("grid: {rounds: [3, 10]}\nzip: {seed: [1, 2], model_seed: [5, 1]}");
  std::string order;
  for (const RunParams& run : sweep.runs) order += fmt::format("{}/{}/{} ", run.seed, *run.model_seed, run.rounds);
  EXPECT_EQ(order, "1/5/3 1/5/10 2/1/3 2/1/10 ");
}

TEST(RunList, ExclusionsOfSingleSeedsLeaveTheOthers) {
  const Sweep sweep = sweep_of(
      "grid: {strategy: [random, copier], seed: [0, 1, 2]}\n"
      "exclude: [{strategy: random, seed: [0, 2]}, {seed: 1, strategy: copier}, {seed: 9}]");
  std::string order;
  for (const RunParams& run : sweep.runs) order += run.strategy.name + std::to_string(run.seed) + " ";
  EXPECT_EQ(order, "random1 copier0 copier2 ");
  ASSERT_EQ(sweep.notes.size(), 1u) << "the entry that matches no run is told";
}

TEST(RunList, SeedsBelowZeroAreRefusedWhereTheyStand) {
  const std::string message = fake::refusal([] { sweep_of("grid:\n  seed: [0, -1]\n"); });
  EXPECT_NE(message.find("'seed' must not be negative, got -1"), std::string::npos) << message;
}

}  // namespace
}  // namespace xil
