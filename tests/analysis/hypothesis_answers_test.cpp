#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/planned/answer_tables.h"
#include "analysis/planned/answers.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Two strategies whose final values differ by `lead`, and by a little more with every seed.
std::vector<RunData> leading(std::size_t seeds, double lead, const std::string& dataset = "welds") {
  std::vector<RunData> runs;
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    const double more = 0.001 * static_cast<double>(seed + 1), base = 0.5 + 0.01 * static_cast<double>(seed % 3);
    runs.push_back(made_run(dataset, "a", static_cast<std::int64_t>(seed), {base, base + lead + more}));
    runs.push_back(made_run(dataset, "b", static_cast<std::int64_t>(seed), {base, base}));
  }
  return runs;
}

AskedTest asking(HypothesisKind kind, std::size_t seeds, double margin = 0, const std::string& dataset = "welds") {
  AskedTest asked{1, {kind, "accuracy", Scalar::Final, CurveAxis::Shown, margin}, dataset, "a", "b", {}, {}, {}};
  for (std::size_t seed = 0; seed < seeds; ++seed)
    asked.units.push_back({static_cast<std::int64_t>(seed), AskedState::Complete, AskedState::Complete, 1});
  return asked;
}

HypothesisAnswer answer(const std::vector<RunData>& runs, const AskedTest& asked, Missing missing = Missing::Error) {
  return answer_hypotheses(runs, std::span(&asked, 1), missing).answers.at(0);
}

// By hand: all eight differences are positive, so that p = 2 / 2^8, or 1 / 2^8 with one side; their median of means is
// the middle, .1 + .0045.
TEST(HypothesisAnswers, ClaimWhatAllSeedsShow) {
  const HypothesisAnswer two = answer(leading(8, 0.1), asking(HypothesisKind::Better, 8));
  EXPECT_EQ(two.outcome, Outcome::Claimed);
  EXPECT_DOUBLE_EQ(two.p, 2.0 / 256);
  EXPECT_NEAR(two.estimate, 0.1045, 1e-12);
  EXPECT_NEAR(two.first_mean - two.second_mean, two.mean, 1e-12);
  EXPECT_THAT(two.sentence, HasSubstr("Claimed: a is better than b (difference +0.104 [+0.1"));
  AskedTest one = asking(HypothesisKind::Better, 8);
  one.terms.sides = Sides::One;
  EXPECT_DOUBLE_EQ(answer(leading(8, 0.1), one).p, 1.0 / 256);
}

TEST(HypothesisAnswers, ATwoSidedOneMayClaimTheOpposite) {
  const HypothesisAnswer turned = answer(leading(8, -0.2), asking(HypothesisKind::Better, 8));
  EXPECT_EQ(turned.outcome, Outcome::Opposite);
  EXPECT_THAT(turned.sentence, HasSubstr("The opposite is claimed: b is better than a"));
  AskedTest one = asking(HypothesisKind::Better, 8);
  one.terms.sides = Sides::One;
  EXPECT_EQ(answer(leading(8, -0.2), one).outcome, Outcome::Open) << "the other side is not asked";
}

TEST(HypothesisAnswers, KnowThatLessIsBetterOfSomeMetrics) {
  std::vector<RunData> runs = leading(8, 0.1);
  for (RunData& run : runs) {
    for (auto& [name, values] : run.summary.rounds.columns) {
      if (name == "accuracy") name = "wrong_reason";
    }
  }
  AskedTest asked = asking(HypothesisKind::Better, 8);
  asked.terms.metric = "wrong_reason";
  const HypothesisAnswer answered = answer(runs, asked);
  EXPECT_EQ(answered.outcome, Outcome::Opposite) << "a has more of what is bad";
  EXPECT_LT(answered.estimate, 0);
  EXPECT_GT(answered.first_mean, answered.second_mean);
}

// By hand: differences lie between .001 and .008: within .05 of each other on all eight seeds, on both sides.
TEST(HypothesisAnswers, ClaimEqualityWithinAMarginAndThatNothingIsLost) {
  const HypothesisAnswer equal = answer(leading(8, 0), asking(HypothesisKind::Equivalent, 8, 0.05));
  EXPECT_EQ(equal.outcome, Outcome::Claimed);
  EXPECT_DOUBLE_EQ(equal.p, 1.0 / 256);
  EXPECT_GT(equal.probabilities.equal, 0.99);
  EXPECT_DOUBLE_EQ(equal.confidence, 0.9);
  EXPECT_EQ(answer(leading(8, 0.1), asking(HypothesisKind::Equivalent, 8, 0.05)).outcome, Outcome::Open);
  EXPECT_EQ(answer(leading(8, -0.02), asking(HypothesisKind::NotWorse, 8, 0.05)).outcome, Outcome::Claimed);
  EXPECT_EQ(answer(leading(8, -0.2), asking(HypothesisKind::NotWorse, 8, 0.05)).outcome, Outcome::Open);
}

// By hand: p = 2 / 2^8 twice; Holm doubles the smaller one. The exploratory test counts in no family.
TEST(HypothesisAnswers, AreOneFamilyOfThePlannedAlone) {
  std::vector<RunData> runs = leading(8, 0.1);
  for (RunData& run : leading(8, 0.1, "tiles")) runs.push_back(run);
  std::vector<AskedTest> asked = {asking(HypothesisKind::Better, 8), asking(HypothesisKind::Better, 8, 0, "tiles"),
                                  asking(HypothesisKind::Equivalent, 8, 0.5)};
  asked[2].number = 2;
  asked[2].exploratory = "its runs began before it was frozen";
  const HypothesisAnswers all = answer_hypotheses(runs, asked, Missing::Error);
  EXPECT_EQ(all.tests, 2u);
  EXPECT_DOUBLE_EQ(all.answers[0].adjusted_p, 4.0 / 256);
  EXPECT_EQ(all.answers[2].outcome, Outcome::Exploratory);
  EXPECT_TRUE(std::isnan(all.answers[2].adjusted_p));
  EXPECT_THAT(all.answers[2].sentence,
              testing::AllOf(Not(HasSubstr("laim")), HasSubstr("its runs began before it was frozen")));
  ASSERT_EQ(all.pooled.size(), 1u);
  EXPECT_THAT(all.pooled[0].datasets, ElementsAre("welds", "tiles"));
  EXPECT_EQ(family_sentence(all),
            "2 planned tests are one family under Holm at 0.05: 2 claimed; 1 more is exploratory.");
}

// By hand: p = 2 / 2^8, times 2 by Holm as long as the family has two tests.
TEST(HypothesisAnswers, KeepThePlaceOfASpoiledTestInTheFamily) {
  std::vector<AskedTest> asked = {asking(HypothesisKind::Better, 8), asking(HypothesisKind::NotWorse, 8, 0.5)};
  asked[1].exploratory = "one of its runs began before it was frozen";
  EXPECT_DOUBLE_EQ(answer_hypotheses(leading(8, 0.1), asked, Missing::Error).answers[0].adjusted_p, 2.0 / 256);
  asked[1].asked_before = true;  // by other runs of it
  const HypothesisAnswers all = answer_hypotheses(leading(8, 0.1), asked, Missing::Error);
  EXPECT_EQ(all.tests, 2u);
  EXPECT_DOUBLE_EQ(all.answers[0].adjusted_p, 4.0 / 256);
  EXPECT_EQ(all.answers[1].outcome, Outcome::Exploratory);
  EXPECT_EQ(family_sentence(all),
            "2 planned tests are one family under Holm at 0.05: 1 claimed, 1 exploratory by now.");
}

// By hand: six differences of one sign, p = 2 / 2^6 = .031, times 5.
TEST(HypothesisAnswers, AreNotClaimedBecauseTheOthersOfTheirFamilyWereSpoiled) {
  std::vector<AskedTest> asked = {asking(HypothesisKind::Better, 6)};
  for (const double margin : {0.5, 0.4, 0.3, 0.2}) {
    asked.push_back(asking(HypothesisKind::NotWorse, 6, margin));
    asked.back().exploratory = "results of its runs were removed";
    asked.back().asked_before = true;
  }
  const HypothesisAnswers all = answer_hypotheses(leading(6, 0.1), asked, Missing::Error);
  EXPECT_DOUBLE_EQ(all.answers[0].p, 0.03125);
  EXPECT_DOUBLE_EQ(all.answers[0].adjusted_p, 0.15625);
  EXPECT_EQ(all.answers[0].outcome, Outcome::Open);
  EXPECT_EQ(family_sentence(all),
            "5 planned tests are one family under Holm at 0.05: 0 claimed, 1 not decided, 4 exploratory by now.");
  EXPECT_THAT(answers_text(all), HasSubstr("Holm over all 5 planned tests of the folder's frozen sweeps"));
}

TEST(HypothesisAnswers, AreNoFamilyWhereNoneCountsAsPlanned) {
  std::vector<AskedTest> asked = {asking(HypothesisKind::Better, 8), asking(HypothesisKind::NotWorse, 8, 0.5)};
  for (AskedTest& test : asked) test.exploratory = "its runs began before it was frozen";
  const HypothesisAnswers all = answer_hypotheses(leading(8, 0.1), asked, Missing::Error);
  EXPECT_EQ(family_sentence(all), "No test counts as planned, so that nothing is claimed: all 2 are exploratory.");
  EXPECT_THAT(answers_text(all), Not(HasSubstr("0 planned tests")));
  EXPECT_EQ(family_sentence(answer_hypotheses(leading(8, 0.1), std::span(asked).first(1), Missing::Error)),
            "No test counts as planned, so that nothing is claimed: it is exploratory.");
}

TEST(HypothesisAnswers, CountAPlannedTestThatLacksItsRuns) {
  const std::vector<RunData> runs = leading(8, 0.1);
  const std::vector<AskedTest> asked = {asking(HypothesisKind::Better, 8),
                                        asking(HypothesisKind::Better, 8, 0, "tiles")};
  std::vector<AskedTest> absent = asked;
  for (AskedUnit& unit : absent[1].units) unit.first = unit.second = AskedState::Absent;
  const HypothesisAnswers all = answer_hypotheses(runs, absent, Missing::Error);
  EXPECT_EQ(all.answers[1].outcome, Outcome::Unanswered);
  EXPECT_THAT(all.answers[1].sentence, HasSubstr("8 of 8 pairs are not run yet"));
  EXPECT_DOUBLE_EQ(all.answers[0].adjusted_p, 4.0 / 256) << "it stays in the family";
}

TEST(HypothesisAnswers, NameTheRunsThatAPairLacks) {
  std::vector<RunData> runs = leading(8, 0.1);
  runs.erase(runs.begin() + 6);  // a of seed 3
  AskedTest asked = asking(HypothesisKind::Better, 8);
  asked.units[3].first = AskedState::Failed;
  const HypothesisAnswer strict = answer(runs, asked);
  EXPECT_EQ(strict.outcome, Outcome::Unanswered);
  EXPECT_THAT(strict.sentence, HasSubstr("1 of 8 pairs is not whole, such as welds: seed 3: the run of a failed"));
  const HypothesisAnswer dropped = answer(runs, asked, Missing::Drop);
  EXPECT_EQ(dropped.outcome, Outcome::Claimed);
  EXPECT_EQ(dropped.units.size(), 7u);
  EXPECT_THAT(dropped.missing, ElementsAre("welds: seed 3: the run of a failed"));
}

TEST(HypothesisAnswers, AreOpenWithTooFewSeedsAndSayWhatItTakes) {
  const HypothesisAnswer few = answer(leading(3, 0.1), asking(HypothesisKind::Better, 3));
  EXPECT_EQ(few.outcome, Outcome::Open);
  EXPECT_DOUBLE_EQ(few.p, 2.0 / 8);
  ASSERT_TRUE(few.seeds_for_80.has_value());
  EXPECT_EQ(*few.seeds_for_80, 6u) << "the fewest whose smallest p, 2 / 2^6, is below .05";
  EXPECT_THAT(few.sentence, testing::AllOf(HasSubstr("Not decided"), HasSubstr("6 seeds find")));
}

TEST(HypothesisAnswers, SayWhatItTakesWhereAllPairsAreEqual) {
  std::vector<RunData> equal;
  for (std::int64_t seed = 0; seed < 3; ++seed) {
    for (const char* strategy : {"a", "b"}) equal.push_back(made_run("welds", strategy, seed, {0.5, 0.6}));
  }
  const HypothesisAnswer few = answer(equal, asking(HypothesisKind::NotWorse, 3, 0.3));
  EXPECT_EQ(few.outcome, Outcome::Open);
  EXPECT_EQ(few.seeds_for_80, 5u) << "the fewest whose smallest one-sided p, 1 / 2^5, is below .05";
}

TEST(HypothesisAnswers, LookOnlyAtThePlannedNumbersOfSeeds) {
  AskedTest asked = asking(HypothesisKind::Better, 10);
  asked.looks = {8, 10, 12};
  const HypothesisAnswer now = answer(leading(9, 0.1), [&] {
    AskedTest nine = asked;
    nine.units[9].first = nine.units[9].second = AskedState::Absent;
    return nine;
  }());
  ASSERT_TRUE(now.look.has_value());
  EXPECT_EQ(now.look->reached, 1u);
  EXPECT_EQ(now.look->used, 8u);
  EXPECT_EQ(now.look->next, 10u);
  EXPECT_EQ(now.look->unused, 1u) << "the ninth pair is between looks";
  EXPECT_EQ(now.units.size(), 8u);
  EXPECT_THAT(now.sentence, HasSubstr("Look 1 of 3, with 8 seeds"));
  AskedTest few = asking(HypothesisKind::Better, 3);
  few.looks = {8, 10, 12};
  EXPECT_THAT(answer(leading(3, 0.1), few).sentence, HasSubstr("the first look is at 8 seeds, and 3 are there"));
}

// By hand: half of the differences have either sign, so that no look claims anything.
TEST(HypothesisAnswers, ThatAreOpenAfterTheLastLookAreDecidedByNoMoreSeeds) {
  std::vector<RunData> runs;
  for (std::int64_t seed = 0; seed < 12; ++seed) {
    runs.push_back(made_run("welds", "a", seed, {0.5, 0.6 + 0.01 * static_cast<double>((seed % 2) * 2 - 1)}));
    runs.push_back(made_run("welds", "b", seed, {0.5, 0.6 - 0.001 * static_cast<double>(seed)}));
  }
  AskedTest asked = asking(HypothesisKind::Better, 12);
  asked.looks = {6, 12, 18};
  const HypothesisAnswer between = answer(runs, asked);
  EXPECT_EQ(between.outcome, Outcome::Open);
  EXPECT_EQ(between.seeds_for_80.value_or(18), 18u) << "no look that is past, nor any after the last";
  asked.looks = {6, 12};
  const HypothesisAnswer last = answer(runs, asked);
  EXPECT_EQ(last.outcome, Outcome::Open);
  EXPECT_EQ(last.seeds_for_80, std::nullopt);
  EXPECT_THAT(last.sentence, HasSubstr("It was the last look: more seeds cannot decide it."));
}

TEST(HypothesisAnswers, DoNotLetFailuresChooseTheSeedsOfALook) {
  AskedTest asked = asking(HypothesisKind::Better, 10);
  asked.looks = {8, 10};
  for (const std::size_t i : {0, 1}) asked.units[i].first = asked.units[i].second = AskedState::Failed;
  std::vector<RunData> runs = leading(10, 0.1);
  runs.erase(runs.begin(), runs.begin() + 4);
  const HypothesisAnswer dropped = answer(runs, asked, Missing::Drop);
  EXPECT_EQ(dropped.look->reached, 2u) << "ten seeds were there, two of them failed";
  EXPECT_EQ(dropped.units.size(), 8u);
}

TEST(HypothesisAnswers, SayThatSeedsWereAddedWithoutLooks) {
  AskedTest asked = asking(HypothesisKind::Better, 8);
  for (std::size_t i = 5; i < 8; ++i) asked.units[i].cohort = 2;
  const HypothesisAnswers all = answer_hypotheses(leading(8, 0.1), std::span(&asked, 1), Missing::Error);
  ASSERT_EQ(all.notes.size(), 1u);
  EXPECT_THAT(all.notes[0], HasSubstr("3 of its 8 pairs began under a sweep that was frozen after the others"));
}

TEST(HypothesisAnswers, AreTheSameWithoutWhatStandsBesideThem) {
  AskedTest asked = asking(HypothesisKind::Better, 10);
  asked.looks = {8, 12};
  for (const double lead : {0.1, -0.004}) {
    const std::vector<RunData> runs = leading(10, lead);
    const auto bare = answer_hypotheses(runs, std::span(&asked, 1), Missing::Error, Beside::Nothing).answers.at(0);
    const HypothesisAnswer whole = answer(runs, asked);
    EXPECT_EQ(bare.outcome, whole.outcome);
    EXPECT_EQ(bare.adjusted_p, whole.adjusted_p);
    EXPECT_EQ(bare.sentence, whole.sentence);
    EXPECT_TRUE(std::isnan(bare.probabilities.left));
    EXPECT_FALSE(std::isnan(whole.probabilities.left));
  }
}

TEST(HypothesisAnswers, StandInEveryFormOfOutput) {
  const AskedTest asked = asking(HypothesisKind::Equivalent, 8, 0.05);
  const HypothesisAnswers all = answer_hypotheses(leading(8, 0), std::span(&asked, 1), Missing::Error);
  EXPECT_THAT(answers_text(all), HasSubstr("1. a and b differ by less than 0.05 in final accuracy"));
  EXPECT_THAT(answers_markdown(all), HasSubstr("## Planned hypotheses"));
  EXPECT_THAT(answers_latex(all), HasSubstr("\\begin{tabular}"));
  const Value json = answers_json(all);
  EXPECT_EQ(*json.find("tests"), Value(std::int64_t{1}));
  EXPECT_EQ(*json.find("answers")->get<Value::List>()->at(0).find("outcome"), Value(std::string("claimed")));
  EXPECT_EQ(answers_text({}), "");
}

}  // namespace
}  // namespace xil
