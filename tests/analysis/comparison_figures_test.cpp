#include "analysis/figures/comparison_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/figures/time_split.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Accuracies of three strategies on two datasets, eight seeds; good beats both others everywhere, poor is beaten on d1
/// only.
std::vector<RunData> runs_of_two_datasets() {
  std::vector<RunData> runs;
  for (const char* dataset : {"d1", "d2"}) {
    for (std::int64_t seed = 0; seed < 12; ++seed) {
      const double noise = 0.001 * static_cast<double>((seed * 7) % 12);
      runs.push_back(made_run(dataset, "good", seed, {.5, .9 + noise}));
      runs.push_back(made_run(dataset, "fair", seed, {.5, .7 + noise}));
      const bool is_worse = *(dataset + 1) == '1' || seed % 2 == 0;
      runs.push_back(made_run(dataset, "poor", seed, {.5, (is_worse ? .6 : .8) + noise}));
    }
  }
  return runs;
}

/// What a test needs of a sweep: its figures by name.
std::map<std::string, Figure> figures_by_name(const std::vector<RunData>& runs) {
  std::vector<Observation> rows;
  for (const RunData& run : runs)
    rows.push_back({run.run.dataset, run.run.strategy, run.run.seed, run.summary.rounds.find("accuracy")->back()});
  std::map<std::string, Figure> figures;
  for (Figure& figure : comparison_figures(compare(rows, {}), join_runs(runs), "accuracy", "accuracy"))
    figures[figure.name] = std::move(figure);
  return figures;
}

TEST(PenaltyMatrix, CountsDatasetsAndPutsTheLeastBeatenFirst) {
  const auto figures = figures_by_name(runs_of_two_datasets());
  ASSERT_TRUE(figures.contains("penalties_accuracy"));
  EXPECT_EQ(figures.at("penalties_accuracy").data[0].content,
            "# row beats column on so many datasets; strategies: [good] [fair] [poor]\n0 2 2\n0 0 1\n0 0 0\n");
  EXPECT_THAT(figures.at("penalties_accuracy").script, HasSubstr("Holm over the 6 tests"));
}

TEST(PenaltyMatrix, IsNotDrawnForOneDatasetOnWhichNothingIsClaimed) {
  std::vector<RunData> runs = {made_run("d", "a", 0, {.5, .6}), made_run("d", "b", 0, {.5, .7})};
  EXPECT_FALSE(figures_by_name(runs).contains("penalties_accuracy"));
}

TEST(PerformanceProfile, HasBandsAroundTheShareOfRuns) {
  const auto figures = figures_by_name(runs_of_two_datasets());
  ASSERT_TRUE(figures.contains("profile_accuracy"));
  std::istringstream table(figures.at("profile_accuracy").data[0].content);
  std::string line;
  std::size_t points = 0;
  double last = 2;
  while (std::getline(table, line)) {
    if (line.starts_with('#')) last = 2;
    double value = 0, share = 0, low = 0, high = 0;
    if (line.starts_with('#') || !(std::istringstream(line) >> value >> share >> low >> high)) continue;
    EXPECT_LE(low, share);
    EXPECT_GE(high, share);
    EXPECT_LE(share, last) << "falls with the value";
    last = share;
    ++points;
  }
  EXPECT_GT(points, 30u);
  EXPECT_THAT(figures.at("profile_accuracy").data[0].content, HasSubstr("0.900000\t1.000000\t1.000000\t1.000000\n"))
      << "the least of good";
}

TEST(TimeSplit, AddsUpTheRoundsAndAveragesTheSeeds) {
  const auto with_times = [](std::int64_t seed, double train) {
    return made_run("d", "caipi", seed, {0, 5},
                    {{"accuracy", {.5, .6}}, {"explain_s", {1, 2}}, {"train_s", {train, train}}, {"store_s", {0, .5}}});
  };
  const std::vector<RunData> runs = {with_times(0, 1), with_times(1, 3)};
  const auto figures = time_figures(join_runs(runs)[0], "time_d");
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].data[0].content, HasSubstr("0\t0\t0.0000\t3.0000\t7.0000\t7.0000\t7.5000\t# caipi\n"));
  const std::vector<RunData> untimed = {made_run("d", "caipi", 0, {.5, .6})};
  EXPECT_TRUE(time_figures(join_runs(untimed)[0], "time_d").empty());
}

ShownRecord neighbour(std::int64_t round, ItemId item, ItemId of, Reason reason, double similarity) {
  ShownRecord look = made_look(round, item, Verdict::NotJudged);
  look.reason = reason;
  look.of = of;
  look.similarity = similarity;
  return look;
}

/// Queries 1 and 2 in round 1, the second of which has neighbours; query 3 in round 2 with one.
RunData run_with_neighbours() {
  RunData run = made_run("d", "nearcaipi", 0, {.5, .6, .7});
  run.shown = {made_look(1, 1, Verdict::WrongLabel),     made_look(1, 2, Verdict::WrongLabel),
               neighbour(1, 10, 2, Reason::NearHit, .5), neighbour(1, 11, 2, Reason::NearMiss, .4),
               neighbour(1, 12, 2, Reason::NearHit, .9), made_look(2, 3, Verdict::WrongLabel),
               neighbour(2, 13, 3, Reason::NearMiss, .3)};
  return run;
}

TEST(NeighbourGallery, ShowsQueriesWithTheirNeighboursNearestFirst) {
  const std::vector<RunData> runs = {run_with_neighbours(), made_run("d", "random", 0, {.5, .6, .7})};
  std::vector<ItemId> asked;
  const Redraw redraw{nullptr, [&](const LabelledRun& run, std::span<const ItemId> items) {
                        EXPECT_EQ(run.strategy, "nearcaipi");
                        asked.assign(items.begin(), items.end());
                        std::vector<ItemPicture> pictures;
                        for (const ItemId item : items)
                          pictures.push_back({item, Image(1, 8, 8, static_cast<std::uint8_t>(item)), Region(8, 8)});
                        return pictures;
                      }};
  std::vector<std::string> notes;
  const auto figures = neighbour_gallery(join_runs(runs)[0], "neighbours_d", redraw, notes);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_EQ(asked, (std::vector<ItemId>{2, 3, 10, 11, 12, 13})) << "query 1 had no neighbours";
  std::vector<int> drawn;
  for (std::size_t i = 0; i < figures[0].data[0].content.size(); i += 8 * 8 * 4)
    drawn.push_back(figures[0].data[0].content[i]);
  EXPECT_EQ(drawn, (std::vector<int>{2, 12, 10, 11, 3, 13}));
  EXPECT_THAT(figures[0].script, HasSubstr("'similarity 0.90'"));
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "xil_neighbours";
  EXPECT_EQ(Gnuplot().draw(figures, folder).size(), 3u);
  EXPECT_FALSE(std::filesystem::exists(folder / ".drawing-neighbours_d"));
  std::filesystem::remove_all(folder);
}

TEST(NeighbourGallery, SaysWhyItCannotBeDrawn) {
  const std::vector<RunData> runs = {run_with_neighbours()};
  const Redraw gone{nullptr, [](const LabelledRun&, std::span<const ItemId>) -> std::vector<ItemPicture> {
                      fail("the dataset is gone");
                    }};
  std::vector<std::string> notes;
  EXPECT_TRUE(neighbour_gallery(join_runs(runs)[0], "neighbours_d", gone, notes).empty());
  EXPECT_THAT(notes, Contains("d: queries and their neighbours are not drawn: the dataset is gone"));
}

}  // namespace
}  // namespace xil
