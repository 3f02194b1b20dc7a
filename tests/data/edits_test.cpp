#include "framework/data/edits/edits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "tests/support/edit_pictures.h"

namespace xil {
namespace {

TEST(Randomise, ChangesTheRegionAndNothingElse) {
  const Image image = noise(3, 0);
  const Region region = rectangle(4, 5, 8, 9);
  const Image result = apply_edit(image, 11, nullptr, make_edit(EditKind::Randomise, region), nullptr);
  EXPECT_TRUE(inside(changed(image, result), region));
  // All 3 channels keep their value with probability 256^-3 per pixel.
  EXPECT_EQ(area(changed(image, result)), area(region));
}

TEST(Randomise, DrawsUniformlyAndIndependentlyPerChannel) {
  const Region all = rectangle(0, 0, kHeight, kWidth);
  std::vector<int> counts(16);
  int equal_channels = 0;
  constexpr int kCopies = 40;
  for (std::uint32_t copy = 0; copy < kCopies; ++copy) {
    const Image result =
        apply_edit(Image(3, kHeight, kWidth), 1, nullptr, make_edit(EditKind::Randomise, all, copy), nullptr);
    for (const auto pixel : result.pixels) ++counts[pixel / 16];
    for (std::size_t i = 0; i < all.values.size(); ++i) {
      equal_channels += result.pixels[i] == result.pixels[i + all.values.size()] ? 1 : 0;
    }
  }
  const double expected = kCopies * 3.0 * kHeight * kWidth / 16;  // 4,500 per bin
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - expected) * (count - expected) / expected;
  EXPECT_LT(chi_square, 37.7);  // .999 quantile of chi-square with 15 degrees of freedom (tables)
  // Binomial(24000, 1/256): mean 93.75, standard deviation 9.66; 4 standard deviations.
  EXPECT_NEAR(equal_channels, 93.75, 38.7);
}

TEST(Randomise, RepeatsItselfAndDiffersByItemRoundCopyAndSeed) {
  const Image image = noise(1, 0);
  const Edit edit = make_edit(EditKind::Randomise, rectangle(0, 0, 10, 10));
  const Image first = apply_edit(image, 5, nullptr, edit, nullptr);
  EXPECT_EQ(apply_edit(image, 5, nullptr, edit, nullptr), first);
  Edit other_round = edit, other_copy = edit, other_seed = edit;
  ++other_round.round;
  ++other_copy.copy;
  ++other_seed.seed;
  for (const Edit& other : {other_round, other_copy, other_seed}) {
    EXPECT_NE(apply_edit(image, 5, nullptr, other, nullptr), first);
  }
  EXPECT_NE(apply_edit(image, 6, nullptr, edit, nullptr), first);
}

TEST(Substitute, TakesExactlyTheRegionFromTheDonor) {
  const Image image = noise(3, 0), donor = noise(3, 1);
  const Region region = rectangle(10, 20, 10, 10);
  const Image result = apply_edit(image, 0, nullptr, make_edit(EditKind::Substitute, region), &donor);
  for (int channel = 0; channel < 3; ++channel) {
    for (int row = 0; row < kHeight; ++row) {
      for (int column = 0; column < kWidth; ++column) {
        const Image& from = region.at(row, column) != 0 ? donor : image;
        ASSERT_EQ(result.at(channel, row, column), from.at(channel, row, column));
      }
    }
  }
}

TEST(Edits, NeverTouchTheDefect) {
  const Image image = noise(3, 0), donor = noise(3, 1);
  const Region region = rectangle(2, 2, 12, 12), defect = rectangle(6, 6, 12, 12);
  for (const EditKind kind : {EditKind::Randomise, EditKind::Substitute, EditKind::Inpaint}) {
    const Image result = apply_edit(image, 0, &defect, make_edit(kind, region), &donor);
    const Region edited = changed(image, result);
    EXPECT_TRUE(inside(edited, region));
    for (std::size_t i = 0; i < defect.values.size(); ++i) {
      ASSERT_FALSE(defect.values[i] != 0 && edited.values[i] != 0);
    }
    EXPECT_GT(area(edited), 70u);  // 12 x 12 less the common 8 x 8 leaves 80 pixels
  }
}

TEST(Edits, LeaveThePictureAloneWhereTheRegionIsEmpty) {
  const Image image = noise(1, 0), donor = noise(1, 1);
  for (const EditKind kind : {EditKind::Randomise, EditKind::Substitute, EditKind::Inpaint}) {
    const Edit edit = make_edit(kind, Region(kHeight, kWidth));
    EXPECT_EQ(apply_edit(image, 0, nullptr, edit, &donor), image);
  }
}

TEST(Edits, RejectRegionsAndDonorsThatDoNotFit) {
  const Image image = noise(1, 0), small(1, 4, 4), colour = noise(3, 0);
  const Region region = rectangle(0, 0, 2, 2), misfit(4, 4, 1);
  const auto apply = [&](EditKind kind, const Region& where, const Region* defect, const Image* donor) {
    return apply_edit(image, 0, defect, make_edit(kind, where), donor);
  };
  EXPECT_THROW(apply(EditKind::Randomise, misfit, nullptr, nullptr), Error);
  EXPECT_THROW(apply(EditKind::Randomise, Region(), nullptr, nullptr), Error);
  EXPECT_THROW(apply(EditKind::Inpaint, misfit, nullptr, nullptr), Error);
  EXPECT_THROW(apply(EditKind::Randomise, region, &misfit, nullptr), Error);
  EXPECT_THROW(apply(EditKind::Substitute, region, nullptr, nullptr), Error);
  EXPECT_THROW(apply(EditKind::Substitute, region, nullptr, &small), Error);
  EXPECT_THROW(apply(EditKind::Substitute, region, nullptr, &colour), Error);
}

/// Where a picture's columns (or rows) came from: a ramp of 8 grey levels per pixel, read back in
/// pixels.
Image ramp(bool along_rows) {
  Image image(1, kHeight, kWidth);
  for (int row = 0; row < kHeight; ++row) {
    for (int column = 0; column < kWidth; ++column) {
      image.at(0, row, column) = static_cast<std::uint8_t>(8 * (along_rows ? row : column));
    }
  }
  return image;
}

TEST(Augment, RepeatsItselfAndVariesWithTheCopy) {
  const Image image = noise(3, 0);
  std::set<std::string> distinct;
  for (std::uint32_t copy = 0; copy < 20; ++copy) {
    const Edit edit = make_edit(EditKind::Augment, {}, copy);
    const Image result = apply_edit(image, 9, nullptr, edit, nullptr);
    EXPECT_EQ(apply_edit(image, 9, nullptr, edit, nullptr), result);
    EXPECT_EQ(result.size(), image.size());
    distinct.insert(std::string(result.pixels.begin(), result.pixels.end()));
  }
  EXPECT_GE(distinct.size(), 17u);
}

TEST(Augment, FlipsBothAxesHalfOfTheTimeAndZoomsAtMostATenth) {
  int flips_across = 0, flips_down = 0, both_flips = 0;
  double least_span = 1;
  constexpr int kCopies = 400;
  for (std::uint32_t copy = 0; copy < kCopies; ++copy) {
    const Edit edit = make_edit(EditKind::Augment, {}, copy);
    const Image across = apply_edit(ramp(false), 0, nullptr, edit, nullptr);
    const Image down = apply_edit(ramp(true), 0, nullptr, edit, nullptr);
    const int span = across.at(0, 5, kWidth - 1) - across.at(0, 5, 0);
    const bool flipped_across = span < 0;
    const bool flipped_down = down.at(0, kHeight - 1, 5) < down.at(0, 0, 5);
    flips_across += flipped_across ? 1 : 0;
    flips_down += flipped_down ? 1 : 0;
    both_flips += flipped_across && flipped_down ? 1 : 0;
    least_span = std::min(least_span, std::abs(span) / (8.0 * (kWidth - 1)));
    // The ramp stays a ramp: every column has one value, and values are monotone.
    for (int row = 1; row < kHeight; ++row) {
      ASSERT_EQ(across.at(0, row, 7), across.at(0, 0, 7));
    }
    for (int column = 1; column < kWidth; ++column) {
      const int step = across.at(0, 0, column) - across.at(0, 0, column - 1);
      ASSERT_GE(span < 0 ? -step : step, 0);
    }
  }
  // Binomial(400, .5): mean 200, standard deviation 10; 4 standard deviations.
  EXPECT_NEAR(flips_across, 200, 40);
  EXPECT_NEAR(flips_down, 200, 40);
  EXPECT_NEAR(both_flips, 100, 35);  // Binomial(400, .25): standard deviation 8.7; 4 of them
  // The smallest crop is 27 of 30 columns: the ramp spans 26 of 29 steps, less a rounding of the
  // ends.
  EXPECT_GE(least_span, 25.0 / 29);
  EXPECT_LT(least_span, 27.0 / 29);
}

TEST(Augment, KeepsItsDefaultsBitForBit) {
  Digest digest;
  for (std::uint32_t copy = 0; copy < 8; ++copy) {
    const Image result = apply_edit(noise(3, 0), 9, nullptr, make_edit(EditKind::Augment, {}, copy), nullptr);
    digest.add(std::span<const std::uint8_t>(result.pixels));
  }
  EXPECT_EQ(digest.hex(), "f30525d7ba68f0a9473aba49e7b8a8485454b184e16929e0a0e28361e04fca4f");
}

TEST(Augment, WithoutFlipsCutsOutTheSamePart) {
  int flipped = 0;
  for (std::uint32_t copy = 0; copy < 40; ++copy) {
    Edit edit = make_edit(EditKind::Augment, {}, copy);
    const Image free = apply_edit(ramp(false), 0, nullptr, edit, nullptr);
    edit.recipe.flips = false;
    Image kept = apply_edit(ramp(false), 0, nullptr, edit, nullptr);
    ASSERT_LT(kept.at(0, 5, 0), kept.at(0, 5, kWidth - 1));
    if (free.at(0, 5, 0) > free.at(0, 5, kWidth - 1)) {
      ++flipped;
      for (int row = 0; row < kHeight; ++row) std::reverse(&kept.at(0, row, 0), &kept.at(0, row, 0) + kWidth);
    }
    EXPECT_EQ(kept, free);
  }
  EXPECT_GT(flipped, 0);
}

TEST(Augment, ZoomsAsFarAsTheEditSays) {
  Edit edit = make_edit(EditKind::Augment);
  edit.recipe.flips = false;
  edit.recipe.zoom = 0;
  EXPECT_EQ(apply_edit(noise(3, 0), 0, nullptr, edit, nullptr), noise(3, 0));
  edit.recipe.zoom = 0.5;
  int least_span = 8 * kWidth;
  for (edit.copy = 0; edit.copy < 40; ++edit.copy) {
    const Image result = apply_edit(ramp(false), 0, nullptr, edit, nullptr);
    least_span = std::min(least_span, result.at(0, 5, kWidth - 1) - result.at(0, 5, 0));
  }
  EXPECT_GE(least_span, 8 * 14 - 2) << "half of the columns, less a rounding of the ends";
  EXPECT_LT(least_span, 8 * 18);
  edit.recipe.zoom = 1;
  EXPECT_THROW(apply_edit(noise(1, 0), 0, nullptr, edit, nullptr), Error);
}

}  // namespace
}  // namespace xil
