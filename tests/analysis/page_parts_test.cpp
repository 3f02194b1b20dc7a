#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/drawing/style.h"
#include "analysis/page/answer_card.h"
#include "analysis/page/html.h"
#include "analysis/page/hypothesis_cards.h"
#include "analysis/page/left_out_section.h"
#include "analysis/page/number_pool.h"
#include "analysis/page/page_bundle.h"
#include "analysis/page/page_colours.h"
#include "analysis/page/run_columns.h"
#include "analysis/page/time_section.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(PageBundle, PutsAModuleAfterThoseThatItImports) {
  const std::vector<PageFile> files = {{"a.js", "", "import {c} from \"./c.js\";\nconst a = c;\n"},
                                       {"b.css", "", "b {}\n"},
                                       {"c.js", "", "export const c = 1;\n  // export stays\n"},
                                       {"a.css", "", "a {}\n"}};
  EXPECT_EQ(bundled_script(files), "const c = 1;\n  // export stays\nconst a = c;\n");
  EXPECT_EQ(bundled_style(files), "a {}\nb {}\n");
}

TEST(PageBundle, RefusesWhatCannotBeOneScript) {
  EXPECT_THROW(bundled_script(std::vector<PageFile>{{"a.js", "", "import {b} from \"./b.js\";\n"}}), Error);
  EXPECT_THROW(bundled_script(std::vector<PageFile>{{"a.js", "", "import {b} from \"./b.js\";\n"},
                                                    {"b.js", "", "import {a} from \"./a.js\";\n"}}),
               Error);
  EXPECT_THROW(bundled_script(std::vector<PageFile>{{"a.js", "", "import {\n"}}), Error);
}

TEST(NumberPool, KeepsEqualListsOnceAndBitForBit) {
  NumberPool pool;
  EXPECT_EQ(pool.add(std::vector<double>{1, kNaN}), 0);
  EXPECT_EQ(pool.add(std::vector<double>{-0.0}), 1);
  EXPECT_EQ(pool.add(std::vector<double>{1, kNaN}), 0);
  EXPECT_EQ(pool.add(std::vector<double>{0.0}), 2) << "which has other bits than -0";
  // python3: base64.b64encode(struct.pack("<4d", 1, math.nan, -0.0, 0.0))
  EXPECT_EQ(*pool.json().find("numbers"), Value(std::string("AAAAAAAA8D8AAAAAAAD4fwAAAAAAAACAAAAAAAAAAAA=")));
  EXPECT_EQ(*pool.json().find("ends"),
            Value(Value::List{Value(std::int64_t{2}), Value(std::int64_t{3}), Value(std::int64_t{4})}));
}

TEST(RunColumns, KeepTextsOnceAndWhatIsUndefinedNull) {
  const auto run = [](const char* strategy, Value accuracy) {
    return Value(
        Value::Map{{"strategy", Value(std::string(strategy))}, {"accuracy", std::move(accuracy)}, {"run_id", {}}});
  };
  const Value json = run_columns_json(Value(Value::List{run("b", Value(0.5)), run("a", {}), run("b", Value(0.0))}));
  EXPECT_EQ(to_json(*json.find("texts")), R"(["b", "a"])");
  const auto& columns = *json.find("columns")->get<Value::List>();
  ASSERT_EQ(columns.size(), 3u);
  EXPECT_EQ(to_json(columns[0]),
            R"({"key": "strategy", "title": "strategy", "text": true, "metric": false, "values": [0, 1, 0]})");
  EXPECT_EQ(to_json(columns[1]),
            R"({"key": "accuracy", "title": "accuracy", "text": false, "metric": true, "values": [0.5, null, 0.0]})");
  EXPECT_EQ(to_json(columns[2]),
            R"({"key": "run_id", "title": "run id", "text": false, "metric": false, "values": [null, null, null]})");
  EXPECT_EQ(to_json(run_columns_json({})), R"({"texts": [], "columns": []})");
}

TEST(IntervalPicture, DrawsValuesOnOneAxis) {
  IntervalPicture picture;
  picture.rows = {{"a<b=c", 1, 0.5, {0.25, 1}, {}}, {"none", std::nullopt, kNaN, {kNaN, kNaN}, {}}};
  const std::string html = interval_picture_html(picture);
  // From 4 to 96 percent: .25 is the least, 1 the greatest, .5 a third of the way.
  EXPECT_THAT(html, HasSubstr("<line x1=\"4.00%\" x2=\"96.00%\""));
  EXPECT_THAT(html, HasSubstr("<circle cx=\"34.67%\""));
  EXPECT_THAT(html, HasSubstr("a&lt;b=<wbr>c"));
  EXPECT_THAT(html, HasSubstr("class=\"s1\""));
  EXPECT_THAT(html, HasSubstr(">undefined<"));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

TEST(IntervalPicture, ShowsZeroAndTheMarginOfDifferences) {
  IntervalPicture picture;
  picture.rows = {{"difference", std::nullopt, 0.1, {0.05, 0.2}, {0.05, 0.15}}};
  picture.differences = true;
  picture.margin = Interval{-0.2, 0.2};
  const std::string html = interval_picture_html(picture);
  EXPECT_THAT(html, HasSubstr("<rect class=\"margin\" x=\"4.00%\" width=\"92.00%\""));
  EXPECT_THAT(html, HasSubstr("<line class=\"zero\" x1=\"50.00%\" x2=\"50.00%\""));
  EXPECT_THAT(html, HasSubstr("<circle class=\"dot\" cx=\"61.50%\""));
  EXPECT_THAT(html, Not(HasSubstr("sides"))) << "nobody said what they mean";
  picture.left = "a<b better";
  picture.right = "k=1 better";
  EXPECT_THAT(interval_picture_html(picture), HasSubstr("<span>← a&lt;b better</span><span>k=<wbr>1 better →</span>"));
}

TEST(IntervalPicture, IsEmptyWhereNothingIsFinite) {
  IntervalPicture picture;
  picture.rows = {{"a", std::nullopt, std::numeric_limits<double>::infinity(), {kNaN, kNaN}, {}}};
  EXPECT_EQ(interval_picture_html(picture), "");
}

TEST(IntervalPicture, SaysHowManyRowsAreNotDrawn) {
  IntervalPicture picture;
  for (int i = 0; i < 11; ++i) picture.rows.push_back({"row", std::nullopt, static_cast<double>(i), {kNaN, kNaN}, {}});
  EXPECT_THAT(interval_picture_html(picture), HasSubstr("and 3 more"));
}

TEST(AnswerCards, ShowWhatIsWrittenAsText) {
  AnswerCard card;
  card.badge = "Undecided";
  card.question = "a</script><b>";
  card.dataset = "\"welds\"";
  card.answer = "it's <open>";
  card.needs = "9 seeds";
  card.link = CurveLink{"accuracy", "shown", {"x\"y", "z"}};
  const std::string html = cards_html(std::vector{card});
  EXPECT_THAT(html, HasSubstr("a&lt;/script&gt;&lt;b&gt;"));
  EXPECT_THAT(html, HasSubstr("data-dataset=\"&quot;welds&quot;\""));
  EXPECT_THAT(html, HasSubstr("data-strategies=\"x&quot;y\nz\""));
  EXPECT_THAT(html, HasSubstr("9 seeds"));
  EXPECT_THAT(html, Not(HasSubstr("<details>")));
}

TEST(AnswerCards, FoldWhatIsMoreThanAReaderTakesIn) {
  const std::string html = cards_html(std::vector<AnswerCard>(20), 12);
  EXPECT_THAT(html, HasSubstr("<summary>8 more answers</summary>"));
}

HypothesisAnswer answer_of(HypothesisKind kind, Outcome outcome) {
  HypothesisAnswer answer;
  answer.asked.number = 2;
  answer.asked.terms.kind = kind;
  answer.asked.terms.metric = "f1";
  answer.asked.first = "near";
  answer.asked.second = "caipi";
  answer.asked.dataset = "welds";
  answer.statement = "near and caipi differ by less than 0.02";
  answer.sentence = "The <answer>.";
  answer.outcome = outcome;
  answer.differences = {0.01, -0.01};
  answer.estimate = 0.004;
  answer.interval = {-0.01, 0.015};
  return answer;
}

TEST(HypothesisCards, ShowTheDifferenceBesideItsMargin) {
  HypothesisAnswers all;
  all.answers = {answer_of(HypothesisKind::Equivalent, Outcome::Claimed)};
  all.answers[0].asked.terms.margin = 0.02;
  const auto cards = hypothesis_cards(all, {{"near", 3}});
  ASSERT_EQ(cards.size(), 1u);
  EXPECT_EQ(cards[0].state, AnswerCard::State::Claimed);
  EXPECT_EQ(cards[0].badge, "Claimed: equivalent");
  EXPECT_EQ(cards[0].question, "2. near and caipi differ by less than 0.02");
  EXPECT_EQ(cards[0].picture.left, "caipi better");
  EXPECT_EQ(cards[0].picture.right, "near better") << "differences above 0 speak for the first";
  ASSERT_TRUE(cards[0].picture.margin.has_value());
  EXPECT_EQ(cards[0].picture.margin->low, -0.02);
  EXPECT_EQ(cards[0].picture.margin->high, 0.02);
  EXPECT_THAT(cards[0].picture.rows.at(0).dots, ElementsAre(0.01, -0.01));
  EXPECT_EQ(cards[0].picture.rows.at(0).style, 3u);
  EXPECT_EQ(cards[0].link->metric, "f1");
  EXPECT_THAT(cards[0].link->strategies, ElementsAre("near", "caipi"));
  EXPECT_EQ(cards[0].needs, "");
  EXPECT_THAT(cards_html(cards), HasSubstr("The &lt;answer&gt;."));
}

TEST(HypothesisCards, ShowTheMarginOnTheSideThatIsTested) {
  HypothesisAnswers all;
  all.answers = {answer_of(HypothesisKind::NotWorse, Outcome::Claimed),
                 answer_of(HypothesisKind::Better, Outcome::Open)};
  all.answers[0].asked.terms.margin = 0.02;
  const auto cards = hypothesis_cards(all, {});
  ASSERT_TRUE(cards[0].picture.margin.has_value());
  EXPECT_EQ(cards[0].picture.margin->low, -0.02);
  EXPECT_EQ(cards[0].picture.margin->high, 0);
  EXPECT_FALSE(cards[1].picture.margin.has_value());
}

TEST(HypothesisCards, SayWhatItWouldTake) {
  HypothesisAnswers all;
  all.answers.assign(4, answer_of(HypothesisKind::Better, Outcome::Open));
  all.answers[0].seeds_for_80 = 12;
  all.answers[0].seeds_for_95 = 19;
  all.answers[1].look = LookState{.next = 16};
  all.answers[3].outcome = Outcome::Unanswered;
  const auto cards = hypothesis_cards(all, {});
  EXPECT_EQ(cards[0].needs, "12 seeds for the difference that was seen, with 80 % power; 19 with 95 %.");
  EXPECT_EQ(cards[1].needs, "the next look, at 16 seeds.");
  EXPECT_THAT(cards[2].needs, HasSubstr("more seeds than can be planned"));
  EXPECT_THAT(cards[3].needs, HasSubstr("xil status"));
}

TEST(HypothesisCards, ClaimNothingThatWasNotPlanned) {
  HypothesisAnswers all;
  all.answers = {answer_of(HypothesisKind::NotWorse, Outcome::Exploratory)};
  const auto cards = hypothesis_cards(all, {});
  EXPECT_EQ(cards[0].state, AnswerCard::State::Exploratory);
  EXPECT_EQ(cards[0].badge, "Exploratory");
  EXPECT_THAT(cards_html(cards), Not(HasSubstr("laimed")));
}

TEST(LeftOutSection, CountsTheRunsOfEveryState) {
  const auto run = [](const char* status, const char* reason) {
    return Value(Value::Map{{"dataset", Value(std::string("welds"))},
                            {"strategy", Value(std::string("caipi"))},
                            {"seed", Value(std::int64_t{3})},
                            {"status", Value(std::string(status))},
                            {"attempts", Value(std::int64_t{2})},
                            {"reason", Value(std::string(reason))}});
  };
  Value::List runs = {run("complete", ""), run("failed", "<disk> full")};
  for (int i = 0; i < 60; ++i) runs.push_back(run("missing", ""));
  const std::string html = left_out_html(Value(runs), std::vector<std::string>{"seed 1 & 2"});
  EXPECT_THAT(html, HasSubstr("data-filter=\"status=missing\"><b>60</b> missing"));
  EXPECT_THAT(html, HasSubstr("<td>&lt;disk&gt; full</td>"));
  EXPECT_THAT(html, HasSubstr("The first 50 of 61"));
  EXPECT_THAT(html, HasSubstr("<li>seed 1 &amp; 2</li>"));
}

TEST(LeftOutSection, SaysThatNothingIs) {
  const Value runs(Value::List{Value(Value::Map{{"status", Value(std::string("complete"))}})});
  EXPECT_THAT(left_out_html(runs, {}), HasSubstr("Every run is complete."));
  EXPECT_THAT(left_out_html(runs, {}), HasSubstr("Nothing else was left out."));
}

TEST(TimeSection, StacksThePartsToTheLongestRun) {
  TimeSplit split{"caipi", {1, 2, 3, 4, 0}}, other{"random", {0, 0, 5, 0, 0}};
  const std::string html = time_html(std::vector<DatasetTimes>{{"a<b", 6, {split, other}}, {"none", 6, {}}});
  EXPECT_THAT(html, HasSubstr("<rect class=\"time-train\" x=\"30.000%\" width=\"30.000%\""));
  EXPECT_THAT(html, HasSubstr("<rect class=\"time-train\" x=\"0.000%\" width=\"50.000%\""));
  EXPECT_THAT(html, HasSubstr("<h3>a&lt;b</h3>"));
  EXPECT_THAT(html, HasSubstr("</span>train, s</th>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"n\">3.00</td>"));
  split.seconds[0] = 0.004;
  split.seconds[1] = 1234.5;
  const std::string uneven = time_html(std::vector<DatasetTimes>{{"welds", 1, {split}}});
  EXPECT_THAT(uneven, HasSubstr("<td class=\"n\">&lt;0.01</td><td class=\"n\">1234</td>")) << "half to even";
  EXPECT_THAT(html, Not(HasSubstr("<h3>none</h3>")));
  EXPECT_EQ(time_html({}), "");
}

TEST(PageColours, AreThoseOfTheFigures) {
  const std::string css = colours_css();
  const auto rule = [](std::size_t i, const std::string& colour) {
    return ".s" + std::to_string(i) + " { --own: " + colour + "; }";
  };
  for (std::size_t i : {0U, 1U, 5U, 7U}) EXPECT_THAT(css, HasSubstr(rule(i, std::string(line_style(i).colour))));
  EXPECT_THAT(css, HasSubstr(".s6 { --own: var(--ink); }")) << "black is white on a dark page";
  EXPECT_THAT(css, HasSubstr("light-dark(#9d952b, #f0e442)")) << "yellow is too pale for white paper";
  EXPECT_THAT(css, Not(HasSubstr("light-dark(#0072b2"))) << "blue is not";
}

TEST(Sentences, SetWhatStandsInBackticksAsCode) {
  EXPECT_EQ(sentence_html("set `a<b`, then `c`"), "set <code>a&lt;b</code>, then <code>c</code>");
  EXPECT_EQ(sentence_html("a ` alone <stays>"), "a ` alone &lt;stays&gt;");
  EXPECT_THAT(list_html({"run `xil`"}), HasSubstr("<li>run <code>xil</code></li>"));
}

}  // namespace
}  // namespace xil
