#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/drawing/gallery.h"
#include "framework/core/base/error.h"
#include "tests/analysis/drawn_runs.h"

namespace xil {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(Figures, ShowTheSameHeldOutItemsUnderEveryStrategy) {
  add("caipi", 0, true, true);
  add("random", 0, false, true);
  const auto runs = data();
  std::vector<std::string> notes;
  const auto figures = held_out_gallery(join_runs(runs)[0], "gallery_fake", notes);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].script, HasSubstr("'item'")) << "the last part of its path";
  EXPECT_THAT(figures[0].script, HasSubstr("'class 0 0.50'"));
  EXPECT_THAT(figures[0].script, HasSubstr("'miss: class 1'"));
  EXPECT_THAT(figures[0].script, HasSubstr("'true: class 1'"));
  EXPECT_THAT(figures[0].script, HasSubstr("'round 2'"));
  EXPECT_THAT(figures[0].says, HasSubstr("4 of the 6 predictions shown are right"));
  EXPECT_THAT(figures[0].script, HasSubstr("keeps them, since their set is not at hand"));
  EXPECT_EQ(figures[0].data[1].content.size(), 18u * 128 * 128 * 5) << "2 strategies x 3 rounds x 3 items, smooth";
}

TEST_F(Figures, ShowTheFirstJudgedItemOfARound) {
  add("caipi", 0, true, false);
  add("random", 0, false, false);
  const auto runs = data();
  std::vector<std::string> notes;
  const auto figures = judged_gallery(join_runs(runs)[0], "judged_fake", notes);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].script, HasSubstr("'RRR'"));
  EXPECT_THAT(figures[0].script, HasSubstr("'class 0 0.00'"));
  EXPECT_THAT(figures[0].script, HasSubstr("'hit'"));
  EXPECT_THAT(figures[0].says, HasSubstr("Of these 2 the network got 2 right; for the right reasons 2"));
  EXPECT_THAT(figures[0].script, Not(HasSubstr("'RWR'")));
  EXPECT_THAT(figures[0].script, Not(HasSubstr("'random'")));
  EXPECT_EQ(figures[0].data[0].content.size(), 2u * 8 * 8 * 4) << "two pictures";
}

TEST_F(Figures, ShowPicturesAtTheirOwnResolutionWhereTheSetIsAtHand) {
  add("caipi", 0, true, true);
  const auto runs = data();
  const Blocks blocks = join_runs(runs)[0];
  // Twice as wide as high, in rows 2 to 5 of a letterbox.
  const Redraw redraw = {nullptr, nullptr, [](const LabelledRun&, std::span<const ItemId> items) {
                           std::vector<FramedPicture> pictures;
                           for (const ItemId item : items)
                             pictures.push_back({item, Image(1, 20, 40, 7), Region(8, 8), 2, 0, 4, 8});
                           return pictures;
                         }};
  std::vector<std::string> notes;
  const auto figures = judged_gallery(blocks, "judged_fake", notes, &redraw);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_TRUE(notes.empty());
  EXPECT_EQ(figures[0].data[0].content.size(), 2u * 20 * 40 * 4);
  EXPECT_THAT(figures[0].script, HasSubstr("array=(40,20) dx=0.2 dy=0.2 origin=(-0.4,1.6)"));
  EXPECT_THAT(figures[0].script, HasSubstr("set xrange [-0.5:7.5]\nset yrange [5.5:1.5]"));
  EXPECT_THAT(figures[0].script, HasSubstr("own resolution"));
  EXPECT_EQ(Gnuplot().draw(figures[0], folder_).size(), 3u);
  const auto examples = example_gallery(blocks, "examples_fake", &redraw, notes);
  ASSERT_EQ(examples.size(), 1u);
  EXPECT_THAT(examples[0].script, HasSubstr("'class 0'"));
  EXPECT_THAT(examples[0].script, HasSubstr("'class 1'"));
  const Redraw gone = {nullptr, nullptr, [](const LabelledRun&, std::span<const ItemId>) -> std::vector<FramedPicture> {
                         fail("the dataset is gone");
                       }};
  EXPECT_EQ(judged_gallery(blocks, "judged_fake", notes, &gone).size(), 1u);
  EXPECT_EQ(held_out_gallery(blocks, "gallery_fake", notes, &gone).size(), 1u);
  EXPECT_THAT(notes, testing::ElementsAre("fake: pictures are drawn as the run files keep them: the dataset is gone"));
}

TEST_F(Figures, FindTheMapOfAnItemThatWasExplainedTwice) {
  // The map of item 2 in round 1 lies in rows 0 and 1 of the file, and that of item 4 in round 2 in row 2.
  const FakeDataset dataset(20, 6);
  RunHeader header;
  header.run_id = "twice";
  header.config = "{}";
  RunFileWriter writer(header);
  writer.start(dataset, std::vector<ItemId>{0}, std::vector<ItemId>{});
  for (const ItemId item : {2, 2, 4}) {
    ShownRecord look;
    look.round = item / 2;
    look.item = look.of = item;
    look.verdict = Verdict::RightReasons;
    writer.shown(look);
    writer.saliency({look.round, item, made_map(item)}, 0);
  }
  for (const std::int64_t round : {0, 1, 2}) {
    RoundRecord record{round, round, 0, 1, {}, {}, {}};
    record.test_probability = Matrix(0, 2);
    writer.round(record);
  }
  writer.commit(folder_ / "twice.h5");
  runs_ = {{"fake", "caipi", 0, folder_ / "twice.h5"}};
  const auto runs = data();
  std::vector<std::string> notes;
  const auto figures = judged_gallery(join_runs(runs)[0], "judged_fake", notes);
  ASSERT_EQ(figures.size(), 1u);
  EXPECT_THAT(figures[0].data[0].content, HasSubstr(std::string(4 * 8 * 8, 4))) << "item 4";
}

}  // namespace
}  // namespace xil
