#include "framework/data/splits/near_duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/numeric/rng.h"

namespace xil {
namespace {

using Thumbnail = std::vector<std::uint8_t>;
using Indices = std::set<std::pair<std::size_t, std::size_t>>;

constexpr std::size_t kSide = kThumbnailSide;

/// A thumbnail whose value at each place is value(row, column).
Thumbnail painted(auto&& value) {
  Thumbnail thumbnail;
  for (std::size_t row = 0; row < kSide; ++row) {
    for (std::size_t column = 0; column < kSide; ++column) {
      thumbnail.push_back(static_cast<std::uint8_t>(value(row, column)));
    }
  }
  return thumbnail;
}

Thumbnail constant(std::uint8_t grey) { return Thumbnail(kSide * kSide, grey); }

/// An F: no two of its orientations are equal.
Thumbnail letter() {
  return painted([](std::size_t row, std::size_t column) {
    const bool stem = column >= 8 && column < 12 && row >= 4 && row < 28;
    const bool bars = column >= 8 && ((row >= 4 && row < 8 && column < 26) || (row >= 14 && row < 18 && column < 20));
    return stem || bars ? 200 : 40;
  });
}

Thumbnail quarter_turn(const Thumbnail& t) {
  return painted([&](std::size_t row, std::size_t column) { return t[column * kSide + kSide - 1 - row]; });
}

Thumbnail mirrored(const Thumbnail& t) {
  return painted([&](std::size_t row, std::size_t column) { return t[row * kSide + kSide - 1 - column]; });
}

std::vector<Thumbnail> all_orientations(Thumbnail t) {
  std::vector<Thumbnail> all;
  for (int turn = 0; turn < 4; ++turn) {
    all.push_back(t);
    all.push_back(mirrored(t));
    t = quarter_turn(t);
  }
  return all;
}

Indices indices(const std::vector<NearPair>& pairs) {
  Indices found;
  for (const NearPair& pair : pairs) found.emplace(pair.first, pair.second);
  return found;
}

/// Pearson's correlation, straight from its definition.
double correlation(const Thumbnail& a, const Thumbnail& b) {
  const auto mean = [](const Thumbnail& t) {
    double sum = 0;
    for (const double value : t) sum += value;
    return sum / static_cast<double>(t.size());
  };
  const double mean_a = mean(a), mean_b = mean(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb);
}

double best_correlation(const Thumbnail& a, const Thumbnail& b) {
  double best = -1;
  for (const Thumbnail& oriented : all_orientations(b)) best = std::max(best, correlation(a, oriented));
  return best;
}

/// Families of near copies: a picture of waves (every second one of fine noise), then ever noisier copies of it in
/// changing orientations.
std::vector<Thumbnail> noisy_families() {
  Rng rng(1, {Purpose::Test});
  std::vector<Thumbnail> all;
  for (int family = 0; family < 12; ++family) {
    const double rows = rng.uniform(1, 9), columns = rng.uniform(1, 9), phase = rng.uniform(0, 6);
    const Thumbnail original = painted([&](std::size_t row, std::size_t column) {
      if (family % 2 == 1) return rng.uniform(60, 190);
      return 125 +
             60 * std::sin((rows * static_cast<double>(row) + columns * static_cast<double>(column)) / 20 + phase);
    });
    for (std::size_t copy = 0; copy < 8; ++copy) {
      const Thumbnail turned = all_orientations(original)[copy];
      const double noise = 4.0 * static_cast<double>(copy);
      all.push_back(painted([&](std::size_t row, std::size_t column) {
        return turned[row * kSide + column] + rng.uniform(-noise, noise);
      }));
    }
  }
  return all;
}

TEST(NearPairs, FindTurnedAndMirroredCopiesInEveryOrientation) {
  const std::vector<Thumbnail> copies = all_orientations(letter());
  const std::vector<NearPair> pairs = near_pairs(copies, 1);
  EXPECT_EQ(pairs.size(), 28u);
  for (const NearPair& pair : pairs) EXPECT_EQ(pair.similarity, 1);
  // Upright, the orientations are far from each other.
  for (std::size_t i = 1; i < copies.size(); ++i) EXPECT_LT(correlation(copies[0], copies[i]), 0.8);
}

TEST(NearPairs, IgnoreBrightnessAndContrastButNotNegatives) {
  const Thumbnail dim =
      painted([t = letter()](std::size_t row, std::size_t column) { return t[row * kSide + column] / 2 + 7; });
  const Thumbnail negative =
      painted([t = letter()](std::size_t row, std::size_t column) { return 255 - t[row * kSide + column]; });
  const std::vector<NearPair> pairs = near_pairs(std::vector{letter(), dim, negative}, 0.8);
  ASSERT_EQ(indices(pairs), (Indices{{0, 1}}));
  EXPECT_NEAR(pairs[0].similarity, 1, 1e-12);
}

// Halves and quarters: (1/4 - 1/2 * 1/4) / sqrt(1/2 * 1/2 * 1/4 * 3/4) = 1 / sqrt(3).
TEST(NearPairs, SimilarityIsThePearsonCorrelationInTheBestOrientation) {
  const Thumbnail half = painted([](std::size_t row, std::size_t) { return row < 16 ? 0 : 100; });
  const Thumbnail quarter = painted([](std::size_t, std::size_t column) { return column < 8 ? 255 : 0; });
  const std::vector<Thumbnail> both = {half, quarter};
  const std::vector<NearPair> pairs = near_pairs(both, 0.577);
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_NEAR(pairs[0].similarity, 1 / std::sqrt(3.0), 1e-12);
  EXPECT_TRUE(near_pairs(both, 0.578).empty());
}

TEST(NearPairs, ConstantThumbnailsAreNearWithinOneGreyValue) {
  Thumbnail speck = constant(100);
  speck[5] = 101;
  const std::vector<Thumbnail> thumbnails = {constant(100), letter(),      constant(101),
                                             constant(103), constant(102), speck};
  const std::vector<NearPair> pairs = near_pairs(thumbnails, 0.99);
  EXPECT_EQ(indices(pairs), (Indices{{0, 2}, {2, 4}, {3, 4}}));
  for (const NearPair& pair : pairs) EXPECT_EQ(pair.similarity, 1);
}

TEST(NearPairs, AreThoseOfAnExhaustiveSearch) {
  const std::vector<Thumbnail> thumbnails = noisy_families();
  std::map<std::pair<std::size_t, std::size_t>, double> similarities;
  for (std::size_t j = 1; j < thumbnails.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) similarities[{i, j}] = best_correlation(thumbnails[i], thumbnails[j]);
  }
  for (const double least : {0.8, 0.9, 0.95, 0.98, 0.99}) {
    Indices expected;
    for (const auto& [pair, similarity] : similarities) {
      if (similarity >= least) expected.insert(pair);
    }
    EXPECT_GT(expected.size(), 10u);
    const std::vector<NearPair> pairs = near_pairs(thumbnails, least);
    EXPECT_EQ(indices(pairs), expected) << least;
    for (const NearPair& pair : pairs) {
      EXPECT_NEAR(pair.similarity, similarities.at({pair.first, pair.second}), 1e-9);
    }
  }
}

TEST(NearPairs, DoNotDependOnTheOrderOfItems) {
  std::vector<Thumbnail> thumbnails = noisy_families();
  const std::vector<NearPair> forwards = near_pairs(thumbnails, 0.95);
  std::ranges::reverse(thumbnails);
  const std::size_t last = thumbnails.size() - 1;
  std::set<std::tuple<std::size_t, std::size_t, double>> expected, found;
  for (const NearPair& pair : forwards) expected.emplace(pair.first, pair.second, pair.similarity);
  for (const NearPair& pair : near_pairs(thumbnails, 0.95)) {
    found.emplace(last - pair.second, last - pair.first, pair.similarity);
  }
  EXPECT_EQ(found, expected);
}

TEST(NearPairs, ComeInAscendingOrder) {
  const std::vector<NearPair> pairs = near_pairs(noisy_families(), 0.9);
  for (const NearPair& pair : pairs) EXPECT_LT(pair.first, pair.second);
  EXPECT_TRUE(
      std::ranges::is_sorted(pairs, {}, [](const NearPair& pair) { return std::pair(pair.first, pair.second); }));
}

TEST(NearPairs, OfFewItemsAreNone) {
  EXPECT_TRUE(near_pairs({}, 0.99).empty());
  EXPECT_TRUE(near_pairs(std::vector<Thumbnail>{letter()}, 0.99).empty());
}

TEST(NearPairs, RejectThumbnailsOfAnotherSize) {
  EXPECT_THROW(near_pairs(std::vector{letter(), Thumbnail(100)}, 0.99), Error);
}

TEST(ConnectedGroups, FollowChainsOfPairsAndBearTheLeastIndex) {
  const std::vector<NearPair> pairs = {{4, 5, 1}, {1, 4, 1}, {0, 2, 1}, {5, 7, 1}, {1, 7, 1}};
  EXPECT_EQ(connected_groups(8, pairs), (std::vector<std::size_t>{0, 1, 0, 3, 1, 1, 6, 1}));
  EXPECT_EQ(connected_groups(2, {}), (std::vector<std::size_t>{0, 1}));
}

}  // namespace
}  // namespace xil
