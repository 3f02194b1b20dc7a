#include "strategies/baselines.h"

#include "tests/support/strategy_pool.h"

namespace xil {
namespace {

RunParams run_with_expert(const std::string& name, ExpertKind expert) {
  RunParams run;
  run.strategy = {name, find_entry(strategy_table(), name, "s").resolve(Value(Value::Map{}), "strategy")};
  run.oracle.expert = expert;
  return run;
}

TEST(Baselines, TellTheLearnerHowToTrain) {
  const auto dfr = strategy("dfr", {{"penalty", Value(std::string("l2"))}, {"strengths", Value(0.5)}})->guide();
  ASSERT_TRUE(dfr.refit.has_value());
  EXPECT_EQ(dfr.refit->penalty, WeightPenalty::L2);
  EXPECT_EQ(dfr.refit->strengths, std::vector<double>{0.5});
  EXPECT_EQ(dfr.refit->refits, 20);
  const auto jtt = strategy("jtt", {{"upweight", Value(std::int64_t{50})}})->guide();
  ASSERT_TRUE(jtt.errors.has_value());
  EXPECT_EQ(jtt.errors->factor, 50);
  const auto dro = strategy("group_dro")->guide();
  ASSERT_TRUE(dro.group_robust.has_value());
  EXPECT_EQ(dro.group_robust->step, 0.01);
  for (const char* plain : {"random", "caipi", "passive"}) {
    const TrainingGuide guide = strategy(plain)->guide();
    EXPECT_FALSE(guide.refit || guide.errors || guide.group_robust) << plain;
  }
}

TEST(Baselines, AskForGroupsOnlyWhereTheyNeedThem) {
  EXPECT_TRUE(strategy("dfr")->traits().asks_groups);
  EXPECT_TRUE(strategy("group_dro")->traits().asks_groups);
  for (const char* other : {"jtt", "random", "caipi"}) EXPECT_FALSE(strategy(other)->traits().asks_groups) << other;
}

TEST(Baselines, QueryAsTheirParameterSays) {
  const Pool pool(40, 2);
  Rng one(1, {Purpose::Query}), two(1, {Purpose::Query}), three(1, {Purpose::Query});
  const auto by_default = strategy("jtt")->choose(pool.view(), 9, one);
  EXPECT_EQ(by_default, strategy("random")->choose(pool.view(), 9, two));
  EXPECT_EQ(strategy("jtt", {{"query", Value(std::string("uncertainty"))}})->choose(pool.view(), 9, three), [&] {
    Rng rng(1, {Purpose::Query});
    return strategy("active")->choose(pool.view(), 9, rng);
  }());
}

TEST(Baselines, ThatAskForGroupsAreRefusedForAPerson) {
  EXPECT_THROW(check_strategy(run_with_expert("dfr", ExpertKind::Human)), Error);
  EXPECT_THROW(check_strategy(run_with_expert("group_dro", ExpertKind::Human)), Error);
  EXPECT_NO_THROW(check_strategy(run_with_expert("jtt", ExpertKind::Human)));
  EXPECT_NO_THROW(check_strategy(run_with_expert("dfr", ExpertKind::Simulated)));
}

TEST(Baselines, RefuseStrengthsThatAreNone) {
  EXPECT_THROW(strategy("dfr", {{"strengths", Value(Value::List{})}}), Error);
  EXPECT_THROW(strategy("dfr", {{"strengths", Value(0.0)}}), Error);
}

}  // namespace
}  // namespace xil
