#include "framework/config/published.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/config/sweep.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kGrid =
    "name: s\n"
    "grid:\n"
    "  strategy: [random, {name: copier, copies: 1, label: CE}, {name: copier, copies: 3}]\n"
    "  updates: [10, 20]\n"
    "  seed: [0, 1]\n";

Sweep published_sweep(const std::string& rows, const std::vector<std::string>& overrides = {}) {
  return parse_sweep(kGrid + "published:\n" + rows, "s.yaml", overrides, fake::catalog());
}
std::string refused_rows(const std::string& rows) {
  return fake::refusal([&] { published_sweep(rows); });
}

/// "copier 1 10/0 ...": strategy, copies, updates and seed of the runs that a value belongs to.
std::vector<std::string> runs_of(const Sweep& sweep, const PublishedValue& value) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    if (std::ranges::find(value.run_ids, sweep.run_ids[i]) == value.run_ids.end()) continue;
    const RunParams& run = sweep.runs[i];
    const Value* copies = run.strategy.params.find("copies");
    found.push_back(
        fmt::format("{}{} {}/{}", run.strategy.name, copies == nullptr ? "" : to_json(*copies), run.updates, run.seed));
  }
  return found;
}

TEST(Published, ARowBelongsToEveryRunThatFitsTheWordsOfTheGrid) {
  const Sweep sweep = published_sweep(
      "  - {strategy: CE, updates: 10, metric: accuracy, value: .877, sd: 0.0079, source: A}\n"
      "  - {strategy: {name: copier, copies: 3}, metric: train_accuracy, value: 1, source: B}\n"
      "  - {strategy: random, updates: 20, metric: accuracy, value: 0.5, source: B}\n");
  ASSERT_EQ(sweep.published.size(), 3u);
  EXPECT_THAT(runs_of(sweep, sweep.published[0]), ElementsAre("copier1 10/0", "copier1 10/1"));
  EXPECT_EQ(sweep.published[0].metric, "accuracy");
  EXPECT_EQ(sweep.published[0].value, .877);
  EXPECT_EQ(sweep.published[0].deviation, .0079);
  EXPECT_EQ(sweep.published[0].source, "A");
  EXPECT_THAT(runs_of(sweep, sweep.published[1]),
              ElementsAre("copier3 10/0", "copier3 10/1", "copier3 20/0", "copier3 20/1"));
  EXPECT_EQ(sweep.published[1].value, 1) << "an integer is a number";
  EXPECT_TRUE(std::isnan(sweep.published[1].deviation)) << "nothing is known of it";
  EXPECT_THAT(runs_of(sweep, sweep.published[2]), ElementsAre("random 20/0", "random 20/1"));
}

TEST(Published, ATableSaysOnceWhatHoldsForItsRows) {
  const Sweep sweep = published_sweep(
      "  source: S\n"
      "  metric: accuracy\n"
      "  rows:\n"
      "    - {strategy: random, value: 0.1}\n"
      "    - {strategy: CE, metric: wr, value: 0.2, source: T}\n"
      "    - {updates: 20, rows: [{strategy: random, value: 0.3}]}\n");
  ASSERT_EQ(sweep.published.size(), 3u);
  EXPECT_EQ(sweep.published[0].source, "S");
  EXPECT_EQ(sweep.published[1].source, "T");
  EXPECT_EQ(sweep.published[1].metric, "wr");
  EXPECT_THAT(runs_of(sweep, sweep.published[2]), ElementsAre("random 20/0", "random 20/1"));
}

TEST(Published, IsNoPartOfAnyRunAndIsFrozenWithTheSweep) {
  const std::string row = "  - {strategy: CE, metric: accuracy, value: 0.877, source: A}\n";
  const Sweep with = published_sweep(row), without = parse_sweep(kGrid, "s.yaml", {}, fake::catalog());
  EXPECT_EQ(with.run_ids, without.run_ids);
  EXPECT_NE(with.digest, without.digest);
  const Sweep again = parse_sweep(with.frozen, "f.yaml", {}, fake::catalog());
  EXPECT_EQ(again.frozen, with.frozen);
  ASSERT_EQ(again.published.size(), 1u);
  EXPECT_EQ(again.published[0].run_ids, with.published[0].run_ids);
}

TEST(Published, RefusesAConditionThatNoRunHasAndSaysWhatThereIs) {
  EXPECT_EQ(refused_rows("  - {strategy: RRRR, metric: accuracy, value: 1, source: A}\n"),
            "s.yaml:7: a row of 'published': no run has strategy: \"RRRR\". They have CE, copier, random");
  EXPECT_EQ(refused_rows("  - {strategy: CE, updates: 30, metric: accuracy, value: 1, source: A}\n"),
            "s.yaml:7: a row of 'published': no run has updates: 30. They have 10, 20");
  EXPECT_THAT(refused_rows("  - {strategy: CE, strategy.copies: 3, metric: accuracy, value: 1, source: A}\n"),
              HasSubstr("no run has all of {"));
}

TEST(Published, RefusesALabelThatIsTheNameOfAnotherStrategyToo) {
  std::string grid = kGrid;
  grid.replace(grid.find("label: CE"), 9, "label: random");
  EXPECT_THAT(
      fake::refusal([&] {
        parse_sweep(grid + "published: [{strategy: random, metric: accuracy, value: .5, source: A}]\n", "s.yaml", {},
                    fake::catalog());
      }),
      HasSubstr("s.yaml:6: a row of 'published': 'random' is the label of copier copies=1 and the name of random"));
}

TEST(Published, LeavesOutWhatAnOverrideTakesAway) {
  const std::string rows =
      "  - {strategy: CE, metric: accuracy, value: 0.877, source: A}\n"
      "  - {strategy: random, metric: accuracy, value: 0.5, source: A}\n";
  const Sweep sweep = published_sweep(rows, {"strategy=random"});
  ASSERT_EQ(sweep.published.size(), 1u);
  EXPECT_EQ(sweep.published[0].value, 0.5);
  EXPECT_EQ(parse_sweep(sweep.frozen, "f.yaml", {}, fake::catalog()).published.size(), 1u);
}

TEST(Published, RefusesMalformedRowsInOneLine) {
  const auto refused = [](const std::string& row) { return refused_rows("  - {" + row + "}\n"); };
  EXPECT_THAT(refused("strategy: CE, value: 1, source: A"), HasSubstr("s.yaml:7: a row of 'published' needs 'metric'"));
  EXPECT_THAT(refused("strategy: CE, metric: acuracy, value: 1, source: A"),
              HasSubstr("unknown metric 'acuracy'. Known: round"));
  EXPECT_THAT(refused("strategy: CE, metric: accuracy, source: A"), HasSubstr("needs 'value', a number"));
  EXPECT_THAT(refused("strategy: CE, metric: accuracy, value: 87 %, source: A"), HasSubstr("needs 'value', a number"));
  EXPECT_THAT(refused("strategy: CE, metric: accuracy, value: .nan, source: A"), HasSubstr("needs 'value', a number"));
  EXPECT_THAT(refused("strategy: CE, metric: accuracy, value: 1, sd: -1, source: A"), HasSubstr("not negative"));
  EXPECT_THAT(refused("strategy: CE, metric: accuracy, value: 1"), HasSubstr("needs 'source'"));
  EXPECT_THAT(refused("metric: accuracy, value: 1, source: A"), HasSubstr("needs the words of its condition"));
  EXPECT_THAT(refused("stategy: CE, metric: accuracy, value: 1, source: A"), HasSubstr("stategy"));
  EXPECT_THAT(refused("strategy: CE, seed: 0, metric: accuracy, value: 1, source: A"),
              HasSubstr("compared with the mean over all seeds: leave 'seed' out"));
  EXPECT_THAT(refused("rows: []"), HasSubstr("'rows' of 'published' must be a list"));
  EXPECT_THAT(refused_rows("  - CE\n"), HasSubstr("an entry of 'published' must be a map"));
  EXPECT_THAT(refused_rows("  CE\n"), HasSubstr("'published' must be a list of maps"));
}

// The likeliest slip: tables print per cent. A train_loss of 60.3 is one.
TEST(Published, RefusesSharesThatWereTypedAsPerCent) {
  const auto refused = [](const std::string& row) {
    return refused_rows("  - {strategy: CE, source: A, " + row + "}\n");
  };
  EXPECT_THAT(refused("metric: accuracy, value: 60.3"), HasSubstr("is that per cent? Write 0.603"));
  EXPECT_THAT(refused("metric: accuracy, value: .603, sd: 1.3"), HasSubstr("'sd' is 1.3"));
  EXPECT_THAT(refused("metric: accuracy, value: 1e308"), HasSubstr("is a share"));
  EXPECT_NO_THROW(published_sweep("  - {strategy: CE, source: A, metric: train_loss, value: 60.3}\n"));
  EXPECT_NO_THROW(published_sweep("  - {strategy: CE, source: A, metric: mcc, value: -.2}\n"));
}

TEST(Published, RefusesARowThatIsThereTwice) {
  const std::string row = "  - {strategy: CE, metric: accuracy, value: .5, source: A}\n";
  EXPECT_THAT(refused_rows(row + row), HasSubstr("s.yaml:8: this row of 'published' is there twice"));
}

}  // namespace
}  // namespace xil
