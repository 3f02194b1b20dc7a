#include "experiments/sweep/sweep_costs.h"

#include <gtest/gtest.h>

#include "experiments/sweep/catalog.h"

namespace xil {
namespace {

Sweep sweep_of(std::size_t strategies, std::int64_t seeds) {
  Sweep sweep;
  for (std::size_t s = 0; s < strategies; ++s) {
    for (std::int64_t seed = 0; seed < seeds; ++seed) {
      RunParams run;
      run.dataset = ComponentSpec{
          "weld_seams", find_entry(catalog().datasets, "weld_seams", "dataset").resolve(Value(Value::Map{}), "d")};
      run.seed = seed;
      run.updates = 100 * (static_cast<std::int64_t>(s) + 1);
      sweep.runs.push_back(run);
      sweep.run_ids.push_back("run" + std::to_string(sweep.run_ids.size()));
    }
  }
  return sweep;
}

RunState ended(double seconds, AttemptState state = AttemptState::Complete) {
  Attempt attempt;
  attempt.state = state;
  attempt.seconds = seconds;
  RunState run;
  run.attempts.push_back(attempt);
  return run;
}

TEST(SweepCosts, GroupRunsThatDifferInTheirSeedsOnly) {
  const SweepCosts costs = sweep_costs(sweep_of(3, 2), catalog(), {});
  EXPECT_EQ(costs.groups, (std::vector<std::size_t>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(costs.units[0], costs.units[1]);
  EXPECT_LT(costs.units[0], costs.units[2]);
  EXPECT_EQ(costs.model.observed(), 0u);
}

TEST(SweepCosts, LearnFromRunsThatWereFinishedInOneGo) {
  const Sweep sweep = sweep_of(2, 3);
  std::map<std::string, RunState> states = {
      {"run0", ended(10)}, {"run1", ended(500, AttemptState::Failed)}, {"run3", ended(70)}, {"other", ended(1000)}};
  states["run2"] = ended(3);
  states["run2"].attempts.insert(states["run2"].attempts.begin(), ended(4, AttemptState::Stopped).attempts[0]);
  const SweepCosts costs = sweep_costs(sweep, catalog(), states);
  EXPECT_EQ(costs.model.observed(), 2u) << "not a failed one, and not one that was interrupted";
  EXPECT_GT(costs.seconds(4), 3 * costs.seconds(1));
  EXPECT_GT(costs.seconds(1), 10) << "drawn towards all others";
}

TEST(SweepCosts, CountTheRoundsOfARun) {
  RunParams run;
  run.rounds = 10;
  EXPECT_EQ(rounds_of(run, catalog()), 11);
  run.strategy = ComponentSpec{
      "passive", find_entry(catalog().strategies, "passive", "strategy").resolve(Value(Value::Map{}), "s")};
  EXPECT_EQ(rounds_of(run, catalog()), 1);
}

// By hand, the longest first on two workers: 7+3+1 and 5+4+2.
TEST(Makespan, IsThatOfTheLongestFirst) {
  EXPECT_EQ(makespan_s({1, 2, 3, 4, 5, 7}, 2), 11);
  EXPECT_EQ(makespan_s({1, 2, 3}, 1), 6);
  EXPECT_EQ(makespan_s({1, 2, 3}, 10), 3);
  EXPECT_EQ(makespan_s({}, 4), 0);
}

}  // namespace
}  // namespace xil
