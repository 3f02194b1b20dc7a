#include "framework/data/codecs/scale.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/numeric/rng.h"

namespace xil {
namespace {

SourceParams target(std::int64_t height, std::int64_t width, Fit fit = Fit::Stretch, Pad pad = Pad::Black) {
  SourceParams params;
  params.size = {height, width};
  params.fit = fit;
  params.pad = pad;
  return params;
}

Image grey(int height, int width, std::vector<std::uint8_t> pixels) {
  Image image(1, height, width);
  image.pixels = std::move(pixels);
  return image;
}

/// Height and width of pictures: both directions, odd sizes, thin ones, one axis larger and one smaller than the
/// targets.
constexpr int kSizes[][2] = {{1, 1}, {1, 40}, {3, 8}, {7, 5}, {13, 90}, {64, 64}, {101, 33}, {250, 9}, {151, 203}};
constexpr int kTargets[][2] = {{8, 8}, {17, 11}, {32, 65}};

/// Calls `check(height, width, params)` for all sizes, targets and ways to fit.
void for_each_geometry(auto&& check) {
  for (const auto& [height, width] : kSizes) {
    for (const auto& [rows, columns] : kTargets) {
      for (const Fit fit : {Fit::Stretch, Fit::Letterbox}) {
        SCOPED_TRACE(testing::Message() << height << " x " << width << " in " << rows << " x " << columns << ", "
                                        << enum_name(fit));
        check(height, width, target(rows, columns, fit));
      }
    }
  }
}

/// A patch that is large enough not to vanish in the area average, somewhere in a picture.
Region patch_in(int height, int width, const SourceParams& params, Rng& rng) {
  const int side = 1 + std::max(height / params.height(), width / params.width());
  const int top = static_cast<int>(rng.below(static_cast<std::uint64_t>(height)));
  const int left = static_cast<int>(rng.below(static_cast<std::uint64_t>(width)));
  Region patch(height, width);
  for (int row = top; row < std::min(height, top + side); ++row) {
    for (int column = left; column < std::min(width, left + side); ++column) patch.at(row, column) = 1;
  }
  return patch;
}

Image bright(const Region& region) {
  Image image(1, region.height, region.width);
  std::ranges::transform(region.values, image.pixels.begin(), [](auto inside) { return inside != 0 ? 255 : 0; });
  return image;
}

/// Number of pieces that hang together by sides or corners.
int pieces(Region region) {
  int count = 0;
  std::vector<std::pair<int, int>> open;
  const auto take = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= region.height || column >= region.width) return;
    if (region.at(row, column) == 0) return;
    region.at(row, column) = 0;
    open.emplace_back(row, column);
  };
  for (int start = 0; start < region.height * region.width; ++start) {
    take(start / region.width, start % region.width);
    if (!open.empty()) ++count;
    while (!open.empty()) {
      const auto [row, column] = open.back();
      open.pop_back();
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) take(row + dy, column + dx);
      }
    }
  }
  return count;
}

TEST(ScaleImage, AveragesAreasWhereItShrinks) {
  // 6 columns to 4: each is made of one and a half; (0 + 30 / 2) / 1.5 = 10. The two rows average to 3 more.
  const Image image = grey(2, 6, {0, 30, 60, 90, 120, 150, 6, 36, 66, 96, 126, 156});
  EXPECT_EQ(scale_image(image, target(1, 4)).pixels, (std::vector<std::uint8_t>{13, 53, 103, 143}));
}

TEST(ScaleImage, InterpolatesBetweenCentresWhereItGrows) {
  // Column t of 8 lies at (t + 1/2) / 4 - 1/2 of the two.
  EXPECT_EQ(scale_image(grey(1, 2, {0, 160}), target(1, 8)).pixels,
            (std::vector<std::uint8_t>{0, 0, 20, 60, 100, 140, 160, 160}));
}

TEST(ScaleImage, AveragesTheShrinkingAxisAlsoWhereTheOtherGrows) {
  // Each three rows average to (80, 40); interpolating rows would see the middle ones only.
  const Image image = grey(6, 2, {240, 120, 0, 0, 0, 0, 0, 0, 0, 0, 240, 120});
  EXPECT_EQ(scale_image(image, target(2, 4)).pixels, (std::vector<std::uint8_t>{80, 70, 50, 40, 80, 70, 50, 40}));
}

TEST(ScaleImage, IsTheAreaAverageForEveryRatio) {
  const int height = 37, width = 29, rows = 8, columns = 11;
  Image image(1, height, width);
  Rng rng(3, {Purpose::Test});
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
  const Image scaled = scale_image(image, target(rows, columns));
  const auto overlap = [](int t, int s, int from, int to) {
    const double ratio = static_cast<double>(from) / to;
    return std::max(0.0, std::min<double>((t + 1) * ratio, s + 1) - std::max<double>(t * ratio, s));
  };
  for (int t = 0; t < rows * columns; ++t) {
    double sum = 0, weights = 0;
    for (int s = 0; s < height * width; ++s) {
      const double weight =
          overlap(t / columns, s / width, height, rows) * overlap(t % columns, s % width, width, columns);
      sum += weight * image.pixels[static_cast<std::size_t>(s)];
      weights += weight;
    }
    EXPECT_NEAR(scaled.pixels[static_cast<std::size_t>(t)], sum / weights, 0.6) << t;
  }
}

TEST(ScaleImage, KeepsChannelsApart) {
  Image image(3, 2, 2);
  image.pixels = {10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30};
  EXPECT_EQ(scale_image(image, target(1, 1)).pixels, (std::vector<std::uint8_t>{10, 20, 30}));
}

TEST(ScaleImage, LetterboxKeepsTheAspectAndCentres) {
  // 5 x 10 in 8 x 8: 4 rows, 2 above and 2 below.
  const Image wide = scale_image(Image(1, 5, 10, 200), target(8, 8, Fit::Letterbox));
  for (int row = 0; row < 8; ++row) {
    for (int column = 0; column < 8; ++column) EXPECT_EQ(wide.at(0, row, column), row >= 2 && row < 6 ? 200 : 0);
  }
  // 8 x 3 in 8 x 8: what cannot be halved is to the right.
  const Image tall = scale_image(Image(1, 8, 3, 200), target(8, 8, Fit::Letterbox));
  for (int column = 0; column < 8; ++column) EXPECT_EQ(tall.at(0, 4, column), column >= 2 && column < 5 ? 200 : 0);
}

TEST(ScaleImage, LetterboxRoundsTheOtherSide) {
  // 7 x 10 in 8 x 8: 5.6 rows; 13 x 20: 5.2.
  const auto filled = [](int height, int width) {
    return std::ranges::count(scale_image(Image(1, height, width, 200), target(8, 8, Fit::Letterbox)).pixels, 200) / 8;
  };
  EXPECT_EQ(filled(7, 10), 6);
  EXPECT_EQ(filled(13, 20), 5);
}

TEST(ScaleImage, LetterboxKeepsAPixelOfTheThinnestPicture) {
  const Image scaled = scale_image(Image(1, 1000, 1, 200), target(8, 8, Fit::Letterbox));
  EXPECT_EQ(std::ranges::count(scaled.pixels, 200), 8);
}

TEST(ScaleImage, PadsWithBlackTheMeanPerChannelOrTheEdge) {
  // 2 x 4 in 4 x 4: a row above and a row below.
  Image image(3, 2, 4);
  image.pixels = {10, 20, 30, 40, 50, 60, 70, 80, 1, 1, 1, 1, 1, 1, 1, 2, 7, 7, 7, 7, 7, 7, 7, 7};
  const auto row = [&image](Pad pad, int channel, int number) {
    const Image scaled = scale_image(image, target(4, 4, Fit::Letterbox, pad));
    const auto first = scaled.pixels.begin() + static_cast<std::ptrdiff_t>(scaled.index(channel, number, 0));
    return std::vector<int>(first, first + 4);
  };
  EXPECT_EQ(row(Pad::Black, 0, 0), (std::vector<int>{0, 0, 0, 0}));
  EXPECT_EQ(row(Pad::Mean, 0, 0), (std::vector<int>{45, 45, 45, 45}));
  EXPECT_EQ(row(Pad::Mean, 1, 3), (std::vector<int>{1, 1, 1, 1}));  // 9 / 8
  EXPECT_EQ(row(Pad::Mean, 2, 3), (std::vector<int>{7, 7, 7, 7}));
  EXPECT_EQ(row(Pad::Edge, 0, 0), (std::vector<int>{10, 20, 30, 40}));
  EXPECT_EQ(row(Pad::Edge, 0, 3), (std::vector<int>{50, 60, 70, 80}));
  EXPECT_EQ(row(Pad::Edge, 0, 1), row(Pad::Black, 0, 1));
}

TEST(ScaleRegion, MarksWhatAnyMarkedPixelFallsInto) {
  // 5 columns to 2: the middle one belongs to both halves.
  Region region(1, 5);
  region.at(0, 2) = 1;
  EXPECT_EQ(scale_region(region, target(1, 2)).values, (std::vector<std::uint8_t>{1, 1}));
  region.at(0, 2) = 0;
  region.at(0, 1) = 1;
  EXPECT_EQ(scale_region(region, target(1, 2)).values, (std::vector<std::uint8_t>{1, 0}));
}

TEST(ScaleRegion, MarksExactlyThePixelsThatOverlapOrTheNearestOfAny) {
  Rng rng(5, {Purpose::Test});
  const auto reaches = [](std::int64_t t, std::int64_t s, std::int64_t from, std::int64_t to) {
    if (from >= to) return s * to < (t + 1) * from && (s + 1) * to > t * from;
    return 2 * s * to <= (2 * t + 1) * from && (2 * t + 1) * from < 2 * (s + 1) * to;  // s holds the centre of t
  };
  for (const auto& [height, width] : kSizes) {
    const int rows = 17, columns = 11;
    Region region(height, width);
    for (int n = 0; n < 3; ++n) region.values[rng.below(region.values.size())] = 1;
    const Region scaled = scale_region(region, target(rows, columns));
    for (int t = 0; t < rows * columns; ++t) {
      bool expected = false;
      for (int s = 0; s < height * width; ++s) {
        expected |= region.values[static_cast<std::size_t>(s)] != 0 && reaches(t / columns, s / width, height, rows) &&
                    reaches(t % columns, s % width, width, columns);
      }
      EXPECT_EQ(scaled.values[static_cast<std::size_t>(t)], expected ? 1 : 0) << height << " x " << width << ": " << t;
    }
  }
}

TEST(ScaleRegion, LosesNoMarkedPixel) {
  for_each_geometry([](int height, int width, const SourceParams& params) {
    for (int n = 0; n < height * width; n += 1 + height * width / 50) {
      Region region(height, width);
      region.values[static_cast<std::size_t>(n)] = 1;
      EXPECT_GE(area(scale_region(region, params)), 1U) << n;
    }
  });
}

TEST(ScaleRegion, ACrackOfOnePixelStaysInOnePiece) {
  Region crack(1000, 300);
  Rng rng(11, {Purpose::Test});
  int column = 150;
  for (int row = 0; row < 1000; ++row) {
    column = std::clamp(column + static_cast<int>(rng.below(3)) - 1, 0, 299);
    crack.at(row, column) = 1;
  }
  for (const Fit fit : {Fit::Stretch, Fit::Letterbox}) {
    const Region scaled = scale_region(crack, target(64, 64, fit));
    EXPECT_EQ(pieces(scaled), 1);
    for (int row = 0; row < 64; ++row) {
      const auto begin = scaled.values.begin() + static_cast<std::ptrdiff_t>(scaled.index(row, 0));
      EXPECT_LT(std::count(begin, begin + 64, 0), 64) << "row " << row << " has lost the crack";
    }
    EXPECT_LT(area(scaled), 64U * 16U);
  }
}

TEST(ScaleRegion, FillsWhatThePictureFills) {
  for_each_geometry([](int height, int width, const SourceParams& params) {
    EXPECT_EQ(bright(scale_region(Region(height, width, 1), params)),
              scale_image(Image(1, height, width, 255), params));
  });
}

/// Is there any light within a pixel?
bool lit_nearby(const Image& image, int row, int column) {
  for (int y = std::max(0, row - 1); y <= std::min(image.height - 1, row + 1); ++y) {
    for (int x = std::max(0, column - 1); x <= std::min(image.width - 1, column + 1); ++x) {
      if (image.at(0, y, x) != 0) return true;
    }
  }
  return false;
}

TEST(ScaleRegion, PutsAPatchWhereThePictureHasIt) {
  Rng rng(7, {Purpose::Test});
  for_each_geometry([&rng](int height, int width, const SourceParams& params) {
    for (int trial = 0; trial < 20; ++trial) {
      const Region patch = patch_in(height, width, params, rng);
      const Region region = scale_region(patch, params);
      const Image image = scale_image(bright(patch), params);
      const int brightest = *std::ranges::max_element(image.pixels);
      ASSERT_GT(brightest, 0);
      for (int row = 0; row < image.height; ++row) {
        for (int column = 0; column < image.width; ++column) {
          const int value = image.at(0, row, column);
          const bool inside = region.at(row, column) != 0;
          // Half of the light, rounded up, may lie between two equally near pixels.
          EXPECT_TRUE(inside || (value < brightest && value <= 128)) << row << ", " << column;
          EXPECT_TRUE(!inside || lit_nearby(image, row, column)) << row << ", " << column;
        }
      }
    }
  });
}

TEST(Thumbnail, AveragesTheWholePicture) {
  Image image(1, 64, 96);
  for (int row = 0; row < 64; ++row) {
    for (int column = 0; column < 96; ++column) {
      image.at(0, row, column) = static_cast<std::uint8_t>(column < 48 ? 200 * (row % 2) : 40);  // stripes, then plain
    }
  }
  const auto values = thumbnail(image);
  ASSERT_EQ(values.size(), static_cast<std::size_t>(kThumbnailSide * kThumbnailSide));
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], i % 32 < 16 ? 100 : 40) << i;
}

TEST(Thumbnail, IsTheLumaOfColoursAndGrowsFromASinglePixel) {
  Image image(3, 40, 50);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = i < 2000 ? 200 : i < 4000 ? 100 : 50;
  // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
  EXPECT_EQ(thumbnail(image), std::vector<std::uint8_t>(32 * 32, 124));
  EXPECT_EQ(thumbnail(Image(1, 1, 1, 77)), std::vector<std::uint8_t>(32 * 32, 77));
}

}  // namespace
}  // namespace xil
