#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/cell_fit.h"
#include "framework/nn/explainers/logistic_fit.h"
#include "framework/nn/explainers/mask_source.h"
#include "framework/nn/explainers/saliency.h"
#include "tests/support/refusals.h"

// Estimators of saliency maps, held to what they estimate: of a small world all masks can be looked at.
namespace xil {
namespace {

constexpr int kSide = 6, kGrid = 3;  // 512 grids at 4 shifts

/// A score that is high where the top left is visible, less so where the middle is, and not linear in either.
double score_of(const std::vector<float>& mask) {
  const double corner =
      (static_cast<double>(mask[0]) + static_cast<double>(mask[1]) + static_cast<double>(mask[kSide])) / 3;
  const double middle = static_cast<double>(mask[3 * kSide + 3]);
  return 1 / (1 + std::exp(-(3 * corner + 1.5 * middle + 2 * corner * middle - 1)));
}

double score_of(const MaskShaper& shaper, const MaskDraw& draw) {
  std::vector<float> mask(shaper.pixels());
  shaper.shape(draw, mask);
  return score_of(mask);
}

struct Truth {
  std::vector<double> covariance;  ///< cov(f, M) of every pixel, over all masks
  double score = 0;                ///< E f
};

Truth look_at_all(const MaskShaper& shaper) {
  ScoredMasks all;
  for (int y = 0; y < shaper.cell_height(); ++y) {
    for (int x = 0; x < shaper.cell_width(); ++x) {
      for (unsigned bits = 0; bits < 512; ++bits) {
        MaskDraw draw{std::vector<bool>(9), y, x};
        for (unsigned c = 0; c < 9; ++c) draw.cells[c] = (bits >> c & 1u) != 0;
        all.scores.push_back(score_of(shaper, draw));
        all.draws.push_back(std::move(draw));
      }
    }
  }
  return {saliency_map(shaper, all, {.normalise = Normalise::Centred}), all.score_mean()};
}

ScoredMasks sample(const MaskShaper& shaper, Sampling sampling, int count, std::uint64_t seed) {
  MaskSource source(shaper, sampling, 0.5, Rng(seed, {Purpose::Masks}));
  ScoredMasks scored;
  scored.unscored_seed = seed;
  for (int i = 0; i < count; ++i) {
    scored.draws.push_back(source.next());
    scored.scores.push_back(score_of(shaper, scored.draws.back()));
  }
  return scored;
}

/// Mean and deviation of every pixel over many explanations, and what they say of their own noise.
struct Repeated {
  std::vector<double> mean, variance;
  double share = 0, gain = 0;
  /// Variance of the noise over the pixels of a map, and over that of the true map.
  double noise = 0, to_signal = 0;
};

constexpr int kRepetitions = 600;

double variance_of(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size()), mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean) / n;
  return sum;
}

Repeated repeat(const Estimator& estimator, int masks) {
  const MaskShaper shaper(kSide, kSide, kGrid);
  std::vector<std::vector<double>> maps;
  Repeated result;
  for (std::uint64_t seed = 0; seed < kRepetitions; ++seed) {
    const ScoredMasks scored = sample(shaper, estimator.sampling, masks, seed);
    maps.push_back(saliency_map(shaper, scored, estimator));
    const MapNoise noise = map_noise(shaper, scored, estimator, maps.back());
    result.share += noise.share / kRepetitions;
    result.gain += noise.gain / kRepetitions;
  }
  result.mean.assign(shaper.pixels(), 0.0);
  for (const auto& map : maps) {
    for (std::size_t k = 0; k < map.size(); ++k) result.mean[k] += map[k] / kRepetitions;
  }
  result.variance.assign(shaper.pixels(), 0.0);
  for (const auto& map : maps) {
    std::vector<double> away(map.size());
    for (std::size_t k = 0; k < map.size(); ++k) {
      away[k] = map[k] - result.mean[k];
      result.variance[k] += away[k] * away[k] / (kRepetitions - 1);
    }
    result.noise += variance_of(away) / kRepetitions;
  }
  result.to_signal = result.noise / variance_of(result.mean);
  return result;
}

Estimator centred(Sampling sampling, bool control_variate, Surrogate surrogate = Surrogate::Linear) {
  return {.normalise = Normalise::Centred,
          .sampling = sampling,
          .control_variate = control_variate,
          .surrogate = surrogate};
}

/// `bias`: what is allowed besides five standard errors, as a share of the largest value.
void expect_mean(const Repeated& repeated, const std::vector<double>& expected, double bias) {
  const double largest = std::abs(*std::ranges::max_element(expected));
  for (std::size_t k = 0; k < expected.size(); ++k) {
    EXPECT_NEAR(repeated.mean[k], expected[k], 5 * std::sqrt(repeated.variance[k] / kRepetitions) + bias * largest)
        << k;
  }
}

TEST(Estimators, HaveNoBiasWhereTheyPromiseNone) {
  const MaskShaper shaper(kSide, kSide, kGrid);
  const Truth truth = look_at_all(shaper);
  for (const Sampling sampling : {Sampling::Bernoulli, Sampling::Hadamard}) {
    for (const Saliency saliency : {Saliency::Rise, Saliency::InvRise}) {
      std::vector<double> expected;
      const double base = saliency == Saliency::Rise ? truth.score : 1 - truth.score;
      for (const double covariance : truth.covariance) expected.push_back(base + covariance / 0.5);
      expect_mean(repeat({.saliency = saliency, .normalise = Normalise::Constant, .sampling = sampling}, 32), expected,
                  1e-6);
    }
  }
}

TEST(Estimators, ConvergeToTheCovarianceOfScoreAndMask) {
  const Truth truth = look_at_all(MaskShaper(kSide, kSide, kGrid));
  std::vector<double> smaller;
  for (const double covariance : truth.covariance) smaller.push_back(covariance * 63 / 64);
  expect_mean(repeat(centred(Sampling::Bernoulli, false), 64), smaller, 1e-6);
  expect_mean(repeat(centred(Sampling::Hadamard, false), 64), truth.covariance, 0.01);
  for (const Sampling sampling : {Sampling::Bernoulli, Sampling::Hadamard}) {
    expect_mean(repeat(centred(sampling, true), 64), truth.covariance, 0.03);
    expect_mean(repeat(centred(sampling, true), 512), truth.covariance, 0.005);
    expect_mean(repeat(centred(sampling, true, Surrogate::Logistic), 64), truth.covariance, 0.03);
    expect_mean(repeat(centred(sampling, true, Surrogate::Logistic), 256), truth.covariance, 0.01);
  }
}

TEST(Estimators, KnowTheirOwnNoise) {
  for (const Estimator& estimator :
       {Estimator{.saliency = Saliency::Rise}, Estimator{.saliency = Saliency::InvRise},
        centred(Sampling::Bernoulli, false), Estimator{.normalise = Normalise::Coverage},
        centred(Sampling::Hadamard, false), centred(Sampling::Bernoulli, true), centred(Sampling::Hadamard, true),
        centred(Sampling::Bernoulli, true, Surrogate::Logistic)}) {
    const Repeated repeated = repeat(estimator, 256);
    const double share = repeated.noise / (repeated.noise + variance_of(repeated.mean));
    // Scores and masks are taken for independent, and stratified shifts for random ones: both say too much rather than
    // too little.
    const std::string name = fmt::format("{} {} {} {}", enum_name(estimator.normalise), enum_name(estimator.sampling),
                                         estimator.control_variate, enum_name(estimator.surrogate));
    EXPECT_GT(repeated.share / share, 0.85) << name;
    EXPECT_LT(repeated.share / share, 1.5) << name;
  }
}

TEST(Estimators, SaveTheMasksThatTheyPredict) {
  const Repeated plain = repeat({.saliency = Saliency::Rise}, 256);
  EXPECT_NEAR(plain.gain, 1, 1e-9);
  double before = 1;
  for (const Estimator& estimator :
       {Estimator{.saliency = Saliency::Rise, .normalise = Normalise::Coverage},
        Estimator{.saliency = Saliency::Rise, .normalise = Normalise::Centred, .control_variate = true}}) {
    const Repeated better = repeat(estimator, 256);
    EXPECT_NEAR(better.gain / (plain.to_signal / better.to_signal), 1, 0.3) << plain.to_signal / better.to_signal;
    EXPECT_GT(plain.to_signal / better.to_signal, 2 * before);
    before = plain.to_signal / better.to_signal;
  }
}

TEST(CellFit, FindsALinearScoreExactly) {
  const MaskShaper shaper(kSide, kSide, kGrid);
  ScoredMasks scored = sample(shaper, Sampling::Bernoulli, 60, 3);
  for (std::size_t i = 0; i < scored.size(); ++i) {
    scored.scores[i] = 0.2 + (scored.draws[i].cells[0] ? 0.3 : 0) - (scored.draws[i].cells[7] ? 0.1 : 0);
  }
  const CellFit fit = fit_cells(scored.draws, scored.scores);
  for (std::size_t c = 0; c < 9; ++c) EXPECT_NEAR(fit.effects[c], c == 0 ? 0.3 : c == 7 ? -0.1 : 0, 1e-6);
  EXPECT_NEAR(fit.variance, 0, 1e-12);
}

TEST(CellFit, LeavesResidualsThatNoCellExplains) {
  const ScoredMasks scored = sample(MaskShaper(kSide, kSide, kGrid), Sampling::Bernoulli, 100, 9);
  const CellFit fit = fit_cells(scored.draws, scored.scores);
  double squares = 0;
  for (std::size_t c = 0; c < 9; ++c) {
    double product = 0;
    for (std::size_t i = 0; i < 100; ++i) product += fit.residuals[i] * (scored.draws[i].cells[c] ? 1 : 0);
    EXPECT_NEAR(product, 0, 1e-6);
  }
  for (const double residual : fit.residuals) squares += residual * residual;
  EXPECT_NEAR(fit.variance, squares / (100 - 1 - 9), 1e-12);
}

TEST(LogisticFit, ForeseesTheScoresOfMasksThatItHasNotSeen) {
  // The score of this world is logistic in pixels, of which block means know the most: a linear model leaves more.
  const MaskShaper shaper(kSide, kSide, kGrid);
  const ScoredMasks seen = sample(shaper, Sampling::Bernoulli, 400, 1),
                    other = sample(shaper, Sampling::Bernoulli, 400, 2);
  const auto foreseen = LogisticFit(shaper, seen.draws, seen.scores).predict(shaper, other.draws);
  double left = 0;
  for (std::size_t i = 0; i < 400; ++i) left += (foreseen[i] - other.scores[i]) * (foreseen[i] - other.scores[i]) / 400;
  EXPECT_LT(left, 0.5 * fit_cells(other.draws, other.scores).variance);
  EXPECT_LT(left, 0.05 * other.score_sd() * other.score_sd());
}

TEST(Stopping, WaitsForEffectsThatStandOutOfTheNoise) {
  const MaskShaper shaper(kSide, kSide, kGrid);
  const Estimator estimator = centred(Sampling::Bernoulli, false);
  EXPECT_FALSE(is_settled(shaper, sample(shaper, Sampling::Bernoulli, 16, 1), estimator, 0.1));
  EXPECT_TRUE(is_settled(shaper, sample(shaper, Sampling::Bernoulli, 2000, 1), estimator, 0.1));
  int stopped = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    ScoredMasks noise = sample(shaper, Sampling::Bernoulli, 256, seed);
    Rng rng(seed, {Purpose::Test});
    for (double& score : noise.scores) score = rng.uniform();
    stopped += is_settled(shaper, noise, estimator, 0.3) ? 1 : 0;
  }
  EXPECT_LE(stopped, 4) << "of 200 explanations of nothing";
}

RiseParams params_of(auto&& change) {
  RiseParams params;
  change(params);
  return params;
}

TEST(Estimators, RefuseWhatMakesNoSense) {
  const auto said = [](const RiseParams& params) { return refusal([&] { params.validate(); }); };
  EXPECT_EQ(said(params_of([](RiseParams& r) {
              r.sampling = Sampling::Hadamard;
              r.masks = 448;
            })),
            "accepted");
  EXPECT_EQ(said(params_of([](RiseParams& r) { r.sampling = Sampling::Hadamard; })),
            "2: 'masks' must be a multiple of 64 under sampling hadamard with a grid of 7, got 400");
  EXPECT_EQ(said(params_of([](RiseParams& r) {
              r.sampling = Sampling::Hadamard;
              r.masks = 448;
              r.p.number = 0.4;
            })),
            "2: 'sampling' hadamard shows every cell in half of the masks: p must be 0.5");
  EXPECT_EQ(said(params_of([](RiseParams& r) {
              r.sampling = Sampling::Hadamard;
              r.masks = 448;
              r.p.number.reset();
            })),
            "2: 'sampling' hadamard shows every cell in half of the masks: p must be 0.5");
  EXPECT_EQ(said(params_of([](RiseParams& r) { r.control_variate = true; })),
            "2: 'control_variate' estimates the covariance of score and mask: normalise must be centred");
  EXPECT_EQ(said(params_of([](RiseParams& r) {
              r.control_variate = true;
              r.normalise = Normalise::Centred;
              r.masks = 90;
            })),
            "2: 'control_variate' fits 49 cells: masks must be at least twice as many, got 90");
  EXPECT_EQ(said(params_of([](RiseParams& r) { r.surrogate = Surrogate::Logistic; })),
            "2: 'surrogate' is of the control variate: set control_variate");
  EXPECT_EQ(said(params_of([](RiseParams& r) { r.stop.tolerance = 0.5; })),
            "2: 'stop' must lie in [0.001, 0.3], got 0.5");
  EXPECT_EQ(said(params_of([](RiseParams& r) {
              r.stop.tolerance = 0.1;
              r.masks = 200;
            })),
            "2: 'stop' needs at least two blocks of 128 masks, got 200");
}

TEST(Estimators, TakeAToleranceAsANumberOrByName) {
  const auto stop = [](Value value) {
    return read_params<RiseParams>(Value(Value::Map{{"stop", std::move(value)}}), "explainer").stop;
  };
  EXPECT_EQ(stop(Value(std::string("fixed"))), StopRule{});
  EXPECT_EQ(stop(Value(0.05)), StopRule{0.05});
  EXPECT_EQ(stop(Value(Value::Map{{"tolerance", Value(0.05)}})), StopRule{0.05});
  EXPECT_THROW(stop(Value(std::string("soon"))), Error);
  EXPECT_THROW(stop(Value(Value::Map{{"error", Value(0.05)}})), Error);
}

}  // namespace
}  // namespace xil
