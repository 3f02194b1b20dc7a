#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/comparison/comparison_tables.h"
#include "analysis/comparison/observations.h"
#include "analysis/report/table.h"
#include "analysis/results/run_data.h"
#include "tests/support/analysis_runs.h"
#include "tests/support/refusals.h"

// Where people answer, an expert and a seed are one unit.
namespace xil {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

RunData run_by(const std::string& expert, const std::string& strategy, std::int64_t seed) {
  RunData data = made_run("weld", strategy, seed, {.5, .6});
  data.run.expert = expert;
  return data;
}

TEST(Unit, IsTheSeedAloneWithoutAnExpert) {
  EXPECT_EQ(Unit(3).text(), "3");
  EXPECT_EQ(Unit(3, "P01").text(), "3 (P01)");
  EXPECT_LT(Unit(3, "P02"), Unit(4, "P01")) << "seeds first, as without experts";
  EXPECT_LT(Unit(3, "P01"), Unit(3, "P02"));
}

TEST(JoinRuns, TakesTwoExpertsWithOneSeedForTwoUnits) {
  const std::vector<RunData> runs = {run_by("P02", "shown", 0), run_by("P01", "shown", 0), run_by("P01", "hidden", 0),
                                     run_by("P02", "hidden", 0), run_by("P03", "hidden", 0)};
  const auto joined = join_runs(runs);
  EXPECT_THAT(joined[0].units, ElementsAre(Unit(0, "P01"), Unit(0, "P02")));
  EXPECT_EQ(joined[0].runs[1][1], &runs[0]) << "shown, P02";
  EXPECT_THAT(joined[0].notes, ElementsAre("weld: seed 0 (P03) is left out, since there is no complete run of shown"));
}

TEST(JoinRuns, RefusesTwoRunsOfOneExpertAndSeed) {
  const std::vector<RunData> runs = {run_by("P01", "shown", 3), run_by("P01", "shown", 3)};
  EXPECT_THAT(refusal([&] { join_runs(runs); }), HasSubstr("strategy=shown seed=3 (P01)"));
}

/// Two conditions, three experts, two seeds each; condition a is better by .1 to .6.
std::string table(bool experts) {
  std::string text = experts ? "dataset,strategy,seed,value,expert\n" : "dataset,strategy,seed,value\n";
  for (int unit = 0; unit < 6; ++unit) {
    for (const char strategy : {'a', 'b'}) {
      const double value = strategy == 'a' ? 0.1 * (unit + 1) : 0;
      text += experts ? fmt::format("d,{},{},{},P0{}\n", strategy, unit % 2, value, unit / 2)
                      : fmt::format("d,{},{},{}\n", strategy, unit, value);
    }
  }
  return text;
}

TEST(Compare, PairsByExpertAndSeed) {
  const Comparison people = compare(read_observations(table(true), "t.csv"), {});
  const Comparison seeds = compare(read_observations(table(false), "t.csv"), {});
  const PairComparison &of_people = people.datasets[0].pairs[0], &of_seeds = seeds.datasets[0].pairs[0];
  EXPECT_EQ(people.datasets[0].units.size(), 6u);
  EXPECT_EQ(of_people.better, "a");
  EXPECT_EQ(of_people.test.p, 2.0 / 64) << "2 / 2^6, since all six units agree";
  EXPECT_TRUE(of_people.claimed);
  EXPECT_EQ(of_people.test.p, of_seeds.test.p);
}

TEST(Compare, RefusesAnExpertsSeedTwiceAndNamesWhatIsMissing) {
  const std::string twice = "dataset,strategy,seed,value,expert\nd,a,0,1,P01\nd,a,0,2,P01\nd,b,0,1,P01\n";
  EXPECT_THAT(refusal([&] { compare(read_observations(twice, "t.csv"), {}); }), HasSubstr("seed=0 (P01) occurs twice"));
  const std::string lacking = "dataset,strategy,seed,value,expert\nd,a,0,1,P01\nd,a,0,2,P02\nd,b,0,1,P01\n";
  EXPECT_THAT(refusal([&] { compare(read_observations(lacking, "t.csv"), {}); }),
              HasSubstr("seed 0 (P02) has no value of b"));
}

TEST(Compare, SaysWhatTheUnitIs) {
  const Comparison people = compare(read_observations(table(true), "t.csv"), {});
  EXPECT_THAT(comparison_text(people, "w"), HasSubstr("the unit of replication is expert x seed"));
  EXPECT_THAT(comparison_text(people, "w"), HasSubstr("d: 6 pairs of expert and seed, 1 test under Holm"));
  EXPECT_THAT(comparison_latex(people, "w"), HasSubstr("expert x seed"));
  const std::string json = to_json(comparison_json(people, "w"));
  EXPECT_THAT(json, HasSubstr("\"unit\": \"expert x seed\""));
  EXPECT_THAT(json, HasSubstr("\"seeds\": [0, 0, 0, 1, 1, 1]"));
  EXPECT_THAT(json, HasSubstr("\"experts\": [\"P00\", \"P01\", \"P02\", \"P00\", \"P01\", \"P02\"]"));
}

TEST(Compare, SaysNothingOfExpertsWhereThereAreNone) {
  const Comparison seeds = compare(read_observations(table(false), "t.csv"), {});
  for (const std::string& text :
       {comparison_text(seeds, "w"), comparison_markdown(seeds, "w"), to_json(comparison_json(seeds, "w"))})
    EXPECT_THAT(text, Not(HasSubstr("expert")));
}

TEST(SummaryTable, SaysWhatTheUnitIsWhereItIsNoSeed) {
  const std::vector<RunData> people = {run_by("P01", "shown", 0), run_by("P02", "shown", 0)};
  const std::vector<RunData> seeds = {run_by("", "shown", 0), run_by("", "shown", 1)};
  EXPECT_THAT(table_notes(summarise(join_runs(people)[0])), Contains(HasSubstr("expert x seed")));
  EXPECT_THAT(table_notes(summarise(join_runs(seeds)[0])), Not(Contains(HasSubstr("expert x seed"))));
}

TEST(Observations, TakeAnEmptyExpertForNone) {
  const auto rows = read_observations("dataset,strategy,seed,value,expert\nd,a,0,1,\n", "t.csv");
  EXPECT_EQ(rows[0].unit(), Unit(0));
}

}  // namespace
}  // namespace xil
