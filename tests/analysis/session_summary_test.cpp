#include "analysis/results/session_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/results/oracle_snippet.h"
#include "tests/support/made_session.h"

// Every number here is worked out by hand from the eight rows of made_session.h.
namespace xil {
namespace {

using testing::HasSubstr;
using testing::Not;

SessionSummary example() { return summarise_session(made::session(), made::looks(), made::regions()); }

TEST(SessionSummary, CountsAnswersAndNeitherPracticeNorComparisons) {
  const SessionSummary summary = example();
  EXPECT_EQ(summary.expert, "P01");
  EXPECT_EQ(summary.answers, 5u);
  EXPECT_EQ(summary.unsure, 1u);
  EXPECT_EQ(summary.comparisons, 1u);
  EXPECT_EQ(summary.practice, 1u);
}

// Items 1, 2, 3 and 6 are right, item 4 is wrong; by chance (2 * 3 + 3 * 2) / 25 agree.
TEST(SessionSummary, ComparesLabelsWithTheTrueOnes) {
  EXPECT_DOUBLE_EQ(example().agreement, 0.8);
  EXPECT_NEAR(example().kappa, (0.8 - 12.0 / 25) / (1 - 12.0 / 25), 1e-15);
}

// Confirmed: 3, 4, 6 s; corrected: 5, 9 s, which is 3 [2, 4] s more than 4 s; regions: 4, 6 s.
TEST(SessionSummary, SplitsSecondsAsTheCostModelDoes) {
  const SessionSummary summary = example();
  EXPECT_DOUBLE_EQ(summary.look_s.median, 4);
  EXPECT_DOUBLE_EQ(summary.look_s.low, 3.5);
  EXPECT_DOUBLE_EQ(summary.look_s.high, 5);
  EXPECT_EQ(summary.look_s.count, 3u);
  EXPECT_DOUBLE_EQ(summary.label_s.median, 3);
  EXPECT_DOUBLE_EQ(summary.label_s.low, 2);
  EXPECT_DOUBLE_EQ(summary.label_s.high, 4);
  EXPECT_EQ(summary.label_s.count, 2u);
  EXPECT_DOUBLE_EQ(summary.region_s.median, 5);
  EXPECT_EQ(summary.region_s.count, 2u);
  EXPECT_DOUBLE_EQ(summary.active_s, 3 + 9 + 10 + 7 + 6 + 8 + 9) << "comparisons and items set aside take time too";
  EXPECT_DOUBLE_EQ(summary.idle_s, 30);
}

TEST(SessionSummary, NeverGivesCorrectingALabelLessThanNoTime) {
  Session session;
  session.answers = {made::answer(1, 1, 1, 1, Verdict::RightReasons, {9, 0, 0}),
                     made::answer(1, 2, 0, 1, Verdict::WrongLabel, {5, 0, 0})};
  EXPECT_EQ(summarise_session(session, made::looks(), {}).label_s.median, 0);
}

// Half of item 2's defect was drawn, the whole confounder of item 3.
TEST(SessionSummary, ComparesRegionsWhereTheTrueOneIsKnown) {
  const SessionSummary summary = example();
  EXPECT_DOUBLE_EQ(summary.iou[0].median, 0.5);
  EXPECT_DOUBLE_EQ(summary.iou[1].median, 1);
  const SessionSummary unknown = summarise_session(made::session(), made::looks(), {});
  EXPECT_EQ(unknown.measures.regions[0].drawn, 1u);
  EXPECT_EQ(unknown.iou[0].count, 0u);
  EXPECT_TRUE(std::isnan(unknown.iou[0].median));
}

// Round 1: RRR, W, RWR. Round 2: RRR (wrong label), set aside, W. They are the halves as well.
TEST(SessionSummary, FollowsVerdictsOverRoundsAndHalves) {
  const SessionSummary summary = example();
  constexpr double kThird = 1.0 / 3;
  ASSERT_EQ(summary.rounds.size(), 2u);
  EXPECT_EQ(summary.rounds[1].round, 2);
  EXPECT_EQ(summary.rounds[0].verdicts, (VerdictShares{kThird, kThird, kThird, 0, 0}));
  EXPECT_EQ(summary.rounds[1].verdicts, (VerdictShares{kThird, 0, kThird, 0, kThird}));
  EXPECT_EQ(summary.first_half.verdicts, summary.rounds[0].verdicts);
  EXPECT_EQ(summary.second_half.answers, 3u);
  EXPECT_DOUBLE_EQ(summary.first_half.agreement, 1);
  EXPECT_DOUBLE_EQ(summary.second_half.agreement, 0.5);
  EXPECT_DOUBLE_EQ(summary.first_half.look_s, 4);
  EXPECT_DOUBLE_EQ(summary.second_half.look_s, 7.5);
}

TEST(SessionSummary, ScoresTheQuestionnairesThatWereFilledIn) {
  EXPECT_DOUBLE_EQ(example().tlx, 40);
  EXPECT_TRUE(std::isnan(example().sus));
}

TEST(SessionSummary, OfNoAnswersIsUndefinedAndNotZero) {
  const SessionSummary none = summarise_session({}, {}, {});
  for (const double value : {none.agreement, none.kappa, none.look_s.median, none.label_s.median, none.region_s.median,
                             none.first_half.verdicts[0], none.second_half.look_s, none.tlx, none.sus})
    EXPECT_TRUE(std::isnan(value));
  EXPECT_TRUE(none.rounds.empty());
}

const Value* measured(const std::vector<MeasuredParameter>& all, const std::string& name) {
  for (const MeasuredParameter& one : all)
    if (one.name == name) return &one.value;
  return nullptr;
}

SessionMeasures with_regions(const std::vector<RegionAgreement>& compared) {
  SessionMeasures measures;
  measures.regions[0] = {compared.size(), compared};
  return measures;
}

// Of two regions one was drawn by half: 25 % of the truth is missing on average.
TEST(OracleSnippet, IsWhatThePersonDid) {
  PooledSessions pooled;
  pooled.add(example());
  EXPECT_EQ(oracle_snippet(pooled),
            "# Measured from P01: 5 answers in 1 session. Medians of all answers; the noise of regions is a rough "
            "model.\n"
            "oracle:\n"
            "  label_noise: 0.2  # 1 of 5 labels were wrong\n"
            "  mask_noise: incomplete  # 25 % left out, 0 % too much, mean of 2 of 2 drawn regions\n"
            "  mask_noise_rate: 0.5  # 1 of 2 regions\n"
            "  mask_noise_share: 0.5  # mean of these\n"
            "  look_s: 4.0  # median of 3 answers that confirmed the prediction\n"
            "  label_s: 3.0  # median of 2 answers that corrected it, less look_s\n"
            "  region_s: 5.0  # median of 2 answers with strokes\n");
}

TEST(OracleSnippet, PoolsAnswersAndNotMedians) {
  Session slow;
  slow.expert = "P02";
  for (const double seconds : {20.0, 30.0})
    slow.answers.push_back(made::answer(1, 1, 1, 1, Verdict::RightReasons, {seconds, 0, 0}));
  PooledSessions pooled;
  pooled.add(example());
  pooled.add(summarise_session(slow, made::looks(), {}));
  EXPECT_DOUBLE_EQ(look_seconds(pooled.measures).median, 6) << "of 3, 4, 6, 20, 30";
  EXPECT_THAT(oracle_snippet(pooled), HasSubstr("from P01, P02: 7 answers in 2 sessions"));
}

TEST(OracleSnippet, SaysWhatCannotBeMeasured) {
  Session session;
  session.expert = "P03";
  session.answers = {made::answer(1, 77, 1, 1, Verdict::RightReasons, {2, 0, 0})};
  PooledSessions pooled;
  pooled.add(summarise_session(session, {}, {}));
  const std::string text = oracle_snippet(pooled);
  EXPECT_THAT(text, HasSubstr("# label_noise cannot be measured: no answer's true label is known\n"));
  EXPECT_THAT(text, HasSubstr("# mask_noise cannot be measured: no region was drawn\n"));
  EXPECT_THAT(text, HasSubstr("# label_s cannot be measured: no answer corrected the prediction\n"));
  EXPECT_THAT(text, HasSubstr("oracle:\n  look_s: 2.0  #"));
  EXPECT_THAT(text, Not(HasSubstr("\n  label")));
  EXPECT_THAT(oracle_snippet({}), Not(HasSubstr("oracle:"))) << "an empty map is no sweep's";
}

// iou, left out, surplus, excess. By hand: 3 of 4 lie half a pixel beyond or more, 2 px on average.
TEST(OracleSnippet, CallsGenerousRegionsDilated) {
  const auto all = measured_oracle(with_regions({{.8, 0, .2, 1}, {.7, 0, .3, 2}, {.6, 0, .4, 3}, {.99, 0, .01, .1}}));
  EXPECT_EQ(*measured(all, "mask_noise"), Value(std::string("dilated")));
  EXPECT_EQ(*measured(all, "mask_noise_rate"), Value(0.75));
  EXPECT_EQ(*measured(all, "mask_noise_px"), Value(2.0));
  EXPECT_EQ(measured(all, "mask_noise_share"), nullptr);
}

TEST(OracleSnippet, CallsRegionsThatHardlyDifferGood) {
  const auto all = measured_oracle(with_regions({{.95, .04, .01, .1}, {.97, .01, .04, .2}}));
  EXPECT_EQ(*measured(all, "mask_noise"), Value(std::string("none")));
  EXPECT_EQ(measured(all, "mask_noise_rate"), nullptr);
}

TEST(OracleSnippet, LeavesOutInJsonWhatIsNotMeasured) {
  EXPECT_EQ(to_json(oracle_json({})), "{}");
  EXPECT_EQ(to_json(oracle_json(with_regions({{1, 0, 0, 0}}))), "{\"mask_noise\": \"none\"}");
}

}  // namespace
}  // namespace xil
