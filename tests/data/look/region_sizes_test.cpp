#include "framework/data/check/region_sizes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/splits/memory_dataset.h"
#include "tests/support/image_files.h"

namespace xil {
namespace {

Region block(int height, int width, int top, int left, int rows, int columns) {
  Region region(height, width);
  for (int row = top; row < top + rows; ++row) {
    for (int column = left; column < left + columns; ++column) region.at(row, column) = 1;
  }
  return region;
}

MapScore score(int side, int grid, const Region& region) { return IdealMap(side, side, grid).score(region); }

// References: a transcription of the masks into NumPy (weights of a mask's cells in its pixels, covariances averaged
// over the shifts, their product with the region).
TEST(IdealMap, IsWhatTheMasksGiveOfANetworkThatLooksAtTheRegion) {
  const struct {
    int side, grid;
    Region region;
    double mass, iou;
  } cases[] = {{64, 7, block(64, 64, 28, 28, 8, 8), 0.174810, 0.083770},
               {64, 7, block(64, 64, 30, 30, 4, 4), 0.050633, 0.025559},
               {64, 16, block(64, 64, 28, 28, 8, 8), 0.570486, 0.390244},
               {64, 7, block(64, 64, 0, 0, 8, 8), 0.319622, 0.230216},
               {64, 7, block(64, 64, 10, 30, 40, 2), 0.096905, 0.077519},
               {32, 4, block(32, 32, 12, 12, 8, 8), 0.193522, 0.174863}};
  for (const auto& [side, grid, region, mass, iou] : cases) {
    const MapScore found = score(side, grid, region);
    EXPECT_NEAR(found.mass, mass, 1e-4);
    EXPECT_NEAR(found.iou, iou, 0.01);
  }
}

TEST(IdealMap, OfTheWholePictureIsAllInside) { EXPECT_NEAR(score(32, 4, block(32, 32, 0, 0, 32, 32)).mass, 1, 1e-6); }

/// A dataset of 16 x 16 pixels whose defects have these regions.
MemoryDataset dataset_of(const std::vector<std::pair<std::string, Region>>& defects) {
  DatasetInfo info;
  info.name = "small";
  info.class_names = {"ok", "defect"};
  info.channels = 1;
  info.height = info.width = 16;
  std::vector<StoredItem> items;
  for (const auto& [type, region] : defects) {
    items.push_back({{"item", Split::Pool, 1, type}, Image(1, 16, 16), region, std::nullopt});
  }
  items.push_back({{"ok", Split::Pool, 0, ""}, Image(1, 16, 16), std::nullopt, block(16, 16, 0, 0, 8, 16)});
  return {info, std::move(items)};
}

// 2 x 2 of 256 pixels are 1/64 of the picture and 49/64 of a cell of the 7 x 7 grid; a cell of 8 x 8 is as large.
TEST(RegionSizes, CountSharesAndCellsByClassAndType) {
  const RegionSizes sizes = region_sizes(dataset_of({{"dot", block(16, 16, 7, 7, 2, 2)},
                                                     {"bar", block(16, 16, 4, 0, 4, 16)},
                                                     {"bar", block(16, 16, 4, 0, 2, 16)},
                                                     {"bar", block(16, 16, 4, 0, 8, 16)}}),
                                         7);
  ASSERT_EQ(sizes.kinds.size(), 3u);
  const RegionGroup &bar = sizes.kinds[0], &dot = sizes.kinds[1], &confounder = sizes.kinds[2];
  EXPECT_EQ(dot.type, "dot");
  EXPECT_EQ(dot.count, 1u);
  EXPECT_EQ(dot.small, 1u);
  EXPECT_DOUBLE_EQ(dot.share.median, 1.0 / 64);
  EXPECT_DOUBLE_EQ(dot.cells.median, 49.0 / 64);
  EXPECT_EQ(dot.grid_of_a_cell, 8);
  EXPECT_EQ(bar.count, 3u);
  EXPECT_DOUBLE_EQ(bar.share.low, 0.1875);  // of 1/8, 1/4, 1/2
  EXPECT_DOUBLE_EQ(bar.share.median, 0.25);
  EXPECT_DOUBLE_EQ(bar.share.high, 0.375);
  EXPECT_DOUBLE_EQ(bar.cells.median, 12.25);
  EXPECT_EQ(bar.grid_of_a_cell, 2);
  EXPECT_EQ(bar.small, 0u);
  EXPECT_TRUE(confounder.confounder);
  EXPECT_EQ(confounder.label, "ok");
  EXPECT_DOUBLE_EQ(confounder.share.median, 0.5);
  ASSERT_TRUE(sizes.small);
  EXPECT_EQ(*sizes.small, 1u);
}

TEST(RegionSizes, AdviseTheGridOfWhichTheSmallestKindCoversACell) {
  const RegionSizes sizes = region_sizes(dataset_of({{"dot", block(16, 16, 7, 7, 2, 2)}}), 7);
  ASSERT_FALSE(sizes.advice.empty());
  const SizeAdvice& grid = sizes.advice.front();
  EXPECT_EQ(grid.change, SizeAdvice::Change::Grid);
  EXPECT_EQ(grid.grid, 8);
  EXPECT_DOUBLE_EQ(grid.cells, 1);
  ASSERT_TRUE(grid.best);
  EXPECT_GT(grid.best->mass, sizes.kinds.front().best.mass);
  // Cells of 8 x 8 have two pixels of 16 a side: the size follows.
  const SizeAdvice& size = sizes.advice.back();
  EXPECT_EQ(size.change, SizeAdvice::Change::Size);
  EXPECT_EQ(size.height, 32);
  EXPECT_EQ(size.width, 32);
}

TEST(RegionSizes, AdviseNothingWhereNothingIsTooSmall) {
  const RegionSizes sizes = region_sizes(dataset_of({{"bar", block(16, 16, 4, 0, 8, 16)}}), 4);
  EXPECT_FALSE(sizes.small);
  EXPECT_TRUE(sizes.advice.empty());
  EXPECT_TRUE(region_sizes(dataset_of({}), 4).advice.empty());
}

Image mask_of(const Region& region) {
  Image mask(1, region.height, region.width);
  std::ranges::transform(region.values, mask.pixels.begin(), [](auto v) { return static_cast<std::uint8_t>(255 * v); });
  return mask;
}

/// An image_folder of 16 x 16 working pixels with two defects of that mask.
class MaskFolder : public ImageFiles {
 public:
  explicit MaskFolder(const Region& region) {
    for (int i = 0; i < 4; ++i) {
      Image picture(1, region.height, region.width, static_cast<std::uint8_t>(40 * i));
      picture.at(0, i, i) = 255;
      write(fmt::format("ok/{}.png", i), encode_png(picture));
      picture.at(0, i, i + 1) = 200;
      write(fmt::format("defect/{}.png", i), encode_png(picture));
      write(fmt::format("masks/{}.png", i), encode_png(mask_of(region)));
    }
  }
  RegionSizes sizes(const std::string& fit = "stretch", int grid = 7) const {
    ComponentSpec spec = image_set("image_folder", root());
    Value params = spec.params;
    params.set("fit", Value(fit));
    return check_set(resolved(dataset_table(), "dataset", "image_folder", params), {grid, 0}).regions;
  }
};

TEST(RegionSizes, AreMeasuredInTheFilesAndNotAtTheWorkingSize) {
  const MaskFolder folder(block(20, 40, 5, 10, 2, 4));  // 8 of 800 pixels
  const RegionSizes sizes = folder.sizes();
  ASSERT_EQ(sizes.kinds.size(), 1u);
  EXPECT_EQ(sizes.kinds[0].count, 4u);
  EXPECT_DOUBLE_EQ(sizes.kinds[0].share.median, 0.01);
  EXPECT_DOUBLE_EQ(sizes.kinds[0].cells.median, 0.49);
  EXPECT_EQ(sizes.regions[0].longest, 4);
  EXPECT_EQ(sizes.regions[0].picture, 20);
  // letterbox: the picture fills half of the square
  EXPECT_DOUBLE_EQ(folder.sizes("letterbox").kinds[0].cells.median, 0.245);
}

// A crack of one pixel in 64 is a quarter of a pixel in 16: averaged, it keeps a quarter of its contrast. In 32 it has
// half.
TEST(RegionSizes, CountRegionsThatVanishAtTheWorkingSize) {
  const RegionSizes sizes = MaskFolder(block(64, 64, 20, 0, 1, 64)).sizes();
  EXPECT_EQ(sizes.kinds[0].vanishing, 4u);
  EXPECT_EQ(sizes.regions[0].visible_side, 32);
  const auto size = std::ranges::find(sizes.advice, SizeAdvice::Change::Size, &SizeAdvice::change);
  ASSERT_NE(size, sizes.advice.end());
  EXPECT_GE(size->height, 32);
  EXPECT_EQ(size->vanishing, 0u);
  EXPECT_EQ(MaskFolder(block(64, 64, 20, 0, 2, 64)).sizes().kinds[0].vanishing, 0u);
}

TEST(RegionSizes, CountRegionsWhosePiecesFlowTogether) {
  Region two = block(64, 64, 20, 20, 2, 2);
  two.at(20, 24) = 1;  // two pixels away: both touch neighbouring pixels of 16
  const RegionSizes sizes = MaskFolder(two).sizes();
  EXPECT_EQ(sizes.kinds[0].merging, 4u);
  Region apart = block(64, 64, 20, 20, 4, 4);
  apart.at(40, 40) = 1;
  EXPECT_EQ(MaskFolder(apart).sizes().kinds[0].merging, 0u);
}

// 4 x 4 pixels of 400 x 400: tiles of 28 pixels would show them at a 7 x 7 grid, which is less than 32: those of the
// finest grid have 64.
TEST(RegionSizes, AdviseTilesWhereNoGridIsFineEnough) {
  const RegionSizes sizes = MaskFolder(block(400, 400, 100, 100, 4, 4)).sizes();
  const auto tiles = std::ranges::find(sizes.advice, SizeAdvice::Change::Tiles, &SizeAdvice::change);
  ASSERT_NE(tiles, sizes.advice.end());
  EXPECT_EQ(tiles->grid, 16);
  EXPECT_EQ(tiles->tile, 64);
  EXPECT_EQ(tiles->overlap, 8);
  EXPECT_DOUBLE_EQ(tiles->cells, 1);
  EXPECT_EQ(sizes.advice.front().grid, RegionSizes::kMostGrid);
}

TEST(CheckSet, ShowsTheSplitOfItsSeed) {
  ImageFiles folder;
  for (int i = 0; i < 20; ++i) {
    Image picture(1, 16, 16, static_cast<std::uint8_t>(10 * i));
    picture.at(0, i % 16, 3) = 255;
    folder.write(fmt::format("ok/{}.png", i), encode_png(picture));
    folder.write(fmt::format("defect/{}.png", i), encode_png(picture));
  }
  const SetCheck check = check_set(image_set("image_folder", folder.root()), {7, 3});
  EXPECT_EQ(check.split_seed, 3u);
  for (const ClassCount& count : check.classes) {
    EXPECT_EQ(count.ungiven, 20u);
    ASSERT_TRUE(count.dealt);
    EXPECT_EQ(count.dealt->test, 6u);  // test_share .3, validation_share .1
    EXPECT_EQ(count.dealt->validation, 2u);
    EXPECT_EQ(count.dealt->pool, 12u);
    EXPECT_EQ(count.dealt->left_out, 0u);
  }
}

}  // namespace
}  // namespace xil
