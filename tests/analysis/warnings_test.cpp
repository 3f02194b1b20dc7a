#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/comparison/family.h"
#include "analysis/report/warnings_section.h"
#include "analysis/results/run_warnings.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

WatchedRun run(const std::string& dataset, const std::string& strategy, const std::string& id, std::int64_t wrong) {
  WatchedRun watched{dataset, strategy, id, {}, {}};
  RunFacts& facts = watched.facts;
  facts.judges = true;
  facts.verdict = "verdict: mass";
  facts.shown = facts.judged = 100;
  facts.wrong_reasons = wrong;
  facts.pool = facts.left = 1000;
  facts.classes = facts.predicted_classes = 2;
  return watched;
}

TEST(RunWarnings, OfOneKindAreOneWarningPerDataset) {
  const std::vector<WatchedRun> runs = {run("weld", "caipi", "a", 96),     run("weld", "nearcaipi", "b", 99),
                                        run("weld", "caipi", "c", 50),     run("weld", "caipi", "d", 98),
                                        run("castings", "caipi", "e", 99), run("weld", "caipi", "f", 1)};
  const std::vector<Warning> warnings = run_warnings(runs);
  ASSERT_EQ(warnings.size(), 3u);
  EXPECT_EQ(where_of(warnings[0]), "1 of 1 run on castings (caipi)");
  EXPECT_EQ(where_of(warnings[1]), "3 of 5 runs on weld (caipi, nearcaipi)");
  EXPECT_THAT(warnings[1].run_ids, ElementsAre("a", "b", "d"));
  EXPECT_THAT(sentence_of(warnings[1]), HasSubstr("96 to 99 % of the judged explanations were called wrong"));
  EXPECT_EQ(warnings[2].kind, WarningKind::AllCalledRight);
  EXPECT_THAT(run_warnings({}), IsEmpty());
}

TEST(RunWarnings, CountFilesThatCannotBeRead) {
  std::vector<WatchedRun> runs = {run("weld", "caipi", "a", 50), run("weld", "active", "b", 99)};
  runs[1].unread = "'b.h5' is damaged";
  const std::vector<Warning> warnings = run_warnings(runs);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_THAT(sentence_of(warnings[0]), HasSubstr("1 of 2 runs on weld (active): their files cannot be read"));
  EXPECT_THAT(sentence_of(warnings[0]), HasSubstr("'b.h5' is damaged"));
}

TEST(RunWarnings, NameSixStrategiesAndCountTheOthers) {
  std::vector<WatchedRun> runs;
  for (char name = 'a'; name < 'i'; ++name) runs.push_back(run("weld", {name}, {name}, 100));
  EXPECT_EQ(where_of(run_warnings(runs).front()), "8 of 8 runs on weld (a, b, c, d, e, f and 2 more)");
}

TEST(WarningsSection, IsEmptyWithoutWarningsAndEscapesNames) {
  EXPECT_EQ(warnings_html({}), "");
  const std::vector<WatchedRun> runs = {run("<script>", "a&b", "a", 99)};
  const std::string html = warnings_html(run_warnings(runs));
  EXPECT_THAT(html, HasSubstr("<section id=\"warnings\">"));
  EXPECT_THAT(html, HasSubstr("1 of 1 run on &lt;script&gt; (a&amp;b)"));
  EXPECT_THAT(html, HasSubstr("data-kind=\"all_wrong\""));
}

// 2 * 12 / 2^n <= .05 first for n = 9, 2 * 24 / 2^n for n = 10.
TEST(TestFamily, SaysItsTestsAndWhatItsSeedsCanShow) {
  TestFamily family{{{"accuracy", 6}, {"hit", 6}}, 3};
  EXPECT_EQ(
      describe(family),
      "One family of 12 tests under Holm, every pair of strategies on every data set: accuracy (6), hit (6). 3 "
      "seeds: the smallest two-sided p of a paired Wilcoxon test is 0.25, and the smallest of the family can reach "
      "0.05 with 9 seeds or more, so these seeds cannot show a difference on that level.");
  family.questions.push_back({"wrong_reason", 12, false});
  EXPECT_THAT(describe(family), HasSubstr("One family of 12 to 24 tests"));
  EXPECT_THAT(describe(family), HasSubstr("wrong_reason (12, if it is marked)"));
  EXPECT_THAT(describe(family), HasSubstr("with 9 to 10 seeds or more"));
  EXPECT_EQ(describe(TestFamily{}), "");
}

}  // namespace
}  // namespace xil
