#include "experiments/bench/farm_simulation.h"

#include <gtest/gtest.h>

namespace xil {
namespace {

std::vector<SimulatedRun> runs_of(const std::vector<double>& seconds) {
  std::vector<SimulatedRun> runs;
  for (const double s : seconds) runs.push_back({0, s, s});
  return runs;
}

// By hand: 7, 5, 4, 3, 2, 1, the longest first on two workers: 7+3+1 and 5+4+2.
TEST(FarmSimulation, IsThatOfTheExample) {
  const Makespans spans = simulate(runs_of({1, 2, 3, 4, 5, 7}), 2);
  EXPECT_EQ(spans.lower_bound, 11);
  EXPECT_EQ(spans.longest, 7);
  EXPECT_EQ(spans.farm, 11);
  EXPECT_EQ(spans.in_order, 13) << "1+3+5 and 2+4+7";
  EXPECT_EQ(spans.cyclic, 13);
  EXPECT_EQ(spans.blocks, 16);
}

TEST(FarmSimulation, IsBoundByTheLongestRun) {
  const Makespans spans = simulate(runs_of({1, 1, 1, 50}), 4);
  EXPECT_EQ(spans.lower_bound, 50);
  EXPECT_EQ(spans.farm, 50);
}

TEST(FarmSimulation, IsBoundByWholeRuns) {
  EXPECT_EQ(simulate(runs_of({1, 1, 1, 1, 1}), 2).lower_bound, 3) << "not two and a half";
  EXPECT_EQ(simulate(runs_of({4, 4, 4, 1, 1}), 2).lower_bound, 8) << "two of the three long ones are one worker's";
  EXPECT_EQ(simulate(runs_of({4, 4, 4, 1, 1}), 2).farm, 8);
}

TEST(FarmSimulation, LearnsWhatTheUnitsDoNotSay) {
  // Two groups of equal units, of which one takes ten times as long and comes last in the sweep.
  std::vector<SimulatedRun> runs;
  for (int i = 0; i < 200; ++i) runs.push_back({0, 1, 1});
  for (int i = 0; i < 12; ++i) runs.push_back({1, 1, 10});
  const Makespans spans = simulate(runs, 8);
  EXPECT_LE(spans.farm, 1.15 * spans.lower_bound);
  EXPECT_LE(spans.farm, spans.in_order);
}

// The promise of `xil bench farm`: 4,096 ranks, 100,000 runs, none of which dominates.
TEST(FarmSimulation, StaysWithinTwoPercentOfTheBoundOnManyRanks) {
  for (const std::uint64_t seed : {0, 1, 2}) {
    const Makespans spans = simulate(draw_runs(assumed_groups(40, seed), 100000, seed), 4096);
    ASSERT_LT(spans.longest, spans.lower_bound / 2);
    EXPECT_LE(spans.farm, 1.02 * spans.lower_bound) << seed;
    EXPECT_LT(spans.farm, spans.cyclic);
    EXPECT_LT(spans.cyclic, spans.blocks);
  }
}

TEST(FarmSimulation, DrawsTheSameRunsEachTime) {
  const auto groups = assumed_groups(3, 5);
  const auto one = draw_runs(groups, 100, 7), other = draw_runs(groups, 100, 7);
  ASSERT_EQ(one.size(), 100u);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].seconds, other[i].seconds);
  EXPECT_EQ(one.front().group, 0u);
  EXPECT_EQ(one.back().group, 2u);
}

}  // namespace
}  // namespace xil
