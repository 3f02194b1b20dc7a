#include "framework/config/hypotheses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/sweep.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kAskedGrid =
    "name: s\n"
    "fixed: {dataset: weld_seams}\n"
    "grid:\n"
    "  strategy: [random, {name: copier, copies: 1, label: CE}, {name: copier, copies: 3}, copier]\n"
    "  seed: range(0,4)\n";

Sweep asking(const std::string& rows, const std::vector<std::string>& overrides = {},
             const std::string& grid = kAskedGrid) {
  return parse_sweep(grid + "hypotheses:\n" + rows, "s.yaml", overrides, fake::catalog());
}
std::string refused_hypotheses(const std::string& rows, const std::string& grid = kAskedGrid) {
  return fake::refusal([&] { asking(rows, {}, grid); });
}
std::string refused_one(const std::string& row) { return refused_hypotheses("  - {" + row + "}\n"); }

/// "copier 3/0": strategy, copies and seed.
std::vector<std::string> asked_names(const Sweep& sweep, const std::vector<std::string>& ids) {
  std::vector<std::string> found;
  for (const std::string& id : ids) {
    const auto place = std::ranges::find(sweep.run_ids, id) - sweep.run_ids.begin();
    const RunParams& run = sweep.runs[static_cast<std::size_t>(place)];
    const Value* copies = run.strategy.params.find("copies");
    found.push_back(fmt::format("{}{}/{}", run.strategy.name, copies == nullptr ? "" : to_json(*copies), run.seed));
  }
  return found;
}

TEST(Hypotheses, NameTheirConditionsByTheWordsOfTheGrid) {
  const Sweep sweep = asking(
      "  - {better: CE, than: random}\n"
      "  - {equivalent: [{name: copier, copies: 3}, random], within: 0.02, metric: f1, of: final}\n"
      "  - {not_worse: {strategy: random}, than: {strategy: CE}, by: 1e-2, of: low, over: expert_s}\n"
      "  - {better: copier, than: CE, sides: one}\n");
  ASSERT_EQ(sweep.hypotheses.size(), 4u);
  const auto& [better, equivalent, worse, plain] =
      std::tie(sweep.hypotheses[0], sweep.hypotheses[1], sweep.hypotheses[2], sweep.hypotheses[3]);
  ASSERT_EQ(better.tests.size(), 1u);
  EXPECT_EQ(better.terms, HypothesisTerms{});
  EXPECT_EQ(better.tests[0].dataset, "weld_seams");
  EXPECT_THAT(asked_names(sweep, better.tests[0].first_runs),
              ElementsAre("copier1/0", "copier1/1", "copier1/2", "copier1/3"));
  EXPECT_THAT(asked_names(sweep, better.tests[0].second_runs),
              ElementsAre("random/0", "random/1", "random/2", "random/3"));
  EXPECT_EQ(equivalent.terms,
            (HypothesisTerms{HypothesisKind::Equivalent, "f1", Scalar::Final, CurveAxis::Shown, .02}));
  EXPECT_EQ(asked_names(sweep, equivalent.tests[0].first_runs).front(), "copier3/0");
  EXPECT_EQ(worse.terms,
            (HypothesisTerms{HypothesisKind::NotWorse, "accuracy", Scalar::Low, CurveAxis::ExpertSeconds, .01}));
  EXPECT_EQ(plain.terms.sides, Sides::One);
  EXPECT_EQ(asked_names(sweep, plain.tests[0].first_runs).front(), "copier0/0")
      << "the plain one is among those of that name";
}

TEST(Hypotheses, HaveOneTestPerDataSetThatBothConditionsHave) {
  const std::string grid =
      "name: s\n"
      "grid:\n"
      "  dataset: [weld_seams, {name: weld_seams, size: 96}]\n"
      "  strategy: [random, copier]\n"
      "  seed: [0, 1]\n";
  const Sweep both = asking("  - {better: copier, than: random}\n", {}, grid);
  EXPECT_EQ(both.hypotheses[0].tests.size(), 2u);
  const Sweep one = asking("  - {better: copier, than: random, dataset: {name: weld_seams, size: 96}}\n", {}, grid);
  ASSERT_EQ(one.hypotheses[0].tests.size(), 1u);
  EXPECT_THAT(refused_hypotheses("  - {better: copier, than: random, dataset: casting}\n", grid),
              HasSubstr("s.yaml:7: a hypothesis: no run has dataset: \"casting\". They have weld_seams"));
  const std::string partly = grid + "exclude: [{strategy: copier, dataset: {size: 96}}]\n";
  const Sweep rest = asking("  - {better: copier, than: random}\n", {}, partly);
  EXPECT_EQ(rest.hypotheses[0].tests.size(), 1u);
  EXPECT_THAT(rest.notes,
              testing::Contains(HasSubstr("is not asked of weld_seams: 'copier' and 'random' have no runs both")));
  EXPECT_THAT(refused_hypotheses("  - {better: copier, than: random, dataset: {size: 96}}\n", partly),
              HasSubstr("have no runs both"));
}

TEST(Hypotheses, AreNoPartOfAnyRunAndAreFrozenWithTheSweep) {
  const std::string rows =
      "  - {better: CE, than: random, sides: one}\n"
      "  - {equivalent: [CE, {name: copier, copies: 3}], within: 0.02, dataset: [weld_seams]}\n"
      "looks: [2, 4]\n";
  const Sweep with = asking(rows), without = parse_sweep(kAskedGrid, "s.yaml", {}, fake::catalog());
  EXPECT_EQ(with.run_ids, without.run_ids);
  EXPECT_NE(with.digest, without.digest);
  const Sweep again = parse_sweep(with.frozen, "f.yaml", {}, fake::catalog());
  EXPECT_EQ(again.frozen, with.frozen);
  ASSERT_EQ(again.hypotheses.size(), 2u);
  EXPECT_THAT(again.hypotheses[0].looks, ElementsAre(2u, 4u));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(again.hypotheses[i].tests[0].key, with.hypotheses[i].tests[0].key);
}

TEST(Hypotheses, AskTheSameWithMoreSeedsAndUnderAnotherNameOfACondition) {
  const auto key = [](const Sweep& sweep) { return sweep.hypotheses.at(0).tests.at(0).key; };
  const std::string row = "  - {better: CE, than: random}\n";
  const std::string asked = key(asking(row));
  EXPECT_EQ(asked, key(asking(row, {"seed=range(0,9)"})));
  EXPECT_EQ(asked, key(asking("  - {better: {name: copier, copies: 1}, than: random}\n")));
  EXPECT_EQ(asked, key(asking("  - {better: random, than: CE}\n"))) << "a two-sided test has no direction";
  EXPECT_NE(asked, key(asking("  - {better: CE, than: random, sides: one}\n")));
  EXPECT_NE(asked, key(asking("  - {better: CE, than: random, of: final}\n")));
  EXPECT_NE(asked, key(asking("  - {better: CE, than: random}\nlooks: [2, 4]\n")));
  EXPECT_NE(asked, key(asking(row, {"updates=7"})));
  std::string moved = kAskedGrid;  // the label now means three copies
  moved.replace(moved.find("copies: 1"), 9, "copies: 2");
  EXPECT_NE(asked, key(asking(row, {}, moved)));
}

TEST(Hypotheses, LeavesOutWhatAnOverrideTakesAwayAndSaysSo) {
  const std::string rows = "  - {better: CE, than: random}\n  - {better: copier, than: random}\n";
  const Sweep sweep = asking(rows, {"strategy=random,copier"});
  ASSERT_EQ(sweep.hypotheses.size(), 1u);
  EXPECT_EQ(sweep.hypotheses[0].first, "copier");
  EXPECT_THAT(sweep.notes,
              ElementsAre(HasSubstr("s.yaml:7: this hypothesis is left out, no run has strategy: \"CE\"")));
  EXPECT_EQ(parse_sweep(sweep.frozen, "f.yaml", {}, fake::catalog()).hypotheses.size(), 1u);
}

TEST(Hypotheses, RefusesAConditionThatNoRunHasAndSaysWhatThereIs) {
  EXPECT_EQ(refused_one("better: caipi, than: random"),
            "s.yaml:7: a hypothesis: no run has strategy: \"caipi\". They have CE, copier, random");
  EXPECT_THAT(refused_one("better: {strategy: CE, updates: 7}, than: random"),
              HasSubstr("no run has updates: 7. They have 300"));
  EXPECT_THAT(refused_one("better: {stategy: CE}, than: random"), HasSubstr("stategy"));
}

TEST(Hypotheses, RefusesALabelThatIsTheNameOfAnotherStrategyToo) {
  const auto grid = [](const std::string& label) {
    return "name: s\nfixed: {dataset: weld_seams}\ngrid:\n  strategy: [random, {name: copier, copies: 1, label: \"" +
           label + "\"}, {name: copier, copies: 3}]\n  seed: [0, 1]\n";
  };
  EXPECT_EQ(refused_hypotheses("  - {better: random, than: {name: copier, copies: 3}}\n", grid("random")),
            "s.yaml:7: a hypothesis: 'random' is the label of copier copies=1 and the name of random: write {strategy: "
            "{label: random}} for the first, the map of its name and parameters for the second, or give the first "
            "another label");
  EXPECT_THAT(refused_hypotheses("  - {better: random, than: {strategy: copier copies=3}}\n", grid("copier copies=3")),
              HasSubstr("'copier copies=3' is the label of copier copies=1 and the name of copier copies=3"))
      << "as tables call it";
  EXPECT_THAT(refused_hypotheses("  - {better: random, than: copier}\n", grid("copier")),
              HasSubstr("'copier' is the label of copier copies=1 and the name of copier copies=3"));
  const Sweep told_apart =
      asking("  - {better: {strategy: {label: random}}, than: {name: random}}\n", {}, grid("random"));
  const HypothesisTest& test = told_apart.hypotheses[0].tests[0];
  EXPECT_THAT(asked_names(told_apart, test.first_runs), ElementsAre("copier1/0", "copier1/1"));
  EXPECT_THAT(asked_names(told_apart, test.second_runs), ElementsAre("random/0", "random/1"));
}

TEST(Hypotheses, RefusesATitleThatIsTheNameOfAnotherDataSetToo) {
  const std::string grid =
      "name: s\n"
      "grid:\n"
      "  dataset: [{name: casting, title: weld_seams}, weld_seams]\n"
      "  strategy: [random, copier]\n"
      "  seed: [0, 1]\n";
  EXPECT_EQ(refused_hypotheses("  - {better: copier, than: random, dataset: weld_seams}\n", grid),
            "s.yaml:7: a hypothesis: 'weld_seams' is the title of a data set 'casting' and the name of another: write "
            "{name: casting, title: weld_seams} or {name: weld_seams}");
  const Sweep told =
      asking("  - {better: copier, than: random, dataset: {name: casting, title: weld_seams}}\n", {}, grid);
  ASSERT_EQ(told.hypotheses[0].tests.size(), 1u);
  EXPECT_EQ(told.hypotheses[0].tests[0].dataset, "weld_seams");
  EXPECT_EQ(asking("  - {better: copier, than: random}\n", {}, grid).hypotheses[0].tests.size(), 2u);
}

TEST(Hypotheses, TakeALabelThatSaysWhatTheGridMeansByItAnyway) {
  const std::string grid =
      "name: s\n"
      "grid:\n"
      "  strategy: [random, {name: copier, label: copier}, {name: copier, copies: 3, label: more}]\n"
      "  seed: [0, 1]\n";
  const Sweep sweep = asking("  - {better: copier, than: more}\n", {}, grid);
  EXPECT_EQ(asked_names(sweep, sweep.hypotheses[0].tests[0].first_runs).front(), "copier0/0");
}

TEST(Hypotheses, TakeAConditionWithItsLabelAsTheGridHasIt) {
  const Sweep sweep = asking("  - {better: {name: copier, copies: 1, label: CE}, than: random}\n");
  EXPECT_EQ(asked_names(sweep, sweep.hypotheses[0].tests[0].first_runs).front(), "copier1/0");
  EXPECT_THAT(refused_one("better: {name: copier, copies: 3, label: CE}, than: random"),
              HasSubstr("no run has strategy: {\"name\": \"copier\", \"copies\": 3, \"label\": \"CE\"}"))
      << "the label is that of one copy";
}

TEST(Hypotheses, RestOnAllReplicationsHoweverTheirKeysAreSpelt) {
  for (const char* words : {"seed: 1", "oracle_seed: 1", "oracle.person: P01", "oracle: {person: P01}",
                            "oracle: {label_noise: .1, session: a.h5}", "explainer: rise, oracle: {person: P01}"}) {
    EXPECT_THAT(refused_one(std::string("better: {strategy: CE, ") + words + "}, than: random"),
                HasSubstr("cannot choose a condition: a hypothesis rests on all its seeds"))
        << words;
  }
  EXPECT_THAT(refused_one("better: {strategy: CE, dataset.size: 96}, than: random"),
              HasSubstr("'dataset' belongs beside"));
}

TEST(Hypotheses, RefusesAConditionThatFitsSeveralRunsOfASeed) {
  const std::string grid = kAskedGrid + "  updates: [10, 20]\n";
  EXPECT_EQ(
      refused_hypotheses("  - {better: CE, than: random}\n", grid),
      "s.yaml:8: two runs of one seed fit the condition 'CE' of a hypothesis: they differ in updates (10, 20); say "
      "which, such as {strategy: ..., updates: 10}");
  EXPECT_EQ(
      refused_hypotheses("  - {better: {strategy: CE, updates: 10}, than: {strategy: random, updates: 10}}\n", grid),
      "");
  EXPECT_EQ(refused_hypotheses("  - {better: {strategy: CE, updates: 10}, than: {strategy: CE, updates: 20}}\n", grid),
            "");
}

TEST(Hypotheses, RefusesTheSameConditionTwiceAndTheSameQuestionTwice) {
  EXPECT_THAT(refused_one("better: CE, than: CE"), HasSubstr("both conditions of the hypothesis are the same"));
  EXPECT_THAT(refused_one("equivalent: [CE, {name: copier, copies: 1}], within: .1"),
              HasSubstr("are the same, 'CE' and 'copier copies=1'"));
  EXPECT_THAT(
      refused_hypotheses("  - {better: CE, than: random}\n  - {better: random, than: CE, metric: accuracy}\n"),
      HasSubstr("s.yaml:8: this hypothesis asks of weld_seams what the one at s.yaml:7 asks: it would count twice"));
}

TEST(Hypotheses, RefusesMalformedRowsInOneLine) {
  EXPECT_THAT(refused_hypotheses("  CE\n"), HasSubstr("s.yaml:6: 'hypotheses' must be a list of maps, not a text"));
  EXPECT_THAT(refused_hypotheses("  - CE\n"), HasSubstr("a hypothesis must be a map"));
  EXPECT_THAT(refused_one("metric: f1"), HasSubstr("a hypothesis is one of 'better: A, than: B'"));
  EXPECT_THAT(refused_one("better: CE, not_worse: CE, than: random"), HasSubstr("not two of them at once"));
  EXPECT_THAT(refused_one("better: CE"), HasSubstr("'better' needs 'than'"));
  EXPECT_THAT(refused_one("better: CE, than: random, by: 0.1"), HasSubstr("'by' belongs to 'not_worse'"));
  EXPECT_THAT(refused_one("better: CE, than: random, metrik: f1"), HasSubstr("unknown key 'metrik' in a hypothesis"));
  EXPECT_THAT(refused_one("better: CE, than: random, metrik: f1"), HasSubstr("did you mean 'metric'"));
  EXPECT_THAT(refused_one("better: CE, than: random, metric: acuracy"), HasSubstr("unknown metric 'acuracy'. Known: "));
  EXPECT_THAT(refused_one("better: CE, than: random, of: to_target"), HasSubstr("cannot be of 'to_target'"));
  EXPECT_THAT(refused_one("better: CE, than: random, of: auc"), HasSubstr("unknown of 'auc'. Known: aubc"));
  EXPECT_THAT(refused_one("better: CE, than: random, over: rounds"), HasSubstr("unknown over 'rounds'. Known: shown"));
  EXPECT_THAT(refused_one("better: CE, than: random, sides: 1"), HasSubstr("'sides'"));
  EXPECT_THAT(refused_one("better: null, than: random"), HasSubstr("a condition of a hypothesis is"));
  EXPECT_THAT(refused_one("better: [CE], than: random"), HasSubstr("a condition of a hypothesis is"));
  EXPECT_THAT(refused_one("better: {strategy: CE, seed: 1}, than: random"),
              HasSubstr("'seed' cannot choose a condition"));
  EXPECT_THAT(refused_one("better: {dataset: weld_seams}, than: random"), HasSubstr("'dataset' belongs beside"));
  EXPECT_THAT(refused_one("better: CE, than: random, dataset: []"), HasSubstr("the list of 'dataset' is empty"));
}

TEST(Hypotheses, RefusesMarginsThatMeanNothing) {
  EXPECT_THAT(refused_one("equivalent: [CE, random]"), HasSubstr("'equivalent' needs 'within', the margin"));
  EXPECT_THAT(refused_one("not_worse: CE, than: random"), HasSubstr("'not_worse' needs 'by', the margin"));
  EXPECT_THAT(refused_one("equivalent: [CE, random], within: -0.1"),
              HasSubstr("'within' must be a number above 0, got -0.1"));
  EXPECT_THAT(refused_one("equivalent: [CE, random], within: 0"), HasSubstr("above 0"));
  EXPECT_THAT(refused_one("equivalent: [CE, random], within: .nan"), HasSubstr("'within'"));
  EXPECT_THAT(refused_one("equivalent: [CE, random], within: .inf"), HasSubstr("'within'"));
  EXPECT_THAT(refused_one("equivalent: [CE, random], within: 2"), HasSubstr("shares are written as 0.02"));
  EXPECT_THAT(refused_one("equivalent: [CE], within: 0.1"), HasSubstr("a list of two conditions, not of 1"));
  EXPECT_THAT(refused_one("equivalent: [CE, random, copier], within: 0.1"), HasSubstr("not of 3"));
  EXPECT_THAT(refused_one("equivalent: CE, within: 0.1"), HasSubstr("a list of two conditions, not a text"));
  EXPECT_THAT(refused_one("equivalent: [CE, random], within: 0.1, sides: one"),
              HasSubstr("'sides' belongs to 'better'"));
}

TEST(Hypotheses, LooksAscendToTheNumberOfSeeds) {
  const auto refused = [](const std::string& looks) {
    return refused_hypotheses("  - {better: CE, than: random}\nlooks: " + looks + "\n");
  };
  EXPECT_EQ(refused("[2, 4]"), "");
  EXPECT_EQ(refused("[2, 4, 6]"), "") << "so that an override may run the first seeds";
  EXPECT_THAT(refused("[2, 3]"),
              HasSubstr("the last of 'looks' is at 3 seeds, and the hypothesis has 4 on weld_seams"));
  EXPECT_THAT(refused("[4, 2]"), HasSubstr("must ascend, got 2 after 4"));
  EXPECT_THAT(refused("[2, 2, 4]"), HasSubstr("must ascend"));
  EXPECT_THAT(refused("[0, 4]"), HasSubstr("above 0, got 0"));
  EXPECT_THAT(refused("[1.5, 4]"), HasSubstr("whole numbers"));
  EXPECT_THAT(refused("4"), HasSubstr("must be a list"));
  EXPECT_THAT(refused("[]"), HasSubstr("must be a list"));
  EXPECT_THAT(fake::refusal([] { parse_sweep(kAskedGrid + "looks: [2, 4]\n", "s.yaml", {}, fake::catalog()); }),
              HasSubstr("'looks' goes with 'hypotheses'"));
}

}  // namespace
}  // namespace xil
