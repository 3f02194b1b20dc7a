#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "analysis/drawing/child_process.h"
#include "analysis/drawing/figure_queue.h"
#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "analysis/figures/curves.h"
#include "analysis/figures/verdicts.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "tests/support/analysis_runs.h"

namespace xil {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A folder of this test's own, gone afterwards.
class Folder {
 public:
  explicit Folder(const std::string& name) : path_(std::filesystem::path(testing::TempDir()) / name) {
    std::filesystem::remove_all(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<RunData> two_strategies() {
  const std::vector<double> jaccard = {.1, kUndefined, .3};
  std::vector<RunData> runs;
  for (const std::int64_t seed : {0, 1}) {
    const double shift = .02 * static_cast<double>(seed);
    for (const char* strategy : {"caipi", "it's `odd` {x}_1"}) {
      runs.push_back(made_run(
          "weld", strategy, seed, {0, 10, 20},
          {{"accuracy", {.5 + shift, .6, .7}}, {"f1", {.4, .5, .6}}, {"jaccard", jaccard}, {"wrong_reason", jaccard}}));
      runs.back().shown = {made_look(1, 4, Verdict::WrongReasons), made_look(2, 5, Verdict::RightReasons)};
    }
  }
  return runs;
}

TEST(Curves, WriteOneTablePerMetricWithDefinedRoundsOnly) {
  const auto runs = two_strategies();
  const auto joined = join_runs(runs);
  std::vector<std::string> notes;
  const auto figures = curve_figures(joined[0], "curves_weld", {0, 1}, notes);
  ASSERT_EQ(figures.size(), 1u);
  ASSERT_EQ(figures[0].data.size(), 4u);
  EXPECT_THAT(figures[0].data[2].content, testing::StartsWith("# caipi, jaccard\n# shown mean low high\n0\t0.1"));
  EXPECT_THAT(figures[0].data[2].content, testing::Not(HasSubstr("\n10\t")));
  EXPECT_THAT(figures[0].script, HasSubstr("weld, 2 seeds"));
  EXPECT_THAT(figures[0].script, HasSubstr(figures[0].digest));
  EXPECT_TRUE(notes.empty());
}

TEST(Curves, NoteAMetricThatIsUndefinedThroughout) {
  const std::vector<RunData> runs = {made_run("weld", "caipi", 0, {.5, .6})};
  const auto joined = join_runs(runs);
  std::vector<std::string> notes;
  EXPECT_EQ(curve_figures(joined[0], "curves_weld", {0}, notes).size(), 1u);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("f1"), HasSubstr("jaccard"), HasSubstr("wrong_reason")));
}

TEST(Gnuplot, DrawsTheSameBytesTwice) {
  const auto runs = two_strategies();
  const auto joined = join_runs(runs);
  std::vector<std::string> notes;
  const auto figures = curve_figures(joined[0], "curves_weld", {0, 1}, notes);
  const Folder first("xil_drawing_first"), second("xil_drawing_second");
  const Gnuplot gnuplot;
  const auto drawn = gnuplot.draw(figures[0], first.path());
  const auto again = gnuplot.draw(figures[0], second.path());
  ASSERT_EQ(drawn.size(), 3u);
  const std::vector<std::string> starts = {"%PDF", "<?xml", "\x89PNG"};
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    EXPECT_THAT(bytes_of(drawn[i]), testing::StartsWith(starts[i]));
    EXPECT_TRUE(bytes_of(drawn[i]) == bytes_of(again[i])) << drawn[i];
  }
  EXPECT_THAT(bytes_of(drawn[0]), HasSubstr("/CreationDate (D:20000101000000"));
  EXPECT_THAT(bytes_of(drawn[1]), HasSubstr("it's `odd` {x}_1"));
}

TEST(Gnuplot, DrawsVerdicts) {
  const auto runs = two_strategies();
  const auto joined = join_runs(runs);
  const auto figures = verdict_figures(joined[0], "verdicts_weld");
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].data[0].content, HasSubstr("\n1\t0.00000\t1.00000\t1.00000\t1.00000\n"));
  const Folder folder("xil_drawing_verdicts");
  EXPECT_EQ(Gnuplot().draw(figures[0], folder.path()).size(), 3u);
}

TEST(Gnuplot, ReportsAScriptThatFails) {
  const Folder folder("xil_drawing_failure");
  try {
    Gnuplot().draw({"broken", "", script_head("broken", 100, 100) + "plot nonsense(\n", {}}, folder.path());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("broken.gp: gnuplot failed on it"));
  }
}

TEST(FigureQueue, DrawsTheBytesThatGnuplotDrawsAlone) {
  const Folder alone("alone"), queued("queued");
  std::vector<Figure> figures;
  for (const std::string name : {"a", "b", "c", "d", "e"})
    figures.push_back({name, "", script_head(name, 100, 100) + "plot x title '" + name + "'\n", {}});
  Gnuplot().draw(figures, alone.path());
  FigureQueue queue(queued.path());
  queue.add({figures[0], figures[1]});
  queue.add({figures[2], figures[3], figures[4]});
  queue.finish();
  for (const Figure& figure : figures) {
    for (const auto& file : figure_files(figure, alone.path()))
      EXPECT_EQ(bytes_of(file), bytes_of(queued.path() / file.filename())) << file;
  }
}

TEST(FigureQueue, FailsAsTheFirstFigureThatFailsAndLeavesTheOthers) {
  const Folder folder("broken_queue");
  FigureQueue queue(folder.path());
  queue.add({{"broken", "", script_head("broken", 100, 100) + "plot nonsense(\n", {}}});
  try {
    queue.finish();
    FAIL() << "a figure cannot be drawn";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("broken.gp: gnuplot failed on it"));
  }
  EXPECT_THROW(queue.add({{"late", "", script_head("late", 100, 100) + "plot x\n", {}}}), Error);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "late.pdf"));
}

TEST(TalkingProgram, AnswersUntilItsInputEnds) {
  TalkingProgram program({"/bin/sh", "-c", "while read word; do echo \"heard $word\"; done; echo over"});
  EXPECT_TRUE(program.tell("one\ntwo\n"));
  EXPECT_EQ(program.hear(), "heard one");
  EXPECT_EQ(program.hear(), "heard two");
  EXPECT_TRUE(program.tell("three\n"));
  EXPECT_EQ(program.hear(), "heard three");
}

TEST(TalkingProgram, SaysNothingMoreWhereItHasEnded) {
  TalkingProgram program({"/bin/sh", "-c", "printf 'last words'"});
  EXPECT_EQ(program.hear(), "last words");
  EXPECT_EQ(program.hear(), std::nullopt);
  EXPECT_THROW(TalkingProgram({"/no/such/program"}), Error);
}

TEST(Gnuplot, NamesThePackageWhereItIsMissing) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  try {
    Gnuplot gnuplot;
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("apt-get install gnuplot-nox"));
  }
  setenv("PATH", path.c_str(), 1);
}

TEST(GnuplotString, ExpandsNothing) {
  EXPECT_EQ(gnuplot_string("it's `date`\nnow"), "'it''s `date`\\nnow'");
  EXPECT_EQ(gnuplot_string("'a'"), "\"'\".'a'''") << "three apostrophes in a row would end a literal";
  EXPECT_EQ(gnuplot_path("a`b\n"), "\"\\141\\140\\142\\012\"")
      << "in double quotes gnuplot would run what is between backquotes";
}

TEST(FileStem, IsSafeInAPath) { EXPECT_EQ(file_stem("weld contrast=0.5/../x"), "weld_contrast_0.5_.._x"); }

TEST(Wrap, BreaksAtSpacesOnly) {
  EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("unbreakable", 3), ElementsAre("unbreakable"));
}

TEST(Outline, FollowsPixelEdgesInLongSegments) {
  Region region(3, 4);
  region.at(1, 1) = region.at(1, 2) = 1;
  EXPECT_EQ(outline(region), "0.5 0.5\n2.5 0.5\n\n0.5 1.5\n2.5 1.5\n\n0.5 0.5\n0.5 1.5\n\n2.5 0.5\n2.5 1.5\n\n");
  EXPECT_EQ(outline(Region(3, 4)), "");
}

TEST(Outline, ClosesAtTheBorderOfThePicture) {
  EXPECT_EQ(outline(Region(1, 1, 1)),
            "-0.5 -0.5\n0.5 -0.5\n\n-0.5 0.5\n0.5 0.5\n\n-0.5 -0.5\n-0.5 0.5\n\n0.5 -0.5\n0.5 0.5\n\n");
}

TEST(Tiles, ScaleEachMapToItsOwnRange) {
  Map map(1, 3);
  map.values = {2, 4, 3};
  Tiles tiles("gallery");
  tiles.add_map(map);
  tiles.add_map(Map(1, 2, 7));
  const std::string bytes = tiles.tables()[1].content;  // red, green, blue, alpha, level
  ASSERT_EQ(bytes.size(), 5u * (43 * 129 + 64 * 128)) << "at least 128 pixels along the longer side";
  const auto centre = [](std::size_t pixel) { return 21 * 129 + 43 * pixel + 21; };  // in the middle of 43 x 43
  const auto levels = [&](std::size_t pixel) { return static_cast<unsigned char>(bytes[5 * pixel + 4]); };
  EXPECT_EQ(levels(centre(0)), 0);
  EXPECT_EQ(levels(centre(1)), 255);
  EXPECT_EQ(levels(centre(2)), 128);
  EXPECT_EQ(levels(centre(0) + 22), 130) << "22 of 43 steps to the next pixel's centre";
  EXPECT_EQ(levels(43 * 129), 0) << "a constant map";
  EXPECT_EQ(bytes.substr(5 * centre(1), 4), std::string("\xfd\xe7\x25\xc8"))
      << "the brightest colour, least transparent";
}

TEST(Evenly, KeepsTheFirstAndTheLast) {
  EXPECT_THAT(evenly({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 3), ElementsAre(0, 5, 10));
  EXPECT_THAT(evenly({3, 4}, 3), ElementsAre(3, 4));
}

}  // namespace
}  // namespace xil
