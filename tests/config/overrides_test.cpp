#include <gtest/gtest.h>

#include "framework/config/sweep.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

Sweep with(const std::string& text, const std::vector<std::string>& overrides) {
  return parse_sweep(text, "s.yaml", overrides, fake::catalog());
}
std::string refused(const std::vector<std::string>& overrides, const std::string& text = "name: a") {
  return fake::refusal([&] { with(text, overrides); });
}
std::vector<std::int64_t> seeds(const Sweep& sweep) {
  std::vector<std::int64_t> seeds;
  for (const RunParams& run : sweep.runs) seeds.push_back(run.seed);
  return seeds;
}

TEST(Override, ReplacesWhatTheFileSaysWhereverItSaysIt) {
  EXPECT_EQ(with("fixed: {rounds: 3}", {"rounds=5"}).runs[0].rounds, 5);
  EXPECT_EQ(seeds(with("grid: {seed: [1, 2, 3]}", {"seed=7"})), (std::vector<std::int64_t>{7}));
  const Sweep zip = with("zip: {seed: [1, 2], rounds: [3, 4]}", {"seed=7,8"});
  EXPECT_EQ(zip.runs.size(), 4u) << "the pair's other key stays an axis";
  EXPECT_EQ(with("fixed: {oracle: {look_s: 1, label_s: 7}}", {"oracle.look_s=4"}).runs[0].oracle.label_s, 7);
  EXPECT_EQ(with("fixed: {oracle: {look_s: 1, label_s: 7}}", {"oracle.look_s=4"}).runs[0].oracle.look_s, 4);
  EXPECT_EQ(with("fixed: {oracle.look_s: 1}", {"oracle={look_s: 4}"}).runs[0].oracle.look_s, 4);
  EXPECT_EQ(with("fixed: {oracle: {label_s: 7}}", {"oracle={look_s: 4}"}).runs[0].oracle.label_s, 7);
  const Sweep maps = with("grid: {oracle: [{look_s: 1, label_s: 3}, {look_s: 2}]}", {"oracle.look_s=9"});
  ASSERT_EQ(maps.runs.size(), 2u);
  EXPECT_EQ(maps.runs[0].oracle.look_s, 9);
  EXPECT_EQ(maps.runs[0].oracle.label_s, 3);
}

TEST(Override, OfAParameterWinsOverTheComponentsOwn) {
  const std::string file = "grid: {strategy: [random, {name: copier, copies: 1}]}";
  const Sweep sweep = with(file, {"strategy.copies=5"});
  ASSERT_EQ(sweep.runs.size(), 2u);
  EXPECT_EQ(*sweep.runs[1].strategy.params.find("copies"), Value(std::int64_t{5}));
  EXPECT_EQ(with(file, {"strategy.copies=5,6"}).runs.size(), 3u);
  EXPECT_EQ(with(sweep.frozen, {}).run_ids, sweep.run_ids) << "what is frozen can be read again";
}

TEST(Override, OfAComponentKeepsTheFilesParameters) {
  const std::string file = "fixed: {strategy: random}\ngrid: {strategy.copies: [1, 2]}";
  EXPECT_EQ(with(file, {}).runs.size(), 1u);
  EXPECT_EQ(with(file, {"strategy=copier"}).runs.size(), 2u);
  EXPECT_EQ(with(file, {"strategy={name: copier, copies: 7}"}).runs.size(), 1u);
}

TEST(Override, CommasMakeAnAxisAndBracketsAList) {
  EXPECT_EQ(seeds(with("name: a", {"seed=1,2"})), (std::vector<std::int64_t>{1, 2}));
  const Sweep list = with("name: a", {"explain_at=[0,5]"});
  ASSERT_EQ(list.runs.size(), 1u);
  EXPECT_EQ(list.runs[0].explain_at, (std::vector<std::int64_t>{0, 5}));
  EXPECT_EQ(with("name: a", {"explain_at=[0,5],[1]"}).runs.size(), 2u);
  EXPECT_EQ(with("name: a", {"oracle.label_noise=.1"}).runs[0].oracle.label_noise, 0.1);
  EXPECT_EQ(with("fixed: {split_seed: 3}", {"split_seed=null"}).runs[0].split_seed, std::nullopt);
}

TEST(Override, RangesExcludeTheirEnd) {
  EXPECT_EQ(seeds(with("name: a", {"seed=range(2,5)"})), (std::vector<std::int64_t>{2, 3, 4}));
  EXPECT_EQ(with("name: a", {"seed=range(4, 5)"}).runs[0].seed, 4);
}

TEST(Override, IsFrozenWithTheSweep) {
  const Sweep sweep =
      with("grid: {strategy: [random, teacher], seed: [0]}", {"seed=range(0,3)", "strategy.k=2,3", "rounds=4"});
  const Sweep again = with(sweep.frozen, {});
  EXPECT_EQ(sweep.runs.size(), 9u);
  EXPECT_EQ(again.run_ids, sweep.run_ids);
  EXPECT_EQ(again.digest, sweep.digest);
}

TEST(Override, RefusalsQuoteIt) {
  EXPECT_EQ(refused({"rounds"}), "override 'rounds': must be key=value, key=a,b or key=range(first,end)");
  EXPECT_TRUE(refused({"=3"}).starts_with("override '=3': must be key=value"));
  EXPECT_EQ(refused({"rounds="}), "override 'rounds=': the list of 'rounds' is empty, so there would be no runs");
  EXPECT_TRUE(refused({"sead=1"}).starts_with("override 'sead=1': unknown key 'sead' in a sweep. Known keys: dataset"));
  EXPECT_TRUE(refused({"strategy.copys=1"}).starts_with("override 'strategy.copys=1': unknown key 'strategy.copys'"));
  EXPECT_EQ(refused({"rounds=x"}), "override 'rounds=x': 'rounds' must be an integer, not a text (\"x\")");
  EXPECT_EQ(refused({"rounds=-1"}), "override 'rounds=-1': run: 'rounds' must lie in [0, 100000], got -1");
  EXPECT_EQ(refused({"seed=range(3,3)"}), "override 'seed=range(3,3)': 'range(3,3)' is empty: the end is exclusive");
  EXPECT_EQ(refused({"seed=1", "seed=2"}), "override 'seed=2': 'seed' is already given by another override");
  EXPECT_EQ(refused({"strategy={name: copier, copies: 1}", "strategy.copies=2"}),
            "override 'strategy.copies=2': 'strategy.copies' is already given by another override");
  EXPECT_NE(refused({"seed=[1"}), "");
  EXPECT_NE(refused({"seed=1]"}), "");
  EXPECT_NE(refused({"seed=1] [2"}), "");
}

}  // namespace
}  // namespace xil
