#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "framework/nn/masks.h"

namespace xil {
namespace {

// skimage 0.19.3: resize([[1,0,1],[0,1,1],[1,0,0]], (12, 8), order=1, mode="reflect",
// anti_aliasing=False), of which rows 2-8 and columns 1-5: the 7x5 mask at shift (2, 1).
constexpr float kSkimage[7][5] = {{0.828125f, 0.546875f, 0.265625f, 0.2890625f, 0.6171875f},
                                  {0.609375f, 0.515625f, 0.421875f, 0.4921875f, 0.7265625f},
                                  {0.390625f, 0.484375f, 0.578125f, 0.6953125f, 0.8359375f},
                                  {0.171875f, 0.453125f, 0.734375f, 0.8984375f, 0.9453125f},
                                  {0.171875f, 0.453125f, 0.734375f, 0.875f, 0.875f},
                                  {0.390625f, 0.484375f, 0.578125f, 0.625f, 0.625f},
                                  {0.609375f, 0.515625f, 0.421875f, 0.375f, 0.375f}};
// The first row of the same array: where the mirroring at the outer cells shows.
constexpr float kSkimageFirstRow[5] = {0.546875f, 0.609375f, 0.515625f, 0.421875f, 0.4921875f};
const std::vector<float> kCells = {1, 0, 1, 0, 1, 1, 1, 0, 0};

std::vector<float> next_mask(MaskSource& source) {
  std::vector<float> mask(source.pixels());
  source.next(mask);
  return mask;
}

TEST(MaskShaper, EqualsSkimagesResizeAndCrop) {
  const MaskShaper shaper(7, 5, 3);
  std::vector<float> mask(shaper.pixels());
  shaper.shape(kCells, 2, 1, mask);
  for (std::size_t y = 0; y < 7; ++y) {
    for (std::size_t x = 0; x < 5; ++x)
      EXPECT_NEAR(mask[y * 5 + x], kSkimage[y][x], 1e-6) << y << " " << x;
  }
}

TEST(MaskShaper, MirrorsAtTheOuterCellsLikeSkimage) {
  const MaskShaper shaper(7, 5, 3);
  std::vector<float> mask(shaper.pixels());
  shaper.shape(kCells, 0, 0, mask);
  for (std::size_t x = 0; x < 5; ++x) EXPECT_NEAR(mask[x], kSkimageFirstRow[x], 1e-6) << x;
}

TEST(MaskShaper, CellsAreTheSideOverTheGridRoundedUp) {
  const MaskShaper shaper(28, 50, 7);
  EXPECT_EQ(shaper.cell_height(), 4);
  EXPECT_EQ(shaper.cell_width(), 8);
}

TEST(MaskShaper, KeepsAFullGridFullAtEveryShift) {
  const MaskShaper shaper(10, 13, 4);
  const std::vector<float> cells(16, 1.0f);
  for (int y = 0; y < shaper.cell_height(); ++y) {
    for (int x = 0; x < shaper.cell_width(); ++x) {
      std::vector<float> mask(shaper.pixels());
      shaper.shape(cells, y, x, mask);
      EXPECT_TRUE(std::all_of(mask.begin(), mask.end(), [](float v) { return v == 1.0f; }));
    }
  }
}

TEST(MaskSource, RepeatsItsStreamAndDiffersBetweenItems) {
  MaskSource first(28, 28, 7, 0.5, Rng(3, {Purpose::Masks, 1, 5}));
  MaskSource again(28, 28, 7, 0.5, Rng(3, {Purpose::Masks, 1, 5}));
  MaskSource other(28, 28, 7, 0.5, Rng(3, {Purpose::Masks, 1, 6}));
  const auto mask = next_mask(first);
  EXPECT_EQ(mask, next_mask(again));
  EXPECT_NE(mask, next_mask(other));
  EXPECT_NE(mask, next_mask(first));
}

TEST(MaskSource, ShowsEveryPixelWithProbabilityP) {
  constexpr int kMasks = 20000;
  constexpr double kP = 0.3;
  MaskSource source(9, 12, 4, kP, Rng(11, {Purpose::Masks}));
  std::vector<double> sum(source.pixels(), 0.0);
  for (int i = 0; i < kMasks; ++i) {
    const auto mask = next_mask(source);
    for (std::size_t k = 0; k < mask.size(); ++k) {
      ASSERT_GE(mask[k], 0.0f);
      ASSERT_LE(mask[k], 1.0f);
      sum[k] += mask[k];
    }
  }
  // A mask value varies at most as much as its cell: six standard errors of a Bernoulli mean.
  const double tolerance = 6 * std::sqrt(kP * (1 - kP) / kMasks);
  for (const double total : sum) EXPECT_NEAR(total / kMasks, kP, tolerance);
}

}  // namespace
}  // namespace xil
