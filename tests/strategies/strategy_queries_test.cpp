#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "strategies/bald.h"
#include "strategies/correction.h"
#include "tests/support/strategy_pool.h"

namespace xil {
namespace {

Value text(const char* word) { return Value(std::string(word)); }
Value whole(std::int64_t number) { return Value(number); }

/// The parameters of a strategy after those were reset that have no effect.
Value settled(const char* name, Value::Map params) {
  const Value given(std::move(params));
  return normalised_parameters({name, find_entry(strategy_table(), name, "s").resolve(given, "strategy")});
}

// Hand calculation: passes (1, 0) and (0, 1) disagree fully: H(.5) - 0 = ln 2. Two passes of (.5, .5) agree that
// nothing is known: 0. (.9, .1) and (.5, .5): H(.7, .3) - (H(.9, .1) + ln 2) / 2 = .610864 - (.325083 + .693147) / 2 =
// .101749.
TEST(Bald, ScoresWhatThePassesDisagreeOn) {
  Matrix one(3, 2), two(3, 2);
  one.values = {1, 0, 0.5f, 0.5f, 0.9f, 0.1f};
  two.values = {0, 1, 0.5f, 0.5f, 0.5f, 0.5f};
  const std::vector<Matrix> passes = {one, two};
  const auto information = mutual_information(passes);
  EXPECT_NEAR(information[0], std::log(2.0), 1e-7);
  EXPECT_NEAR(information[1], 0, 1e-7);
  EXPECT_NEAR(information[2], 0.101749, 1e-6);
}

TEST(Bald, QueriesTheLargestDisagreementFirst) {
  Pool pool(3, 2);
  pool.dropout = {Matrix(3, 2, 0.5f), Matrix(3, 2, 0.5f)};
  pool.dropout[0].values = {0.5f, 0.5f, 0.9f, 0.1f, 0.7f, 0.3f};
  pool.dropout[1].values = {0.5f, 0.5f, 0.1f, 0.9f, 0.4f, 0.6f};
  Rng rng(1, {Purpose::Query});
  EXPECT_EQ(strategy("bald")->choose(pool.view(), 3, rng), (std::vector<std::size_t>{1, 2, 0}));
}

TEST(Bald, NeedsAModelWithDropout) {
  RunParams run;
  run.strategy = {"bald", find_entry(strategy_table(), "bald", "s").resolve(Value(Value::Map{}), "strategy")};
  run.model = {"mlp", Value(Value::Map{{"dropout", Value(0.0)}})};
  EXPECT_THROW(check_strategy(run), Error);
  run.model.params.set("dropout", Value(0.3));
  EXPECT_NO_THROW(check_strategy(run));
}

// Hand calculation on a line: labelled at 0; pool at 1, 4, 6, 10. Farthest is 10; then 4 and 6 are 4 away (6 is 4 from
// 10, 4 is 4 from 0); after either of them 1 is nearer than the other one is far.
TEST(Coreset, QueriesTheItemFarthestFromAllCentres) {
  Pool pool(4, 2);
  pool.features = Matrix(4, 1);
  pool.features.values = {1, 4, 6, 10};
  pool.labelled = {99};
  pool.labelled_features = Matrix(1, 1, 0.0f);
  Rng rng(1, {Purpose::Query});
  const auto rows = strategy("coreset")->choose(pool.view(), 4, rng);
  EXPECT_EQ(rows[0], 3u);
  EXPECT_TRUE(rows[1] == 1 || rows[1] == 2);
  EXPECT_EQ(std::set<std::size_t>(rows.begin(), rows.end()).size(), 4u);
}

// Hand calculation: the embedding's length is |1 - p| sqrt(2) |h| for two classes: .1, .4 x 2, .5 x 1 times sqrt(2).
TEST(Badge, StartsWithTheLongestGradient) {
  Pool pool(3, 2);
  pool.probabilities.values = {0.9f, 0.1f, 0.6f, 0.4f, 0.5f, 0.5f};
  pool.features = Matrix(3, 1);
  pool.features.values = {1, 2, 1};
  Rng rng(1, {Purpose::Query});
  EXPECT_EQ(strategy("badge")->choose(pool.view(), 1, rng)[0], 1u);
}

// Rows 0 and 1 have the same gradient (opposite classes give opposite ones), row 2 another: after row 0 or 1, row 2 has
// all the weight.
TEST(Badge, DoesNotQueryTheSameGradientTwiceWhileThereIsAnother) {
  Pool pool(3, 2);
  pool.probabilities.values = {0.5f, 0.5f, 0.5f, 0.5f, 0.6f, 0.4f};
  pool.features = Matrix(3, 2);
  pool.features.values = {3, 0, 3, 0, 0, 1};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng(seed, {Purpose::Query});
    const auto rows = strategy("badge")->choose(pool.view(), 2, rng);
    EXPECT_NE(rows[0], 2u);
    EXPECT_EQ(rows[1], 2u);
  }
}

// Squared distances to row 0 are 2 x .25 x (9, 1) for rows 1 and 2, so row 1 is drawn in 9 of 10 cases.
TEST(Badge, DrawsInProportionToTheSquaredDistance) {
  Pool pool(3, 2);
  pool.probabilities = Matrix(3, 2, 0.5f);
  pool.features = Matrix(3, 1);
  pool.features.values = {10, 7, 9};
  std::map<std::size_t, int> second;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Rng rng(seed, {Purpose::Query});
    ++second[strategy("badge")->choose(pool.view(), 2, rng)[1]];
  }
  EXPECT_NEAR(second[1] / 2000.0, 0.9, 0.03);
}

TEST(IdleParameters, LeaveTheIdentityOfAStrategy) {
  const Value none = settled("caipi", {{"refutations", whole(0)}});
  EXPECT_EQ(none, settled("caipi", {{"refutations", whole(0)}, {"kind", text("augment")}, {"from", text("same")}}));
  EXPECT_EQ(none, settled("caipi", {{"refutations", whole(0)}, {"refute", text("wrong_reason")}}));
  EXPECT_NE(none, settled("caipi", {}));
  EXPECT_EQ(settled("caipi", {{"kind", text("augment")}}),
            settled("caipi", {{"kind", text("augment")}, {"from", text("other")}, {"inpaint_px", Value(9.0)}}));
  EXPECT_NE(settled("caipi", {{"kind", text("augment")}}),
            settled("caipi", {{"kind", text("augment")}, {"zoom", Value(0.3)}}));
  EXPECT_EQ(settled("caipi", {{"correct", text("gradient_penalty")}}),
            settled("caipi", {{"correct", text("gradient_penalty")}, {"refutations", whole(7)}}));
  EXPECT_NE(settled("caipi", {{"correct", text("gradient_penalty")}}),
            settled("caipi", {{"correct", text("gradient_penalty")}, {"penalty_weight", Value(3.0)}}));
  EXPECT_EQ(settled("nearcaipi", {{"k", whole(0)}}),
            settled("nearcaipi", {{"k", whole(0)}, {"neighbours", text("random")}}));
  EXPECT_EQ(settled("active", {}), settled("active", {{"kind", text("randomise")}}));
  EXPECT_NE(settled("active", {}), settled("active", {{"balance", Value(true)}}));
}

Value words(std::initializer_list<const char*> all) {
  Value::List list;
  for (const char* word : all) list.push_back(text(word));
  return Value(std::move(list));
}

TEST(Correct, IsAListWithTwoOlderWords) {
  const auto correct = [](Value value) { return settled("caipi", {{"correct", std::move(value)}}); };
  EXPECT_EQ(correct(text("gradient_penalty")), correct(text("rrr")));
  EXPECT_EQ(correct(text("both")), correct(words({"rrr", "counterexamples"})));
  EXPECT_EQ(correct(text("both")), correct(words({"counterexamples", "rrr", "rrr"})));
  EXPECT_EQ(correct(text("counterexamples")), settled("caipi", {}));
  EXPECT_EQ(*correct(text("both")).find("correct"), text("both"))
      << "written as before, so that runs keep their identity";
  for (Value wrong : {text("rr"), words({}), Value(true), words({"counterexamples", "hint me"})})
    EXPECT_THROW(correct(wrong), Error);
}

TEST(Correct, AsksForEachLossWithTheWeight) {
  const auto plan =
      strategy("caipi", {{"correct", text("both")}, {"penalty_weight", Value(3.0)}})->corrections(Verdict::WrongLabel);
  EXPECT_EQ(plan.copies, 3);
  ASSERT_EQ(plan.losses.size(), 1u);
  EXPECT_EQ(plan.losses[0].kind, RegionLossKind::Rrr);
  EXPECT_EQ(plan.losses[0].weight, 3.0);
}

Value loss(const char* name, double weight, double clip = 0) {
  Value::Map entry{{"name", text(name)}, {"weight", Value(weight)}};
  if (clip > 0) entry.emplace_back("clip", Value(clip));
  return Value(std::move(entry));
}

Value list_of(std::initializer_list<Value> entries) { return Value(Value::List(entries)); }

TEST(Correct, TakesAWeightAndAClipPerLoss) {
  const auto made =
      strategy("caipi", {{"correct", list_of({text("counterexamples"), loss("rbr", 1e6, 1), text("hint")})},
                         {"penalty_weight", Value(3.0)}});
  const CorrectionPlan plan = made->corrections(Verdict::WrongLabel);
  EXPECT_EQ(plan.copies, 3);
  ASSERT_EQ(plan.losses.size(), 2u);
  EXPECT_EQ(plan.losses[0].kind, RegionLossKind::Rbr);
  EXPECT_EQ(plan.losses[0].weight, 1e6);
  EXPECT_EQ(plan.losses[1].kind, RegionLossKind::Hint);
  EXPECT_EQ(plan.losses[1].weight, 3.0);
  LossClips clips = no_loss_clips();
  clips[static_cast<std::size_t>(RegionLossKind::Rbr)] = 1;
  EXPECT_EQ(made->guide().clips, clips);
  EXPECT_EQ(strategy("caipi", {{"correct", text("both")}})->guide().clips, no_loss_clips());
}

TEST(Correct, IsTheSameHoweverAWeightIsSaid) {
  const auto correct = [](Value value, double weight) {
    return settled("caipi", {{"correct", std::move(value)}, {"penalty_weight", Value(weight)}});
  };
  EXPECT_EQ(correct(loss("rrr", 5), 7), correct(text("gradient_penalty"), 5));
  EXPECT_EQ(correct(list_of({loss("rrr", 5), text("rbr")}), 5), correct(words({"rbr", "rrr"}), 5));
  EXPECT_EQ(correct(list_of({loss("rrr", 5), loss("rbr", 6)}), 5),
            correct(list_of({loss("rbr", 6), loss("rrr", 5)}), 8));
  EXPECT_EQ(correct(list_of({loss("rrr", 0), text("rbr")}), 5), correct(text("rbr"), 5));
  EXPECT_EQ(correct(loss("rrr", 0), 5), settled("caipi", {{"correct", text("rrr")}, {"penalty_weight", Value(0.0)}}));
  EXPECT_NE(correct(loss("rbr", 5, 1), 5), correct(text("rbr"), 5));
  for (Value wrong :
       {loss("rbr", -1), loss("counterexamples", 1), Value(Value::Map{{"weight", Value(2.0)}}),
        list_of({loss("rrr", 1), text("rrr")}), Value(Value::Map{{"name", text("rrr")}, {"wait", Value(2.0)}})})
    EXPECT_THROW(correct(wrong, 1), Error) << to_json(wrong);
}

/// Read and written again, it is the same: so run files keep it.
TEST(Correct, IsReadAsItWasWritten) {
  for (const Value& value : {text("cdep"), loss("r4", 15), list_of({text("counterexamples"), loss("rbr", 1e6, 1)})}) {
    const CorrectionKinds taught = CorrectionKinds::from_value(value, "correct");
    EXPECT_EQ(CorrectionKinds::from_value(taught.as_value(), "correct"), taught) << to_json(value);
    EXPECT_EQ(taught.as_value(), value) << to_json(value);
  }
}

TEST(Passive, RefusesARuleThatNeedsMaps) {
  EXPECT_THROW(strategy("passive", {{"wrong_region", text("highlighted")}}), Error);
}

}  // namespace
}  // namespace xil
