#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "framework/core/error.h"
#include "framework/core/rng.h"
#include "framework/nn/fill.h"
#include "framework/nn/saliency.h"

namespace xil {
namespace {

// Three masks of two pixels, scores .9, .4, .2; every expected value below is worked out by hand
// from sum f = 1.5 and sum M = (1.5, 1).
SaliencyAccumulator worked_example() {
  SaliencyAccumulator sums(2);
  sums.add(0.9, std::array{1.0f, 0.25f});
  sums.add(0.4, std::array{0.0f, 0.5f});
  sums.add(0.2, std::array{0.5f, 0.25f});
  return sums;
}

void expect_map(const std::vector<double>& map, double first, double second) {
  ASSERT_EQ(map.size(), 2u);
  EXPECT_NEAR(map[0], first, 1e-12);
  EXPECT_NEAR(map[1], second, 1e-12);
}

TEST(SaliencyAccumulator, GivesTheWorkedExample) {
  const SaliencyAccumulator sums = worked_example();
  const double p = 0.4;
  // sum f M = (.9 + .1, .225 + .2 + .05) = (1, .475); sum (1-f)(1-M) = (.6 + .4, .075 + .3 + .6) =
  // (1, .975)
  expect_map(sums.map(Saliency::Rise, Normalise::Constant, p), 1.0 / 1.2, 0.475 / 1.2);
  expect_map(sums.map(Saliency::InvRise, Normalise::Constant, p), 1.0 / 1.8, 0.975 / 1.8);
  expect_map(sums.map(Saliency::Rise, Normalise::Coverage, p), 1.0 / 1.5, 0.475 / 1.0);
  expect_map(sums.map(Saliency::InvRise, Normalise::Coverage, p), 1.0 / 1.5, 0.975 / 2.0);
  // mean f = .5, mean M = (.5, 1/3)
  expect_map(sums.map(Saliency::Rise, Normalise::Centred, p), 1.0 / 3 - 0.25, 0.475 / 3 - 0.5 / 3);
}

TEST(SaliencyAccumulator, CentresBothExplainersAlike) {
  const SaliencyAccumulator sums = worked_example();
  EXPECT_EQ(sums.map(Saliency::Rise, Normalise::Centred, 0.5),
            sums.map(Saliency::InvRise, Normalise::Centred, 0.5));
}

TEST(SaliencyAccumulator, StatesTheBaselineOfEachMap) {
  const SaliencyAccumulator sums = worked_example();
  for (const Normalise normalise : {Normalise::Constant, Normalise::Coverage}) {
    EXPECT_NEAR(sums.baseline(Saliency::Rise, normalise), 0.5, 1e-15);
    EXPECT_NEAR(sums.baseline(Saliency::InvRise, normalise), 0.5, 1e-15);
  }
  EXPECT_EQ(sums.baseline(Saliency::InvRise, Normalise::Centred), 0.0);
  SaliencyAccumulator sure(1);
  sure.add(0.9, std::array{1.0f});
  EXPECT_NEAR(sure.baseline(Saliency::Rise, Normalise::Constant), 0.9, 1e-15);
  EXPECT_NEAR(sure.baseline(Saliency::InvRise, Normalise::Constant), 0.1, 1e-15);
}

TEST(SaliencyAccumulator, MeasuresTheSpreadOfTheScores) {
  // population variance of .9, .4, .2: (.16 + .01 + .09) / 3
  EXPECT_NEAR(worked_example().score_sd(), std::sqrt(0.26 / 3), 1e-12);
  SaliencyAccumulator constant(1);
  for (int i = 0; i < 5; ++i) constant.add(0.7, std::array{0.5f});
  EXPECT_EQ(constant.score_sd(), 0.0);
}

TEST(SaliencyAccumulator, GivesPixelsThatNoMaskCoversTheBaseline) {
  SaliencyAccumulator sums(2);
  sums.add(0.8, std::array{0.0f, 1.0f});
  const auto rise = sums.map(Saliency::Rise, Normalise::Coverage, 0.5);
  EXPECT_DOUBLE_EQ(rise[0], 0.8);
  EXPECT_DOUBLE_EQ(sums.map(Saliency::InvRise, Normalise::Coverage, 0.5)[1], 1 - 0.8);
}

TEST(SaliencyAccumulator, ObeysTheIdentityOfInvRise) {
  constexpr int kMasks = 500;
  constexpr std::size_t kPixels = 64;
  constexpr double kP = 0.35;
  Rng rng(5, {Purpose::Test});
  SaliencyAccumulator sums(kPixels);
  std::vector<double> mask_sum(kPixels, 0.0), product_sum(kPixels, 0.0);
  double score_sum = 0;
  for (int i = 0; i < kMasks; ++i) {
    std::vector<float> mask(kPixels);
    for (float& value : mask) value = static_cast<float>(rng.uniform());
    const double score = rng.uniform();
    sums.add(score, mask);
    score_sum += score;
    for (std::size_t k = 0; k < kPixels; ++k) {
      mask_sum[k] += static_cast<double>(mask[k]);
      product_sum[k] += score * static_cast<double>(mask[k]);
    }
  }
  const auto inverse = sums.map(Saliency::InvRise, Normalise::Constant, kP);
  for (std::size_t k = 0; k < kPixels; ++k) {
    EXPECT_NEAR(kMasks * (1 - kP) * inverse[k], kMasks - mask_sum[k] - score_sum + product_sum[k],
                1e-9);
  }
}

TEST(Fill, IsBlackOrTheMeanOfEachChannel) {
  Image image(2, 1, 2);
  image.pixels = {10, 21, 200, 100};
  EXPECT_EQ(fill_pixels(image, Fill::Black), (std::vector<float>{0, 0, 0, 0}));
  EXPECT_EQ(fill_pixels(image, Fill::Mean), (std::vector<float>{15.5f, 15.5f, 150, 150}));
}

TEST(Fill, BlursLikeScipy) {
  Image image(1, 10, 20);
  image.at(0, 0, 0) = 200;
  image.at(0, 5, 12) = 100;
  // scipy 1.10.1: gaussian_filter(x, (1, 2), mode="constant", truncate=30), divided by the same of
  // ones
  const std::map<std::pair<int, int>, double> expected = {{{0, 0}, 37.939406},
                                                          {{0, 3}, 7.682705},
                                                          {{5, 12}, 7.958362},
                                                          {{4, 10}, 2.927498},
                                                          {{9, 19}, 1.392e-5}};
  const auto blurred = fill_pixels(image, Fill::Blur);
  for (const auto& [at, value] : expected) {
    EXPECT_NEAR(blurred[image.index(0, at.first, at.second)], value, 1e-4)
        << at.first << " " << at.second;
  }
}

TEST(Fill, DrawsEveryChannelOfAColourByItself) {
  Rng rng(3, {Purpose::Fill});
  std::array<float, 3> mean{};
  for (int i = 0; i < 3000; ++i) {
    std::array<float, 3> colour{};
    draw_colour(rng, colour);
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(colour[c], std::floor(colour[c]));
      EXPECT_GE(colour[c], 0.0f);
      EXPECT_LE(colour[c], 255.0f);
      mean[c] += colour[c] / 3000;
    }
  }
  // 127.5 within 4 standard errors of a uniform value among 256
  for (const float value : mean) EXPECT_NEAR(value, 127.5, 4 * 73.9 / std::sqrt(3000.0));
  EXPECT_THROW(fill_pixels(Image(1, 2, 2), Fill::Colour), Error);
}

}  // namespace
}  // namespace xil
