#include "analysis/report/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "analysis/drawing/gallery.h"
#include "analysis/figures/curves.h"
#include "framework/core/base/error.h"
#include "tests/analysis/drawn_runs.h"

namespace xil {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST_F(Figures, AreAllDrawnAndTheSameAgain) {
  for (const std::int64_t seed : {0, 1}) {
    add("caipi", seed, true, true);
    add("random", seed, false, true);
  }
  const FigureReport report = draw_figures(data(), folder_ / "report");
  const FigureReport again = draw_figures(data(), folder_ / "again");
  ASSERT_EQ(report.files.size(), (11u + 4) * 3 + 7)
      << "six of them values, differences and final values of accuracy and of wrong reasons; four for quality assurance";
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    EXPECT_FALSE(bytes_of(report.files[i]).empty()) << report.files[i];
    EXPECT_TRUE(bytes_of(report.files[i]) == bytes_of(again.files[i])) << report.files[i];
  }
  EXPECT_TRUE(std::filesystem::exists(folder_ / "report/gnuplot/gallery_fake.gp"));
  EXPECT_THAT(report.table, HasSubstr("random    2  0.705 [0.700, 0.710]"));
  EXPECT_THAT(report.notes, testing::ElementsAre(HasSubstr("missed defects at 5 % false alarms are undefined")));
  EXPECT_THAT(bytes_of(folder_ / "report/inputs.tsv"), HasSubstr("\tfake\trandom\t1\trandom1\n"));
}

/// Pictures whose grey value is the row, and its double.
std::vector<RefutationPicture> redrawn(const LabelledRun&, std::span<const std::size_t> rows) {
  std::vector<RefutationPicture> pictures;
  for (const std::size_t row : rows) {
    const auto grey = static_cast<std::uint8_t>(10 + row);
    const Image original(1, 8, 8, grey), edited(1, 8, 8, static_cast<std::uint8_t>(2 * grey));
    pictures.push_back({static_cast<std::int64_t>(row), original, edited});
  }
  return pictures;
}

TEST_F(Figures, ShowWhatWasTrainedWith) {
  add("caipi", 0, true, false);
  add("random", 0, false, false);
  const auto runs = data();
  std::vector<std::string> notes;
  const auto figures = refutation_gallery(join_runs(runs)[0], "refutations_fake", {redrawn, nullptr}, notes);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_TRUE(notes.empty());
  EXPECT_THAT(figures[0].script, HasSubstr("'randomise'"));
  EXPECT_THAT(figures[0].script, HasSubstr("'round 2, class 1'"));
  EXPECT_THAT(figures[0].script, Not(HasSubstr("'random'")));
  EXPECT_THAT(figures[0].data[0].content, HasSubstr(std::string(4, 26))) << "the edited picture of row 3";
  EXPECT_EQ(Gnuplot().draw(figures[0], folder_).size(), 3u);
}

TEST_F(Figures, SayWhyRefutationsCannotBeDrawn) {
  add("caipi", 0, true, false);
  const Redraw gone = {
      [](const LabelledRun&, std::span<const std::size_t>) -> std::vector<RefutationPicture> {
        fail("the dataset is gone");
      },
      [](const LabelledRun&, std::span<const ItemId>) -> std::vector<ItemPicture> { fail("the dataset is gone"); }};
  const FigureReport report = draw_figures(data(), folder_ / "report", {gone, {}, Missing::Error});
  EXPECT_THAT(report.notes, Contains(HasSubstr("fake: refutations are not drawn: the dataset is gone")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "report/refutations_fake.png"));
}

TEST_F(Figures, GoOnToFurtherPages) {
  for (const char name : std::string("abcdefghi")) add(std::string(1, name), 0, true, false);
  const auto runs = data();
  std::vector<std::string> notes;
  const Blocks blocks = join_runs(runs)[0];
  const auto judged = judged_gallery(blocks, "judged_fake", notes);
  ASSERT_EQ(judged.size(), 2u);
  EXPECT_EQ(judged[1].name, "judged_fake.page2");
  EXPECT_THAT(judged[1].script, HasSubstr("page 2 of 2"));
  EXPECT_THAT(judged[0].script, Not(HasSubstr("'f'")));
  EXPECT_THAT(judged[1].script, HasSubstr("'f'"));
  const auto curves = curve_figures(blocks, "curves_fake", {0, 1, 2, 3, 4, 5, 6, 7, 8}, notes);
  ASSERT_EQ(curves.size(), 2u);
  const auto limits = [](const std::string& script) {
    const std::size_t from = script.find("set yrange");
    return script.substr(from, script.find('\n', from) - from);
  };
  EXPECT_EQ(limits(curves[0].script), limits(curves[1].script));
}

TEST_F(Figures, SayWhatCouldNotBeDrawn) {
  add("random", 0, false, false);
  add("caipi", 1, false, false);
  add("caipi", 0, false, false);
  const FigureReport report = draw_figures(data(), folder_ / "report");
  EXPECT_THAT(report.notes, Contains(HasSubstr("seed 1 is left out")));
  EXPECT_THAT(report.notes, Contains(HasSubstr("`saliency: all` keeps them")));
  EXPECT_THAT(report.notes, Not(Contains(HasSubstr("no gallery of verdicts")))) << "nobody was asked for any";
  EXPECT_EQ(report.files.size(), (2u + 3) * 3 + 7) << "no picture is at hand for a gallery of wrong items";
}

TEST_F(Figures, ClaimNothingWhileRunsAreMissingUnlessThatIsWished) {
  for (const std::int64_t seed : {0, 1}) {
    add("caipi", seed, true, false);
    add("random", seed, true, false);
  }
  add("random", 2, true, false);
  const std::vector<LabelledRun> missing = {{"fake", "caipi", 2, {}}};
  const FigureReport strict = draw_figures(data(), folder_ / "report", {std::nullopt, missing, Missing::Error});
  EXPECT_TRUE(strict.comparisons.empty());
  EXPECT_THAT(strict.no_claims, HasSubstr("1 of 6 runs is not there, such as dataset=fake strategy=caipi seed=2"));
  EXPECT_THAT(bytes_of(folder_ / "report/claims.md"), HasSubstr("--missing drop"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "report/curves_fake.pdf")) << "what is there is drawn";
  const FigureReport dropped = draw_figures(data(), folder_ / "report", {std::nullopt, missing, Missing::Drop});
  ASSERT_FALSE(dropped.comparisons.empty());
  EXPECT_THAT(dropped.comparisons[0].comparison.dropped,
              testing::ElementsAre("fake: seed 2 is left out, it has no value of caipi"));
}

TEST_F(Figures, SayWhyUnequalSeedsAreNotCompared) {
  for (const std::int64_t seed : {0, 1}) add("caipi", seed, true, false);
  add("random", 0, true, false);
  const FigureReport report = draw_figures(data(), folder_ / "report");
  EXPECT_THAT(
      bytes_of(folder_ / "report/claims.md"),
      HasSubstr("Not compared: no comparison of accuracy over shown: fake: seed 1 has no value of random"));
  EXPECT_THAT(bytes_of(folder_ / "report/claims.md"), EndsWith("exploratory.\n\n" + report.no_claims + "\n"));
}

TEST_F(Figures, OfAnEarlierCallGoWhereTheyAreNotDrawnAnyMore) {
  add("caipi", 0, true, true);
  draw_figures(data(), folder_ / "report");
  ASSERT_TRUE(std::filesystem::exists(folder_ / "report/judged_fake.pdf"));
  std::ofstream(folder_ / "report/mine.pdf") << "a user's own file";
  runs_.clear();
  add("random", 0, false, true);
  draw_figures(data(), folder_ / "report");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "report/judged_fake.pdf"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "report/gnuplot/judged_fake.gp"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "report/gallery_fake.pdf"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "report/mine.pdf"));
}

TEST_F(Figures, NeedRuns) { EXPECT_THROW(draw_figures({}, folder_), Error); }

}  // namespace
}  // namespace xil
