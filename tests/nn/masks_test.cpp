#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "framework/nn/explainers/mask_source.h"

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
const std::vector<bool> kCells = {1, 0, 1, 0, 1, 1, 1, 0, 0};

std::vector<float> made(const MaskShaper& shaper, const MaskDraw& draw) {
  std::vector<float> mask(shaper.pixels());
  shaper.shape(draw, mask);
  return mask;
}

TEST(MaskShaper, EqualsSkimagesResizeAndCrop) {
  const MaskShaper shaper(7, 5, 3);
  const std::vector<float> mask = made(shaper, {kCells, 2, 1});
  for (std::size_t y = 0; y < 7; ++y) {
    for (std::size_t x = 0; x < 5; ++x) EXPECT_NEAR(mask[y * 5 + x], kSkimage[y][x], 1e-6) << y << " " << x;
  }
}

TEST(MaskShaper, MirrorsAtTheOuterCellsLikeSkimage) {
  const MaskShaper shaper(7, 5, 3);
  const std::vector<float> mask = made(shaper, {kCells, 0, 0});
  for (std::size_t x = 0; x < 5; ++x) EXPECT_NEAR(mask[x], kSkimageFirstRow[x], 1e-6) << x;
}

TEST(MaskShaper, CellsAreTheSideOverTheGridRoundedUp) {
  const MaskShaper shaper(28, 50, 7);
  EXPECT_EQ(shaper.cell_height(), 4);
  EXPECT_EQ(shaper.cell_width(), 8);
}

TEST(MaskShaper, KeepsAFullGridFullAtEveryShift) {
  const MaskShaper shaper(10, 13, 4);
  const std::vector<bool> cells(16, true);
  for (int y = 0; y < shaper.cell_height(); ++y) {
    for (int x = 0; x < shaper.cell_width(); ++x) {
      const std::vector<float> mask = made(shaper, {cells, y, x});
      EXPECT_TRUE(std::all_of(mask.begin(), mask.end(), [](float v) { return v == 1.0f; }));
    }
  }
}

TEST(MaskSource, RepeatsItsStreamAndDiffersBetweenItems) {
  const MaskShaper shaper(28, 28, 7);
  for (const Sampling sampling : {Sampling::Bernoulli, Sampling::Hadamard}) {
    MaskSource first(shaper, sampling, 0.5, Rng(3, {Purpose::Masks, 1, 5}));
    MaskSource again(shaper, sampling, 0.5, Rng(3, {Purpose::Masks, 1, 5}));
    MaskSource other(shaper, sampling, 0.5, Rng(3, {Purpose::Masks, 1, 6}));
    const auto mask = made(shaper, first.next());
    EXPECT_EQ(mask, made(shaper, again.next()));
    EXPECT_NE(mask, made(shaper, other.next()));
    EXPECT_NE(mask, made(shaper, first.next()));
  }
}

TEST(MaskSource, ShowsEveryPixelWithProbabilityP) {
  constexpr int kMasks = 20000;
  constexpr double kP = 0.3;
  const MaskShaper shaper(9, 12, 4);
  MaskSource source(shaper, Sampling::Bernoulli, kP, Rng(11, {Purpose::Masks}));
  std::vector<double> sum(shaper.pixels(), 0.0);
  for (int i = 0; i < kMasks; ++i) {
    const auto mask = made(shaper, source.next());
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

TEST(MaskSource, BalancesTheCellsOfABlockAndEveryPairOfThem) {
  const MaskShaper shaper(20, 20, 5);
  const std::int64_t order = hadamard_order(25);
  EXPECT_EQ(order, 32);
  MaskSource source(shaper, Sampling::Hadamard, 0.5, Rng(2, {Purpose::Masks}));
  std::vector<MaskDraw> last;
  for (int block = 0; block < 3; ++block) {
    std::vector<MaskDraw> draws;
    for (std::int64_t i = 0; i < order; ++i) draws.push_back(source.next());
    for (std::size_t c = 0; c < 25; ++c) {
      EXPECT_EQ(std::ranges::count_if(draws, [&](const MaskDraw& draw) { return draw.cells[c]; }), order / 2);
      for (std::size_t d = 0; d < c; ++d) {
        EXPECT_EQ(std::ranges::count_if(draws, [&](const MaskDraw& draw) { return draw.cells[c] == draw.cells[d]; }),
                  order / 2);
      }
    }
    EXPECT_TRUE(last.empty() || draws[1].cells != last[1].cells) << "the same block again";
    last = draws;
  }
}

TEST(MaskSource, TakesEveryShiftOnceBeforeAnyTwice) {
  const MaskShaper shaper(20, 15, 5);  // 4 x 3 shifts
  MaskSource source(shaper, Sampling::Hadamard, 0.5, Rng(2, {Purpose::Masks}));
  for (int deck = 0; deck < 4; ++deck) {
    std::set<std::pair<int, int>> taken;
    for (int i = 0; i < 12; ++i) {
      const MaskDraw draw = source.next();
      EXPECT_LT(draw.shift_y, 4);
      EXPECT_LT(draw.shift_x, 3);
      taken.insert({draw.shift_y, draw.shift_x});
    }
    EXPECT_EQ(taken.size(), 12u);
  }
}

TEST(MaskSource, ShowsEachCellOfEveryHadamardRowHalfOfTheTime) {
  // What the freedom from bias rests on: the k-th mask of a block, over many blocks, is uniform, also where k is 0.
  constexpr int kBlocks = 2000;
  const MaskShaper shaper(6, 6, 3);
  const std::int64_t order = hadamard_order(9);
  std::vector<int> visible(static_cast<std::size_t>(order) * 9, 0);
  for (int block = 0; block < kBlocks; ++block) {
    MaskSource source(shaper, Sampling::Hadamard, 0.5, Rng(static_cast<std::uint64_t>(block), {Purpose::Masks}));
    for (std::size_t k = 0; k < static_cast<std::size_t>(order); ++k) {
      const MaskDraw draw = source.next();
      for (std::size_t c = 0; c < 9; ++c) visible[k * 9 + c] += draw.cells[c] ? 1 : 0;
    }
  }
  for (const int count : visible) EXPECT_NEAR(count, kBlocks / 2, 5 * std::sqrt(kBlocks / 4.0));
}

TEST(MaskShaper, SumsWeightedMasksAsIfTheyWereMade) {
  const MaskShaper shaper(11, 9, 3);
  MaskSource source(shaper, Sampling::Bernoulli, 0.4, Rng(8, {Purpose::Masks}));
  std::vector<MaskDraw> draws;
  std::vector<double> weights, expected(shaper.pixels(), 0.0);
  for (int i = 0; i < 40; ++i) {
    draws.push_back(source.next());
    weights.push_back(std::sin(i));
    const auto mask = made(shaper, draws.back());
    for (std::size_t k = 0; k < mask.size(); ++k) expected[k] += weights.back() * static_cast<double>(mask[k]);
  }
  const auto sum = shaper.weighted_sum(draws, weights);
  for (std::size_t k = 0; k < sum.size(); ++k) EXPECT_NEAR(sum[k], expected[k], 1e-5);
}

TEST(MaskShaper, AveragesAGridOverAllShifts) {
  const MaskShaper shaper(11, 9, 3);
  const std::vector<bool> cells = {1, 0, 0, 1, 1, 0, 0, 0, 1};
  std::vector<double> expected(shaper.pixels(), 0.0);
  const int shifts = shaper.cell_height() * shaper.cell_width();
  for (int y = 0; y < shaper.cell_height(); ++y) {
    for (int x = 0; x < shaper.cell_width(); ++x) {
      const auto mask = made(shaper, {cells, y, x});
      for (std::size_t k = 0; k < mask.size(); ++k) expected[k] += static_cast<double>(mask[k]) / shifts;
    }
  }
  const auto mean = shaper.mean_over_shifts(std::vector<double>(cells.begin(), cells.end()));
  for (std::size_t k = 0; k < mean.size(); ++k) EXPECT_NEAR(mean[k], expected[k], 1e-6);
}

TEST(MaskShaper, KnowsTheVarianceOfAMaskOverItsPixels) {
  constexpr int kMasks = 20000;
  const MaskShaper shaper(10, 13, 4);
  MaskSource source(shaper, Sampling::Bernoulli, 0.5, Rng(1, {Purpose::Masks}));
  const double pixels = static_cast<double>(shaper.pixels());
  double variance = 0;
  for (int i = 0; i < kMasks; ++i) {
    double sum = 0, squares = 0;
    for (const float value : made(shaper, source.next())) {
      sum += static_cast<double>(value);
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    variance += (squares / pixels - sum / pixels * sum / pixels) / kMasks;
  }
  EXPECT_NEAR(variance, 0.25 * shaper.variance_over_pixels(), 0.001);
}

TEST(MaskShaper, AveragesMasksOverBlocksOfPixels) {
  const MaskShaper shaper(11, 8, 3);
  const MaskDraw draw{{1, 0, 0, 1, 1, 0, 0, 0, 1}, 3, 1};
  const auto mask = made(shaper, draw);
  std::vector<double> means(9);
  shaper.block_means(draw, means);
  constexpr std::array kRows = {0, 3, 7, 11}, kColumns = {0, 2, 5, 8};
  for (std::size_t b = 0; b < 9; ++b) {
    double sum = 0, count = 0;
    for (int y = kRows[b / 3]; y < kRows[b / 3 + 1]; ++y) {
      for (int x = kColumns[b % 3]; x < kColumns[b % 3 + 1]; ++x, ++count)
        sum += static_cast<double>(mask[static_cast<std::size_t>(y * 8 + x)]);
    }
    EXPECT_NEAR(means[b], sum / count, 1e-6) << b;
  }
}

}  // namespace
}  // namespace xil
