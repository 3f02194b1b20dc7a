#include "analysis/report/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/results/verdict_shares.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::HasSubstr;

TEST(VerdictShares, CountPerRoundAndOverall) {
  RunData run = made_run("weld", "caipi", 0, {.5, .6, .7});
  run.shown = {made_look(1, 4, Verdict::WrongLabel), made_look(1, 5, Verdict::RightReasons),
               made_look(2, 6, Verdict::WrongReasons), made_look(2, 7, Verdict::RightReasons)};
  EXPECT_EQ(verdict_shares(run), (VerdictShares{.25, .25, .5, 0}));
  EXPECT_EQ(verdict_shares(run, 2), (VerdictShares{0, .5, .5, 0}));
  EXPECT_TRUE(std::isnan(verdict_shares(run, 3)[0]));
}

std::vector<TableRow> rows_of(const std::vector<RunData>& runs) {
  std::vector<TableRow> rows;
  for (const Blocks& blocks : join_runs(runs)) {
    const auto summary = summarise(blocks);
    rows.insert(rows.end(), summary.begin(), summary.end());
  }
  return rows;
}

TEST(Summarise, ReducesEachSeedFirst) {
  std::vector<RunData> runs = {
      made_run("weld", "caipi", 0, {0, 10, 20},
               {{"accuracy", {.5, .6, .8}}, {"hit", {.1, kUndefined, .2}}, {"decoy_gap", {.3, .2, .1}}}),
      made_run("weld", "caipi", 1, {0, 10, 20},
               {{"accuracy", {.5, .8, .9}}, {"hit", {.1, kUndefined, .4}}, {"decoy_gap", {.3, .2, .3}}})};
  runs[0].shown = {made_look(1, 4, Verdict::WrongReasons, 3), made_look(1, 5, Verdict::RightReasons)};
  runs[1].shown = {made_look(1, 4, Verdict::WrongReasons, 3), made_look(1, 5, Verdict::WrongReasons, 3)};
  const TableRow row = rows_of(runs).at(0);
  EXPECT_EQ(row.seeds, 2u);
  EXPECT_NEAR(row.of("accuracy").final.mean, .85, 1e-12);
  // Of two seeds a quarter of the resamples are both the lesser, a quarter both the greater.
  EXPECT_NEAR(row.of("accuracy").final.low, .8, 1e-12);
  EXPECT_NEAR(row.of("accuracy").final.high, .9, 1e-12);
  EXPECT_NEAR(row.of("accuracy").area.mean, (.625 + .75) / 2, 1e-12);  // trapezoids by hand, per seed
  EXPECT_NEAR(row.of("hit").final.mean, .3, 1e-12);
  EXPECT_NEAR(row.of("decoy_gap").final.mean, .2, 1e-12);
  EXPECT_TRUE(std::isnan(row.of("f1").final.mean) && std::isnan(row.of("f1").area.mean) &&
              std::isnan(row.of("wrong_reason").final.mean));
  EXPECT_NEAR(row.verdicts[1], .75, 1e-12);
  EXPECT_NEAR(row.refutations, 4.5, 1e-12);
}

TEST(Summarise, ComparesAtTheEndOfTheSharedBudget) {
  const auto rows = rows_of({made_run("weld", "caipi", 0, {0, 10, 20}, {{"accuracy", {.5, .6, .9}}}),
                             made_run("weld", "random", 0, {0, 10}, {{"accuracy", {.5, .7}}}),
                             made_run("weld", "zero", 0, {0}, {{"accuracy", {.4}}})});
  EXPECT_NEAR(rows[0].of("accuracy").final.mean, .6, 1e-12);
  EXPECT_NEAR(rows[0].of("accuracy").area.mean, .55, 1e-12);
  EXPECT_NEAR(rows[2].of("accuracy").final.mean, .4, 1e-12);
  EXPECT_TRUE(std::isnan(rows[2].of("accuracy").area.mean));
}

TEST(Summarise, LeavesOutWhatASeedLacks) {
  const auto rows = rows_of({made_run("weld", "caipi", 0, {0, 10}, {{"accuracy", {.5, .6}}, {"f1", {.5, .6}}}),
                             made_run("weld", "caipi", 1, {0, 10}, {{"accuracy", {.5, .6}}})});
  EXPECT_TRUE(std::isnan(rows[0].of("f1").final.mean) && std::isnan(rows[0].of("f1").final.low));
}

TEST(Summarise, TakesTheRefutationsOfARunWithoutLooksFromItsRounds) {
  const auto rows = rows_of({made_run("decoy", "passive", 0, {0}, {{"accuracy", {.5}}, {"refutations", {900}}})});
  EXPECT_EQ(rows[0].refutations, 900);
  EXPECT_NEAR(rows[0].of("accuracy").final.mean, .5, 1e-12);
  EXPECT_TRUE(std::isnan(rows[0].of("accuracy").area.mean)) << "a reference has no curve";
  EXPECT_TRUE(std::isnan(rows[0].verdicts[0]));
}

TEST(Tables, SayTheSameInEveryForm) {
  std::vector<RunData> runs = {made_run("weld_seams", "caipi c=3", 0, {.5, .7}),
                               made_run("weld_seams", "caipi c=3", 1, {.5, .8})};
  runs[0].shown = runs[1].shown = {made_look(1, 4, Verdict::WrongLabel, 3)};
  const auto rows = rows_of(runs);
  const auto notes = table_notes(rows);
  EXPECT_THAT(
      terminal_table(rows, notes),
      HasSubstr(
          "weld_seams  caipi c=3  2  0.750 [0.700, 0.800]  0.625 [0.600, 0.650]         -        -                "
          "-\n"));
  EXPECT_THAT(terminal_table(rows, notes),
              HasSubstr("weld_seams  caipi c=3  2          -                   -       100 / 0 / 0            3\n"));
  const std::string markdown = markdown_table(rows, notes), latex = latex_table(rows, notes);
  EXPECT_THAT(markdown,
              HasSubstr("| weld\\_seams | caipi c=3 | 2 | 0.750 [0.700, 0.800] | 0.625 [0.600, 0.650] | – | – | – "
                        "|\n"));
  EXPECT_THAT(markdown, HasSubstr("| weld\\_seams | caipi c=3 | 2 | – | – | 100 / 0 / 0 | 3 |\n"));
  EXPECT_THAT(latex, HasSubstr("weld\\_seams & caipi c=3 & 2 & 0.750 [0.700, 0.800] & 0.625 [0.600, 0.650] & -- & -- & "
                               "-- \\\\\n"));
  EXPECT_THAT(latex, HasSubstr("weld\\_seams & caipi c=3 & 2 & -- & -- & 100 / 0 / 0 & 3 \\\\\n"));
  EXPECT_THAT(latex, HasSubstr("W / RWR / RRR, \\%"));
}

TEST(Tables, HaveNoIntervalForOneSeed) {
  const auto rows = rows_of({made_run("weld", "caipi", 0, {.5, .7})});
  EXPECT_THAT(markdown_table(rows, {}), HasSubstr("| weld | caipi | 1 | 0.700 | 0.600 | – | – | – |\n"));
}

TEST(TableNotes, SayWhatTheSeedsCanShow) {
  const auto three =
      table_notes(rows_of({made_run("weld", "caipi", 0, {.5, .7}), made_run("weld", "caipi", 1, {.5, .7}),
                           made_run("weld", "caipi", 2, {.5, .7})}));
  EXPECT_THAT(three.back(), HasSubstr("2/2^3 = 0.25, so that no pair can reach .05"));
  EXPECT_THAT(three.back(), HasSubstr("claims no difference"));
}

}  // namespace
}  // namespace xil
