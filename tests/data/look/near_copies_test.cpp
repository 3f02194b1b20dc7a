#include "framework/data/check/near_copies.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/numeric/rng.h"

namespace xil {
namespace {

using Thumbnails = std::vector<std::vector<std::uint8_t>>;

/// Noise pictures; every third one is a copy of the one before with some pixels changed, the more the larger its
/// number.
Thumbnails some_thumbnails() {
  Thumbnails all;
  for (std::uint64_t number = 0; number < 36; ++number) {
    std::vector<std::uint8_t> pixels(kThumbnailSide * kThumbnailSide);
    Rng rng(number, {Purpose::Test});
    for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
    if (number % 3 == 2) {
      const auto changed = std::vector(pixels.begin(), pixels.begin() + static_cast<std::ptrdiff_t>(number * 8));
      pixels = all.back();
      std::ranges::copy(changed, pixels.begin());
    }
    all.push_back(std::move(pixels));
  }
  all.push_back(std::vector<std::uint8_t>(kThumbnailSide * kThumbnailSide, 7));  // two constant ones
  all.push_back(std::vector<std::uint8_t>(kThumbnailSide * kThumbnailSide, 8));
  return all;
}

TEST(NearForest, GivesTheGroupsOfAllPairsAtEveryThreshold) {
  const Thumbnails thumbnails = some_thumbnails();
  const auto forest = near_forest(thumbnails);
  EXPECT_LT(forest.size(), thumbnails.size());
  EXPECT_TRUE(std::ranges::is_sorted(forest, std::greater{}, &NearPair::similarity));
  for (const double least : {0.45, 0.8, 0.9, 0.95, 0.97, 0.99, 1.0}) {
    std::vector<NearPair> joined;
    std::ranges::copy_if(forest, std::back_inserter(joined), [&](const NearPair& p) { return p.similarity >= least; });
    EXPECT_EQ(connected_groups(thumbnails.size(), joined),
              connected_groups(thumbnails.size(), near_pairs(thumbnails, least)))
        << least;
  }
}

TEST(NearForest, LeadsFromEachPictureToItsNearestNeighbour) {
  const Thumbnails thumbnails = some_thumbnails();
  std::vector<double> nearest(thumbnails.size(), 0), found(thumbnails.size(), 0);
  const auto take = [](std::vector<double>& best, const NearPair& pair) {
    for (const std::size_t item : {pair.first, pair.second}) best[item] = std::max(best[item], pair.similarity);
  };
  for (const NearPair& pair : near_pairs(thumbnails, kLeastAlike)) take(nearest, pair);
  for (const NearPair& pair : near_forest(thumbnails)) take(found, pair);
  EXPECT_EQ(found, nearest);
}

TEST(NearForest, OfNoPicturesOrOneIsEmpty) {
  EXPECT_TRUE(near_forest({}).empty());
  EXPECT_TRUE(near_forest(Thumbnails{some_thumbnails().front()}).empty());
}

/// `pairs` pairs of that similarity among pictures from `first` on.
void add_pairs(std::vector<NearPair>& forest, std::size_t first, std::size_t pairs, double similarity) {
  for (std::size_t i = 0; i < pairs; ++i) forest.push_back({first + 2 * i, first + 2 * i + 1, similarity});
}

// 40 pictures have a copy at .9985 (1 - r = 10^-2.82, bin 11 of a quarter decade each), 60 a neighbour at .7 (bin 2).
// The bins from .822 on, 3 to 10, are empty: their middle is 10^-(7 / 4), r = 1 - .01778.
TEST(NearCopies, ProposeTheMiddleOfAGap) {
  std::vector<NearPair> forest;
  add_pairs(forest, 0, 20, 0.9985);
  add_pairs(forest, 40, 30, 0.7);
  const NearCopies copies = near_copies(100, forest, 0.999);
  ASSERT_TRUE(copies.gap && copies.proposed && copies.groups_proposed);
  EXPECT_NEAR(*copies.gap, 0.98222, 1e-5);
  EXPECT_NEAR(*copies.proposed, 0.982, 1e-9);
  EXPECT_EQ(copies.groups_proposed->groups, 20u);
  EXPECT_EQ(copies.groups_proposed->grouped, 40u);
  EXPECT_EQ(copies.groups_proposed->largest, 2u);
  EXPECT_EQ(copies.chosen.groups, 0u);
  EXPECT_EQ(copies.histogram[11].pictures, 40u);
  EXPECT_EQ(copies.histogram[2].pictures, 60u);
}

TEST(NearCopies, ProposeNothingWhereCopiesDoNotStandApart) {
  std::vector<NearPair> even;  // as many pictures in every bin
  for (std::size_t bin = 0; bin < 16; ++bin) {
    add_pairs(even, 20 * bin, 10, 1 - std::pow(10.0, -(static_cast<double>(bin) + 0.5) / 4));
  }
  std::ranges::reverse(even);
  const NearCopies copies = near_copies(320, even, 0.99);
  EXPECT_FALSE(copies.gap || copies.proposed);
  EXPECT_FALSE(copies.one_group());
  std::vector<NearPair> few;  // two of a hundred pictures are no hill
  add_pairs(few, 0, 1, 0.9985);
  add_pairs(few, 2, 49, 0.7);
  EXPECT_FALSE(near_copies(100, few, 0.99).gap);
}

TEST(NearCopies, LeaveIdenticalPicturesOutOfTheHistogram) {
  std::vector<NearPair> forest;
  add_pairs(forest, 0, 20, 1);
  add_pairs(forest, 40, 30, 0.7);
  const NearCopies copies = near_copies(100, forest, 0.99);
  EXPECT_EQ(copies.identical, 40u);
  EXPECT_FALSE(copies.gap);
  EXPECT_EQ(copies.chosen.grouped, 40u);
}

// A fixed camera: a chain of 20 pictures at .992. All are one hill, and the next threshold of the ladder parts them.
TEST(NearCopies, TellWhenEverythingIsANearCopyAndRaiseTheThreshold) {
  std::vector<NearPair> forest;
  for (std::size_t i = 0; i < 19; ++i) forest.push_back({i, i + 1, 0.992});
  const NearCopies copies = near_copies(20, forest, 0.99);
  EXPECT_EQ(copies.chosen.largest, 20u);
  EXPECT_TRUE(copies.one_group());
  EXPECT_FALSE(copies.gap);
  ASSERT_TRUE(copies.proposed);
  EXPECT_EQ(*copies.proposed, 0.995);
  EXPECT_EQ(copies.groups_proposed->largest, 1u);
}

}  // namespace
}  // namespace xil
