#include "analysis/page/page_curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/statistics/resampling.h"
#include "analysis/statistics/shared_bootstrap.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(SharedBootstrap, GivesTheIntervalsOfSingleCalls) {
  const std::vector<std::vector<double>> samples = {{1, 2, 4, 8}, {0.1, 0.5, 0.2, 0.9}};
  const Rng rng(3, {.purpose = Purpose::Bootstrap, .round = 2, .item = 1});
  const auto together = shared_bootstrap_means(samples, rng);
  ASSERT_EQ(together.size(), 2u);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    Rng own = rng;
    const Interval alone = bootstrap_mean(samples[i], own);
    EXPECT_EQ(together[i].low, alone.low);
    EXPECT_EQ(together[i].high, alone.high);
  }
  EXPECT_TRUE(std::isnan(shared_bootstrap_means(std::vector<std::vector<double>>{{1}}, rng).front().low));
  EXPECT_THAT(shared_bootstrap_means({}, rng), IsEmpty());
}

TEST(Resampling, GivesSamplesTogetherTheMeansThatTheyHaveAlone) {
  std::vector<std::vector<double>> samples;
  for (int s = 0; s < 11; ++s) {
    auto& values = samples.emplace_back();
    for (int i = 0; i < 7; ++i) values.push_back(std::sin(1.0 + 7 * s + i) / 3);
  }
  samples[4][2] = std::numeric_limits<double>::quiet_NaN();
  samples[9][0] = std::numeric_limits<double>::infinity();
  Resampling together(5), alone(5);
  const auto means = together.means_of(samples);
  ASSERT_EQ(means.size(), samples.size());
  for (std::size_t s = 0; s < samples.size(); ++s) EXPECT_EQ(means[s], alone.means(samples[s])) << s;
  EXPECT_THAT(means[4], IsEmpty());
  EXPECT_EQ(means[10].size(), alone.count());
}

/// Of two strategies; the first has a third seed, which the second lacks.
std::vector<RunData> three_and_two_seeds() {
  std::vector<RunData> runs;
  for (std::int64_t seed = 0; seed < 3; ++seed)
    runs.push_back(made_run("welds", "a", seed, {.5, .6, .7 + .01 * static_cast<double>(seed)}));
  for (std::int64_t seed = 0; seed < 2; ++seed) runs.push_back(made_run("welds", "b", seed, {.4, .5, .6}));
  return runs;
}

const Value& at(const Value& json, std::string_view key) { return *json.find(key); }

TEST(PageCurves, HoldEveryRunAndSayWhichAreInTheMeans) {
  const auto runs = three_and_two_seeds();
  const auto joined = join_runs(runs);
  const std::vector<std::string> metrics = {"accuracy"};
  std::vector<std::string> notes;
  const std::vector<DatasetMeans> means = {dataset_means(joined[0], metrics, false)};
  const Value json = curves_for_report(runs, means, metrics, notes);
  EXPECT_EQ(to_json(at(at(json, "runs"), "joined")), "[1, 1, 0, 1, 1]");
  EXPECT_EQ(to_json(at(at(json, "runs"), "strategy")), "[0, 0, 0, 1, 1]");
  EXPECT_EQ(at(at(json, "runs"), "id").get<Value::List>()->size(), 5u);
  EXPECT_THAT(to_json(at(json, "axes")), HasSubstr("\"name\": \"round\""));
  EXPECT_THAT(notes, IsEmpty());
}

TEST(PageCurves, AreThoseOfTheFigures) {
  const auto runs = three_and_two_seeds();
  const auto joined = join_runs(runs);
  const DatasetMeans means = dataset_means(joined[0], std::vector<std::string>{"accuracy", "f1"}, false);
  ASSERT_EQ(means.axes.size(), 2u);
  const auto expected = mean_curves(joined[0], "accuracy", common_range(joined[0]));
  for (const AxisMeans& axis : means.axes) {
    const auto& curves = axis.means.at("accuracy");
    ASSERT_EQ(curves.size(), expected.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
      EXPECT_EQ(curves[i].mean, expected[i].mean);
      EXPECT_EQ(curves[i].low, expected[i].low) << "equal budgets have equal resamples";
      EXPECT_EQ(curves[i].high, expected[i].high);
    }
  }
  EXPECT_THAT(means.axes[1].means.at("accuracy")[0].shown, ElementsAre(0, 1, 2)) << "rounds";
  const DatasetMeans without = dataset_means(joined[0], std::vector<std::string>{"accuracy"}, false, false);
  ASSERT_EQ(without.axes.size(), 1u) << "figures need no rounds";
  EXPECT_EQ(without.axes[0].means.at("accuracy")[1].high, expected[1].high);
}

TEST(PageCurves, SayWhichSingleRunsTheyLeaveOut) {
  const auto runs = three_and_two_seeds();
  const auto joined = join_runs(runs);
  const std::vector<std::string> metrics = {"accuracy"};
  const std::vector<DatasetMeans> means = {dataset_means(joined[0], metrics, false)};
  std::vector<std::string> notes;
  const Value json = curves_for_report(runs, means, metrics, notes, 0);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("no curves of single runs of accuracy")));
  EXPECT_EQ(to_json(at(at(json, "runs"), "values")), "[]");
}

}  // namespace
}  // namespace xil
