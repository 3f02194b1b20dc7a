#include "experiments/interact/draft.h"

#include <gtest/gtest.h>

#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/numeric/run_lengths.h"

namespace xil {
namespace {

constexpr CardRules kJudge{1, true, 2, 2, 3};

/// An event of the page from what differs between events.
Value post(std::int64_t seq, const std::string& action, const std::string& rest = "", double active_s = 1) {
  return parse_json(fmt::format(R"({{"client":"c","question":1,"seq":{},"action":"{}","active_s":{},"idle_s":0.5{}}})",
                                seq, action, active_s, rest),
                    "test");
}

/// Plays posts on a draft; the numbers in their order are their seq.
Draft played(const CardRules& rules, const std::vector<std::pair<std::string, std::string>>& posts) {
  Draft draft({1, 7, false, false}, rules);
  std::int64_t seq = 0;
  for (const auto& [action, rest] : posts) {
    const PageEvent event = read_event(post(++seq, action, rest));
    draft.check(event);
    draft.apply(event);
  }
  return draft;
}

void expect_refused(const Draft& draft, const Value& body) {
  EXPECT_THROW(draft.check(read_event(body)), Error) << to_json(body);
}

TEST(RunLengths, DescribeARegionFromOutsideOn) {
  Region region(2, 3);
  region.values = {1, 1, 0, 0, 0, 1};
  EXPECT_EQ(run_lengths(region), (std::vector<std::int64_t>{0, 2, 3, 1}));  // by hand
  EXPECT_EQ(region_of(run_lengths(region), 2, 3, "test"), region);
  EXPECT_EQ(run_lengths(Region(2, 3)), std::vector<std::int64_t>{6});
}

TEST(RunLengths, AreRefusedIfTheyAreNoRegionOfThatSize) {
  for (const std::vector<std::int64_t>& bad :
       std::vector<std::vector<std::int64_t>>{{}, {5}, {7}, {3, 4}, {-1, 7}, {6, INT64_MAX}, {INT64_MAX, INT64_MAX}}) {
    EXPECT_THROW(region_of(bad, 2, 3, "test"), Error);
  }
}

TEST(Draft, ConfirmedWithWrongReasonsIsRwrWithTheDrawnRegion) {
  const Draft draft = played(kJudge, {{"label", R"(,"label":1)"},
                                      {"reasons", R"(,"reasons":"wrong")"},
                                      {"stroke", R"(,"target":"wrong","rle":[0,2,4])"},
                                      {"answer", ""}});
  ASSERT_TRUE(draft.is_closed());
  const SessionAnswer answer = draft.answer();
  EXPECT_EQ(answer.verdict, Verdict::WrongReasons);
  EXPECT_EQ(answer.given_label, 1);
  EXPECT_EQ(answer.wrong.values, (std::vector<std::uint8_t>{1, 1, 0, 0, 0, 0}));
  EXPECT_TRUE(answer.defect.values.empty());
  EXPECT_EQ(answer.look_s, 1);     // until the label
  EXPECT_EQ(answer.reasons_s, 1);  // until the reasons
  EXPECT_EQ(answer.region_s, 2);   // the stroke and the answer
  EXPECT_EQ(answer.idle_s, 2);
}

TEST(Draft, CorrectedLabelIsWAndAsksForNoReasons) {
  const Draft draft = played(kJudge, {{"label", R"(,"label":0)"}, {"answer", ""}});
  EXPECT_EQ(draft.answer().verdict, Verdict::WrongLabel);
  EXPECT_EQ(draft.answer().region_s, 1);
}

TEST(Draft, UnknownReasonsAreNotJudged) {
  const Draft draft =
      played(kJudge, {{"label", R"(,"label":1)"}, {"reasons", R"(,"reasons":"unknown")"}, {"answer", ""}});
  EXPECT_EQ(draft.answer().verdict, Verdict::NotJudged);
}

TEST(Draft, UnsureHasNoLabelWhateverWasChosenBefore) {
  const Draft draft = played(kJudge, {{"label", R"(,"label":1)"}, {"unsure", ""}});
  EXPECT_EQ(draft.answer().verdict, Verdict::Unsure);
  EXPECT_EQ(draft.answer().given_label, kNoLabel);
}

TEST(Draft, CountsJudgedReasonsOnlyWhileTheLabelIsConfirmed) {
  const Draft draft = played(
      kJudge,
      {{"label", R"(,"label":1)"}, {"reasons", R"(,"reasons":"right")"}, {"label", R"(,"label":0)"}, {"answer", ""}});
  EXPECT_EQ(draft.answer().verdict, Verdict::WrongLabel);
  const Draft again = played(kJudge, {{"label", R"(,"label":1)"},
                                      {"reasons", R"(,"reasons":"right")"},
                                      {"label", R"(,"label":0)"},
                                      {"label", R"(,"label":1)"},
                                      {"answer", ""}});
  EXPECT_EQ(again.answer().verdict, Verdict::RightReasons);
}

TEST(Draft, UndoesAndRedoesStrokesOfBothRegionsInTheirOrder) {
  const Draft undone = played(kJudge, {{"stroke", R"(,"target":"wrong","rle":[0,1,5])"},
                                       {"stroke", R"(,"target":"defect","rle":[5,1])"},
                                       {"stroke", R"(,"target":"wrong","rle":[0,3,3])"},
                                       {"undo", ""},
                                       {"undo", ""},
                                       {"redo", ""},
                                       {"label", R"(,"label":0)"},
                                       {"answer", ""}});
  EXPECT_EQ(undone.answer().wrong.values, (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(undone.answer().defect.values, (std::vector<std::uint8_t>{0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(undone.answer().strokes, 2);
}

TEST(Draft, ErasedRegionCountsAsNotDrawn) {
  const Draft draft = played(kJudge, {{"stroke", R"(,"target":"defect","rle":[0,1,5])"},
                                      {"stroke", R"(,"target":"defect","rle":[6])"},
                                      {"label", R"(,"label":0)"},
                                      {"answer", ""}});
  EXPECT_TRUE(draft.answer().defect.values.empty());
}

TEST(Draft, RefusesWhatMakesNoSenseNow) {
  const Draft fresh({1, 7, false, false}, kJudge);
  expect_refused(fresh, post(1, "answer"));                            // no label
  expect_refused(fresh, post(1, "label", R"(,"label":2)"));            // of two classes
  expect_refused(fresh, post(1, "reasons", R"(,"reasons":"right")"));  // before the label
  expect_refused(fresh, post(2, "tick"));                              // an event is missing
  expect_refused(fresh, post(1, "undo"));
  expect_refused(fresh, post(1, "redo"));
  expect_refused(fresh, post(1, "continue"));
  expect_refused(fresh, post(1, "stroke", R"(,"target":"wrong","rle":[7])"));
  const Draft labelled = played(kJudge, {{"label", R"(,"label":1)"}});
  expect_refused(labelled, post(2, "answer"));  // the reasons are missing
  const Draft closed = played(kJudge, {{"label", R"(,"label":0)"}, {"answer", ""}});
  expect_refused(closed, post(3, "tick"));
}

TEST(Draft, OfAComparisonCanOnlyBeLeft) {
  Draft draft({1, 7, false, true}, kJudge);
  expect_refused(draft, post(1, "label", R"(,"label":0)"));
  const PageEvent event = read_event(post(1, "continue"));
  draft.check(event);
  draft.apply(event);
  EXPECT_TRUE(draft.is_closed());
  EXPECT_TRUE(draft.answer().comparison);
  EXPECT_EQ(draft.answer().look_s, 1);
}

TEST(PageEvent, IsRefusedIfAnythingInItIsMissingWrongOrOutOfRange) {
  const auto refused = [](const std::string& body) {
    EXPECT_THROW(read_event(parse_json(body, "test")), Error) << body;
  };
  refused("{}");
  refused("[]");
  refused("3");
  refused(R"({"client":"c","question":1,"seq":1,"action":"tick","active_s":-1,"idle_s":0})");
  refused(R"({"client":"c","question":1,"seq":1,"action":"tick","active_s":1e300,"idle_s":0})");
  refused(R"({"client":"c","question":"1","seq":1,"action":"tick","active_s":1,"idle_s":0})");
  refused(R"({"client":"c","question":1,"seq":1,"action":"shown","active_s":1,"idle_s":0})");
  refused(R"({"client":"c","question":1,"seq":1,"action":"../../etc","active_s":1,"idle_s":0})");
  refused(R"({"client":"c","question":1,"seq":1,"action":"label","label":1.5,"active_s":1,"idle_s":0})");
  refused(R"({"client":"c","question":1,"seq":1,"action":"label","label":-1,"active_s":1,"idle_s":0})");
  refused(R"({"client":"c","question":1,"seq":1,"action":"stroke","target":"x","rle":[6],"active_s":1,"idle_s":0})");
  refused(
      R"({"client":"c","question":1,"seq":1,"action":"stroke","target":"wrong","rle":["6"],"active_s":1,"idle_s":0})");
}

}  // namespace
}  // namespace xil
