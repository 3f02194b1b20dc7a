#include "analysis/report/session_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/figures/verdicts.h"
#include "analysis/report/report.h"
#include "tests/support/analysis_runs.h"
#include "tests/support/made_session.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

RunData run_of(const std::string& expert, std::int64_t seed, const std::string& strategy = "caipi maps=hidden") {
  RunData data = made_run("weld", strategy, seed, {.5, .6, .7});
  data.run.expert = expert;
  data.session = summarise_session(made::session(expert), made::looks(), made::regions());
  for (const SessionAnswer& answer : made::session(expert).answers)
    data.shown.push_back(made_look(answer.round, answer.item, answer.verdict));
  return data;
}

TEST(SessionTables, SpeakOfEveryExpertAndSession) {
  const std::vector<RunData> runs = {run_of("P02", 0), run_of("P01", 0), run_of("P01", 1),
                                     made_run("weld", "random", 0, {.5, .6, .7})};
  const auto sessions = sessions_of(runs);
  ASSERT_EQ(sessions.size(), 3u);
  EXPECT_EQ(sessions[0].summary.expert, "P01") << "by expert";
  const auto tables = session_tables(sessions);
  ASSERT_EQ(tables.size(), 4u);
  EXPECT_THAT(tables[0].lines[0], ElementsAre("P01", "2", "10", "80 %", "0.62", "4.00 [3.25, 5.50] (6)",
                                              "3.00 [1.00, 5.00] (4)", "5.00 [4.00, 6.00] (4)"));
  EXPECT_THAT(tables[1].lines[2], ElementsAre("P02", "weld, caipi maps=hidden, seed 0", "5", "1", "1", "1", "80 %",
                                              "0.62", "0.50 [0.50, 0.50] (1 of 1)", "1.00 [1.00, 1.00] (1 of 1)"));
  EXPECT_THAT(tables[2].lines[0],
              ElementsAre("P01", "weld, caipi maps=hidden, seed 0", "4.00 [3.50, 5.00] (3)", "3.00 [2.00, 4.00] (2)",
                          "5.00 [4.50, 5.50] (2)", "0.9", "0.5", "40.0", ""))
      << "an undefined score is empty";
  EXPECT_THAT(tables[3].lines[1], ElementsAre("P01", "weld, caipi maps=hidden, seed 0", "second", "3", "50 %", "7.50",
                                              "33 / 0 / 33 / 0 / 33"));
  EXPECT_EQ(session_snippets(sessions).size(), 3u) << "all, P01, P02";
}

TEST(SessionLines, AreShortAndSayWhatIsUndefined) {
  const std::vector<RunData> runs = {run_of("P01", 3)};
  EXPECT_THAT(
      session_lines(sessions_of(runs)[0]),
      ElementsAre("P01: weld, caipi maps=hidden, seed 3: 5 answers, 1 set aside, 1 for comparison, 1 for practice",
                  "  labels right 80 % (kappa 0.62)",
                  "  seconds: look 4.00 [3.50, 5.00] (3), label 3.00 [2.00, 4.00] (2), region 5.00 [4.50, 5.50] "
                  "(2); 0.9 min active, 0.5 min idle",
                  "  IoU of drawn and true defect regions 0.50 [0.50, 0.50] (1 of 1)",
                  "  IoU of drawn and true wrong regions 1.00 [1.00, 1.00] (1 of 1)",
                  "  NASA-TLX 40.0, SUS undefined"));
}

TEST(SessionJson, WritesNullWhereAValueIsUndefined) {
  const std::vector<RunData> runs = {run_of("P01", 3)};
  const std::string json = to_json(session_json(sessions_of(runs)[0]));
  EXPECT_THAT(json, HasSubstr("\"expert\": \"P01\""));
  EXPECT_THAT(json, HasSubstr("\"look_s\": {\"median\": 4.0, \"quartiles\": [3.5, 5.0], \"count\": 3}"));
  EXPECT_THAT(json, HasSubstr("\"sus\": null"));
  EXPECT_THAT(json, HasSubstr("\"mask_noise\": \"incomplete\""));
}

TEST(ReportPage, HasASectionOfSessionsWhereThereAreSome) {
  Report report;
  const std::string without = report_page(report);
  EXPECT_THAT(without, Not(HasSubstr("People")));
  EXPECT_THAT(without, HasSubstr("</section>\n\n<section id=\"runs\">"));
  const std::vector<RunData> runs = {run_of("<P01>", 0)};
  report.sessions = sessions_of(runs);
  const std::string page = report_page(report);
  EXPECT_THAT(page, HasSubstr("<a href=\"#sessions\">People</a>"));
  EXPECT_THAT(page, HasSubstr("<section id=\"sessions\"><h2>Sessions with people</h2>"));
  EXPECT_THAT(page, HasSubstr("<td>&lt;P01&gt;</td>"));
  EXPECT_THAT(page, HasSubstr("label_noise: 0.2"));
  EXPECT_THAT(page, Not(HasSubstr("<P01>")));
}

TEST(SessionFigures, HaveAPanelPerSessionAndAColourForItemsSetAside) {
  const std::vector<RunData> runs = {run_of("P01", 0), run_of("P02", 0), run_of("P01", 0, "caipi"),
                                     run_of("P02", 0, "caipi")};
  const auto figures = session_figures(join_runs(runs)[0], "sessions_weld");
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].script, HasSubstr("'set aside'"));
  EXPECT_THAT(
      figures[0].data[0].content,
      HasSubstr("# caipi, seed 0 (P01): upper edges of the stacked shares\n# round W RWR RRR not_judged unsure\n"
                "1\t0.33333\t0.66667\t1.00000\t1.00000\t1.00000\n"
                "2\t0.33333\t0.33333\t0.66667\t0.66667\t1.00000\n"));
}

TEST(SessionFigures, AreNotDrawnWithoutPeople) {
  RunData run = made_run("weld", "caipi", 0, {.5, .6});
  run.shown = {made_look(1, 4, Verdict::WrongLabel), made_look(1, 5, Verdict::RightReasons)};
  const std::vector<RunData> runs = {run};
  EXPECT_TRUE(session_figures(join_runs(runs)[0], "sessions_weld").empty());
  const auto verdicts = verdict_figures(join_runs(runs)[0], "verdicts_weld");
  ASSERT_EQ(verdicts.size(), 1u);
  EXPECT_THAT(verdicts[0].script, Not(HasSubstr("set aside")));
  EXPECT_EQ(verdicts[0].data[0].content,
            "# caipi: upper edges of the stacked shares\n# round W RWR RRR not_judged\n"
            "1\t0.50000\t0.50000\t1.00000\t1.00000\n\n\n");
}

}  // namespace
}  // namespace xil
