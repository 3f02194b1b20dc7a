#include "framework/nn/explainers/saliency.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "framework/core/base/error.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/fill.h"
#include "framework/nn/explainers/mask_source.h"

namespace xil {
namespace {

constexpr double kP = 0.35;

ScoredMasks random_scores(const MaskShaper& shaper, int count) {
  MaskSource source(shaper, Sampling::Bernoulli, kP, Rng(5, {Purpose::Masks}));
  Rng rng(5, {Purpose::Test});
  ScoredMasks scored;
  for (int i = 0; i < count; ++i) {
    scored.draws.push_back(source.next());
    scored.scores.push_back(rng.uniform());
  }
  return scored;
}

/// What the map's definition says of one pixel, from the masks themselves.
double by_definition(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator,
                     std::size_t pixel) {
  const bool rise = estimator.saliency == Saliency::Rise;
  const double n = static_cast<double>(scored.size());
  double product = 0, cover = 0, plain = 0, visible = 0, scores = 0;
  std::vector<float> mask(shaper.pixels());
  for (std::size_t i = 0; i < scored.size(); ++i) {
    shaper.shape(scored.draws[i], mask);
    const double seen = static_cast<double>(mask[pixel]), m = rise ? seen : 1 - seen;
    product += (rise ? scored.scores[i] : 1 - scored.scores[i]) * m;
    cover += m;
    plain += scored.scores[i] * seen;
    visible += seen;
    scores += scored.scores[i];
  }
  if (estimator.normalise == Normalise::Centred) return plain / n - scores / n * visible / n;
  return product / (estimator.normalise == Normalise::Coverage ? cover : n * (rise ? estimator.p : 1 - estimator.p));
}

TEST(SaliencyMap, FollowsItsDefinitionPixelByPixel) {
  const MaskShaper shaper(9, 7, 3);
  const ScoredMasks scored = random_scores(shaper, 60);
  for (const Saliency saliency : {Saliency::Rise, Saliency::InvRise}) {
    for (const Normalise normalise : {Normalise::Constant, Normalise::Coverage, Normalise::Centred}) {
      const Estimator estimator{.saliency = saliency, .normalise = normalise, .p = kP};
      const auto map = saliency_map(shaper, scored, estimator);
      ASSERT_EQ(map.size(), shaper.pixels());
      for (std::size_t k = 0; k < map.size(); ++k) {
        EXPECT_NEAR(map[k], by_definition(shaper, scored, estimator, k), 1e-6) << enum_name(normalise) << " " << k;
      }
    }
  }
}

TEST(SaliencyMap, ObeysTheIdentityOfInvRise) {
  const MaskShaper shaper(8, 8, 4);
  const ScoredMasks scored = random_scores(shaper, 500);
  const auto rise = saliency_map(shaper, scored, {.saliency = Saliency::Rise, .p = kP});
  const auto inverse = saliency_map(shaper, scored, {.saliency = Saliency::InvRise, .p = kP});
  const auto visible = shaper.weighted_sum(scored.draws, std::vector<double>(500, 1.0));
  for (std::size_t k = 0; k < rise.size(); ++k) {
    EXPECT_NEAR(500 * (1 - kP) * inverse[k], 500 - visible[k] - 500 * scored.score_mean() + 500 * kP * rise[k], 1e-9);
  }
}

TEST(SaliencyMap, StatesItsBaseline) {
  const ScoredMasks scored{std::vector<MaskDraw>(3), {0.9, 0.4, 0.2}};
  for (const Normalise normalise : {Normalise::Constant, Normalise::Coverage}) {
    EXPECT_NEAR(saliency_baseline(scored, {.saliency = Saliency::Rise, .normalise = normalise}), 0.5, 1e-15);
    EXPECT_NEAR(saliency_baseline(scored, {.saliency = Saliency::InvRise, .normalise = normalise}), 0.5, 1e-15);
  }
  EXPECT_EQ(saliency_baseline(scored, {.normalise = Normalise::Centred}), 0.0);
  const ScoredMasks sure{std::vector<MaskDraw>(1), {0.9}};
  EXPECT_NEAR(saliency_baseline(sure, {.saliency = Saliency::Rise}), 0.9, 1e-15);
  EXPECT_NEAR(saliency_baseline(sure, {.saliency = Saliency::InvRise}), 0.1, 1e-15);
}

TEST(SaliencyMap, GivesPixelsThatNoMaskCoversTheBaseline) {
  const MaskShaper shaper(4, 4, 2);
  const ScoredMasks hidden{{{std::vector<bool>(4, false), 0, 0}}, {0.8}},
      shown{{{std::vector<bool>(4, true), 1, 0}}, {0.8}};
  for (const double value :
       saliency_map(shaper, hidden, {.saliency = Saliency::Rise, .normalise = Normalise::Coverage})) {
    EXPECT_DOUBLE_EQ(value, 0.8);
  }
  for (const double value :
       saliency_map(shaper, shown, {.saliency = Saliency::InvRise, .normalise = Normalise::Coverage})) {
    EXPECT_DOUBLE_EQ(value, 1 - 0.8);
  }
}

TEST(ScoredMasks, MeasureTheSpreadOfTheScores) {
  // population variance of .9, .4, .2: (.16 + .01 + .09) / 3
  const ScoredMasks scored{std::vector<MaskDraw>(3), {0.9, 0.4, 0.2}},
      constant{std::vector<MaskDraw>(5), {.7, .7, .7, .7, .7}};
  EXPECT_NEAR(scored.score_sd(), std::sqrt(0.26 / 3), 1e-12);
  EXPECT_EQ(constant.score_sd(), 0.0);
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
  const std::map<std::pair<int, int>, double> expected = {
      {{0, 0}, 37.939406}, {{0, 3}, 7.682705}, {{5, 12}, 7.958362}, {{4, 10}, 2.927498}, {{9, 19}, 1.392e-5}};
  const auto blurred = fill_pixels(image, Fill::Blur);
  for (const auto& [at, value] : expected) {
    EXPECT_NEAR(blurred[image.index(0, at.first, at.second)], value, 1e-4) << at.first << " " << at.second;
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
