#include "framework/data/drawing/picture_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "framework/data/drawing/page_rows.h"

namespace xil {
namespace {

std::vector<BlockAspects> single(const std::vector<double>& aspects) {
  std::vector<BlockAspects> blocks;
  for (const double aspect : aspects) blocks.push_back({aspect});
  return blocks;
}

// Squares have 200 pixels. Seven of them with gaps of 16 take 1,496 of 1,528; the eighth fits in at 177 pixels, for 8 x
// 177 + 7 x 16 = 1,528.
TEST(PageRows, FillTheWidthAndKeepTheLastRowAtItsUsualHeight) {
  const auto blocks = single(std::vector(10, 1.0));
  EXPECT_EQ(usual_height(blocks), 200);
  const auto rows = page_rows(blocks, 1528);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].last, 8u);
  EXPECT_EQ(rows[0].height, 177);
  EXPECT_EQ(rows[1].last, 10u);
  EXPECT_EQ(rows[1].height, 200);
}

// 40,000 pixels at an aspect of 4 are 400 x 100, raised to the least height; at 1/4, 100 x 400, lowered to the most.
TEST(PageRows, GiveWidePicturesLowRowsAndTallOnesHighRows) {
  EXPECT_EQ(usual_height(single({4, 4, 4})), 120);
  EXPECT_EQ(usual_height(single({0.25})), 320);
  EXPECT_EQ(usual_height(single({2})), 141);
  EXPECT_EQ(slot_width(0.1, 200), kLeastSlot);
  EXPECT_EQ(slot_width(2, 200), 400);
  EXPECT_EQ(block_width({1, 1}, 200), 406);
}

TEST(PageRows, TakeEveryBlockOnceAndNeverExceedTheWidth) {
  std::vector<double> aspects;
  for (int i = 0; i < 60; ++i) aspects.push_back(0.1 + 0.17 * (i * 7 % 60));
  aspects.push_back(90);  // a strip, wider than any page at the usual height
  const auto blocks = single(aspects);
  std::size_t next = 0;
  for (const PageRow& row : page_rows(blocks, 1528)) {
    EXPECT_EQ(row.first, next);
    EXPECT_GT(row.last, row.first);
    next = row.last;
    int width = -kBlockGap;
    for (std::size_t i = row.first; i < row.last; ++i) width += block_width(blocks[i], row.height) + kBlockGap;
    EXPECT_LE(width, 1528);
    EXPECT_GE(row.height, 16);
  }
  EXPECT_EQ(next, blocks.size());
  EXPECT_TRUE(page_rows({}, 1528).empty());
}

/// A picture of a colour that no letter and no outline has.
PagePicture tinted(int height, int width, std::uint8_t red) {
  Image image(3, height, width, 200);
  const auto plane = static_cast<std::ptrdiff_t>(height) * width;
  std::fill_n(image.pixels.begin(), plane, red);
  std::fill_n(image.pixels.begin() + plane, plane, std::uint8_t{10});
  return {std::move(image), {}, {}, "name", {}};
}

std::ptrdiff_t pixels_of(const Image& page, int red) {
  std::ptrdiff_t found = 0;
  for (int row = 0; row < page.height; ++row) {
    for (int column = 0; column < page.width; ++column) {
      found += page.at(0, row, column) == red && page.at(1, row, column) == 10 && page.at(2, row, column) == 200;
    }
  }
  return found;
}

PictureBook book_of(const std::vector<PagePicture>& pictures) {
  PictureBook book{"title", {"details"}, {{.heading = "class", .remark = "remark"}}};
  for (const PagePicture& picture : pictures) book.sections[0].blocks.push_back({{picture}, ""});
  return book;
}

TEST(PicturePages, KeepTheAspectOfWideAndTallPictures) {
  // Each alone in its section, so that it is as high as a picture of its aspect usually is.
  EXPECT_EQ(pixels_of(picture_pages(book_of({tinted(50, 400, 77)})).front(), 77), 120 * 960);
  EXPECT_EQ(pixels_of(picture_pages(book_of({tinted(400, 100, 77)})).front(), 77), 320 * 80);
}

TEST(PicturePages, OutlineARegionWithoutCoveringIt) {
  PagePicture picture = tinted(200, 200, 77);
  picture.region = Region(200, 200);
  for (int row = 90; row < 110; ++row) {
    for (int column = 90; column < 110; ++column) {
      picture.region->at(row, column) = 1;
      picture.image.at(0, row, column) = 99;
    }
  }
  const Image page = picture_pages(book_of({picture})).front();
  EXPECT_GE(pixels_of(page, 99), 20 * 20 - 4) << "the smooth line may touch the four corners";
  const std::ptrdiff_t outlined = 200 * 200 - 20 * 20 - pixels_of(page, 77);
  EXPECT_GT(outlined, 100);
  EXPECT_LT(outlined, 1200);
}

TEST(PicturePages, BreakIntoPagesThatShowEveryPictureAndRepeatHeadings) {
  std::vector<PagePicture> pictures;
  for (int i = 0; i < 60; ++i) pictures.push_back(tinted(200, 200, static_cast<std::uint8_t>(100 + i)));
  const PictureBook book = book_of(pictures);
  const auto pages = picture_pages(book, 800);
  EXPECT_GT(pages.size(), 2u);
  for (const Image& page : pages) {
    EXPECT_EQ(page.width, 1600);
    EXPECT_LE(page.height, 1100);
  }
  for (int i = 0; i < 60; ++i) {
    const auto shown =
        std::ranges::count_if(pages, [&](const Image& page) { return pixels_of(page, 100 + i) > 150 * 150; });
    EXPECT_EQ(shown, 1) << i;
  }
  EXPECT_EQ(picture_pages(book, 0).size(), 1u);
}

TEST(PicturePages, TakeAnyNameAndEmptyBooks) {
  EXPECT_EQ(picture_pages({"", {}, {}}).size(), 1u);
  PagePicture picture = tinted(8, 8, 77);
  picture.name = "Schweißnähte/Пора \xE9\x94\x88\xF0\x9F\x98\x80 \xff\n" + std::string(300, 'x') + "_7.png";
  picture.details = {std::string(300, 'y')};
  PictureBook book = book_of({picture, {{}, {}, {}, "unreadable.png", {}}});
  book.title = picture.name;
  book.sections[0].heading = picture.name;
  EXPECT_EQ(picture_pages(book), picture_pages(book));
}

}  // namespace
}  // namespace xil
