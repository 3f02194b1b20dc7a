#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "framework/data/edits/edits.h"
#include "tests/support/edit_pictures.h"

namespace xil {
namespace {

/// A smooth surface: what lies around a hole says what was in it.
Image surface(int channels) {
  Image image(channels, kHeight, kWidth);
  for (int channel = 0; channel < channels; ++channel) {
    for (int row = 0; row < kHeight; ++row) {
      for (int column = 0; column < kWidth; ++column) {
        image.at(channel, row, column) = static_cast<std::uint8_t>(20 + 4 * row + 3 * column + 10 * channel);
      }
    }
  }
  return image;
}

/// The largest difference between two pictures.
int largest_error(const Image& a, const Image& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

TEST(Inpaint, FillsTheRegionFromAroundItAndChangesNothingElse) {
  const Region region = rectangle(6, 10, 6, 6);
  for (const int channels : {1, 2, 3}) {
    Image marked = surface(channels);
    for (int channel = 0; channel < channels; ++channel) {
      for (int row = 6; row < 12; ++row) {
        for (int column = 10; column < 16; ++column) marked.at(channel, row, column) = 255;
      }
    }
    const Image result = apply_edit(marked, 0, nullptr, make_edit(EditKind::Inpaint, region), nullptr);
    EXPECT_TRUE(inside(changed(marked, result), region));
    EXPECT_EQ(area(changed(marked, result)), area(region)) << channels << " channels";
    EXPECT_LE(largest_error(result, surface(channels)), 25) << "of 255; the mark was at least 130 away";
    EXPECT_EQ(apply_edit(marked, 0, nullptr, make_edit(EditKind::Inpaint, region), nullptr), result);
  }
}

TEST(Inpaint, TreatsEveryChannelAlone) {
  const Edit edit = make_edit(EditKind::Inpaint, rectangle(3, 3, 5, 8));
  const Image colour = noise(3, 0), result = apply_edit(colour, 0, nullptr, edit, nullptr);
  for (int channel = 0; channel < 3; ++channel) {
    const auto plane = [channel](const Image& image) {
      Image one(1, kHeight, kWidth);
      std::copy_n(&image.pixels[image.index(channel, 0, 0)], one.size(), one.pixels.begin());
      return one;
    };
    EXPECT_EQ(apply_edit(plane(colour), 0, nullptr, edit, nullptr), plane(result));
  }
}

TEST(Inpaint, LooksAsFarAsItsRadius) {
  // A ring of 0 around the hole, 255 beyond it: a small neighbourhood sees only the ring.
  Image image(1, kHeight, kWidth, 255);
  for (int row = 4; row < 16; ++row) {
    for (int column = 9; column < 21; ++column) image.at(0, row, column) = 0;
  }
  Edit edit = make_edit(EditKind::Inpaint, rectangle(7, 12, 6, 6));
  edit.recipe.inpaint_px = 2;
  EXPECT_EQ(apply_edit(image, 0, nullptr, edit, nullptr), image) << "only zeros within two pixels";
  edit.recipe.inpaint_px = 9;
  EXPECT_NE(apply_edit(image, 0, nullptr, edit, nullptr), image);
}

TEST(Inpaint, FillsFromTheDefectButNeverEditsIt) {
  const Region region = rectangle(5, 5, 8, 8), defect = rectangle(7, 7, 4, 4);
  Image image(1, kHeight, kWidth, 100);
  for (int row = 7; row < 11; ++row) {
    for (int column = 7; column < 11; ++column) image.at(0, row, column) = 200;
  }
  const Image result = apply_edit(image, 0, &defect, make_edit(EditKind::Inpaint, region), nullptr);
  for (int row = 7; row < 11; ++row) {
    for (int column = 7; column < 11; ++column) EXPECT_EQ(result.at(0, row, column), 200);
  }
  EXPECT_GT(result.at(0, 6, 8), 100) << "next to the defect";
}

TEST(Inpaint, LeavesAPictureAloneOfWhichNothingElseIsLeft) {
  const Edit edit = make_edit(EditKind::Inpaint, rectangle(0, 0, kHeight, kWidth));
  EXPECT_EQ(apply_edit(noise(1, 0), 0, nullptr, edit, nullptr), noise(1, 0));
}

}  // namespace
}  // namespace xil
