#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "framework/core/numeric/rng.h"
#include "framework/nn/bench/estimator_quality.h"
#include "framework/nn/explainers/cell_fit.h"
#include "framework/nn/explainers/fill.h"
#include "framework/nn/explainers/logistic_fit.h"
#include "framework/nn/explainers/mask_source.h"
#include "framework/nn/explainers/saliency.h"
#include "framework/nn/weights/finite.h"
#include "tests/support/refusals.h"

// Every estimator on values that no network should give and some do. All of it ends, and nothing finite is made of NaN.
namespace xil {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMasks = 64;

bool finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

/// Scores that a network gave of kMasks masks, drawn as the estimator would have them.
ScoredMasks scored(const MaskShaper& shaper, Sampling sampling, std::vector<double> scores) {
  MaskSource source(shaper, sampling, 0.5, Rng(7, {Purpose::Masks}));
  ScoredMasks masks;
  for (std::size_t i = 0; i < scores.size(); ++i) masks.draws.push_back(source.next());
  masks.scores = std::move(scores);
  return masks;
}

std::vector<double> ordinary() {
  Rng rng(8, {Purpose::Test});
  std::vector<double> scores(kMasks);
  std::ranges::generate(scores, [&] { return rng.uniform(); });
  return scores;
}

std::vector<double> spoilt(std::size_t at, double with) {
  std::vector<double> scores = ordinary();
  scores[at] = with;
  return scores;
}

struct Corner {
  std::string name;
  std::vector<double> scores;
  bool sound;  ///< all of them are numbers
};

std::vector<Corner> corners() {
  return {{"ordinary", ordinary(), true},
          {"zeros", std::vector<double>(kMasks, 0.0), true},
          {"ones", std::vector<double>(kMasks, 1.0), true},
          {"equal", std::vector<double>(kMasks, 0.3), true},
          {"denormal", std::vector<double>(kMasks, std::numeric_limits<double>::denorm_min()), true},
          {"one denormal", spoilt(5, 4e-320), true},
          {"first NaN", spoilt(0, kNan), false},
          {"last NaN", spoilt(kMasks - 1, kNan), false},
          {"all NaN", std::vector<double>(kMasks, kNan), false},
          {"infinite", spoilt(9, kInfinity), false},
          {"negative infinite", spoilt(9, -kInfinity), false},
          {"both",
           [] {
             std::vector<double> scores = spoilt(3, kInfinity);
             scores[4] = -kInfinity;
             return scores;
           }(),
           false}};
}

TEST(EstimatorsOnAnyValues, EndAndMakeNothingOfNaN) {
  const MaskShaper shaper(12, 10, 4);
  for (const ComparedEstimator& way : kComparedEstimators) {
    for (const Corner& corner : corners()) {
      SCOPED_TRACE(fmt::format("{}, {}", way.name, corner.name));
      const ScoredMasks masks = scored(shaper, way.estimator.sampling, corner.scores);
      const auto map = saliency_map(shaper, masks, way.estimator);
      EXPECT_EQ(map.size(), shaper.pixels());
      EXPECT_EQ(finite(map), corner.sound);
      EXPECT_EQ(std::isfinite(saliency_baseline(masks, way.estimator)),
                corner.sound || way.estimator.normalise == Normalise::Centred);
      const MapNoise noise = map_noise(shaper, masks, way.estimator, map);
      EXPECT_TRUE(std::isnan(noise.share) || (noise.share >= 0 && noise.share <= 1)) << noise.share;
      EXPECT_TRUE(corner.sound || std::isnan(noise.share)) << noise.share;
      EXPECT_FALSE(!corner.sound && is_settled(shaper, masks, way.estimator, 0.2));
    }
  }
}

TEST(EstimatorsOnAnyValues, RefuseToWorkOnNothing) {
  const MaskShaper shaper(12, 10, 4);
  const ScoredMasks none;
  for (const ComparedEstimator& way : kComparedEstimators) {
    EXPECT_NE(refusal([&] { saliency_map(shaper, none, way.estimator); }), "accepted");
    EXPECT_NE(refusal([&] { is_settled(shaper, none, way.estimator, 0.2); }), "accepted");
  }
  EXPECT_NE(refusal([&] { fit_cells({}, {}); }), "accepted");
  EXPECT_NE(refusal([&] { LogisticFit(shaper, {}, {}); }), "accepted");
  EXPECT_NE(refusal([] { fill_pixels(Image(), Fill::Blur); }), "accepted");
  const MaskPools pools{scored(shaper, Sampling::Bernoulli, ordinary()),
                        scored(shaper, Sampling::Hadamard, ordinary())};
  const std::vector<double> reference(shaper.pixels(), kNan);
  for (const std::size_t masks : {std::size_t{0}, std::size_t{1}, kMasks + 1}) {
    EXPECT_NE(refusal([&] { noise_to_signal(shaper, pools, {}, masks, reference); }), "accepted") << masks;
  }
  EXPECT_TRUE(std::isnan(noise_to_signal(shaper, pools, {}, 8, reference)));
}

TEST(FitsOnAnyValues, GiveNaNOfNaNAndNumbersOfNumbers) {
  const MaskShaper shaper(12, 10, 4);
  for (const Corner& corner : corners()) {
    SCOPED_TRACE(corner.name);
    const ScoredMasks masks = scored(shaper, Sampling::Bernoulli, corner.scores);
    const CellFit fit = fit_cells(masks.draws, masks.scores);
    EXPECT_EQ(finite(fit.effects), corner.sound);
    EXPECT_EQ(std::isfinite(fit.variance), corner.sound);
    EXPECT_EQ(finite(LogisticFit(shaper, masks.draws, masks.scores).predict(shaper, masks.draws)), corner.sound);
  }
}

/// Masks that are all alike say nothing of any cell.
TEST(FitsOnAnyValues, BearMasksThatAreAllAlike) {
  const MaskShaper shaper(12, 10, 4);
  ScoredMasks masks = scored(shaper, Sampling::Bernoulli, ordinary());
  for (MaskDraw& draw : masks.draws) draw = masks.draws.front();
  EXPECT_TRUE(finite(fit_cells(masks.draws, masks.scores).effects));
  EXPECT_TRUE(finite(LogisticFit(shaper, masks.draws, masks.scores).predict(shaper, masks.draws)));
}

TEST(FillsOnAnyPicture, StayWithinTheRangeOfPixels) {
  for (const auto& [height, width] : {std::pair(1, 1), std::pair(1, 300), std::pair(300, 1), std::pair(256, 256)}) {
    for (const std::uint8_t level : {std::uint8_t{0}, std::uint8_t{255}}) {
      Image image(3, height, width);
      std::ranges::fill(image.pixels, level);
      for (const Fill fill : {Fill::Black, Fill::Mean, Fill::Blur}) {
        const auto filled = fill_pixels(image, fill);
        EXPECT_EQ(count_not_finite(filled), 0u);
        const auto [low, high] = std::ranges::minmax(filled);
        EXPECT_GE(low, fill == Fill::Black ? 0.0F : static_cast<float>(level) - 1e-3F);
        EXPECT_LE(high, static_cast<float>(level) + 1e-3F);
      }
    }
  }
}

TEST(FaultOfValues, FindsWhatNoTensorCanHold) {
  constexpr float kBad = std::numeric_limits<float>::quiet_NaN(), kHuge = std::numeric_limits<float>::infinity();
  EXPECT_EQ(fault_of_values("conv.weight", std::vector<float>{}), "");
  EXPECT_EQ(fault_of_values("conv.weight", std::vector<float>{-1, 0, 1e-45F, std::numeric_limits<float>::max()}), "");
  EXPECT_EQ(fault_of_values("conv.weight", std::vector<float>{1, kBad, -kHuge}),
            "holds NaN or infinite values (2 of 3)");
  EXPECT_EQ(fault_of_values("bn.running_var", std::vector<float>{1, -1e-9F}), "holds negative values (1 of 2)");
  EXPECT_EQ(fault_of_values("bn.running_mean", std::vector<float>{1, -1}), "");
}

}  // namespace
}  // namespace xil
