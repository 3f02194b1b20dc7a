#include "framework/data/drawing/overlay.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "framework/core/numeric/rng.h"
#include "framework/data/drawing/over_picture.h"

namespace xil {
namespace {

/// A black picture under a map that rises to the right, with a square region.
Overlay example(int channels, int height, int width) {
  Overlay overlay;
  overlay.image = Image(channels, height, width);
  overlay.map = Map(height, width);
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) overlay.map.at(row, column) = static_cast<float>(column) - 2;
  }
  overlay.title = "title";
  overlay.details = {"one", "two"};
  return overlay;
}

Region square(int height, int width, int from, int to) {
  Region region(height, width);
  for (int row = from; row < to; ++row) {
    for (int column = from; column < to; ++column) region.at(row, column) = 1;
  }
  return region;
}

Colour pixel(const Image& image, int row, int column) {
  return {image.at(0, row, column), image.at(1, row, column), image.at(2, row, column)};
}

void expect_within(const Box& box, const OverlayLayout& layout) {
  EXPECT_GE(box.left, 0);
  EXPECT_GE(box.top, 0);
  EXPECT_LE(box.left + box.width, layout.width);
  EXPECT_LE(box.top + box.height, layout.height);
}

TEST(Overlay, BoxesKeepTheAspectAndLieOnThePaper) {
  constexpr int kSizes[][2] = {{48, 48}, {28, 28}, {96, 256}, {300, 40}, {900, 700}, {1, 1}};
  for (const auto& [height, width] : kSizes) {
    for (const int channels : {1, 3}) {
      SCOPED_TRACE(testing::Message() << channels << " x " << height << " x " << width);
      const Overlay overlay = example(channels, height, width);
      const OverlayLayout layout = overlay_layout(overlay);
      EXPECT_EQ(std::max(layout.image.height, layout.image.width), 448);
      EXPECT_NEAR(layout.image.width, 1.0 * width / height * layout.image.height,
                  0.51 * std::max(1, width / height) + 0.5);
      for (const Box& box : {layout.image, layout.blended, layout.bar}) expect_within(box, layout);
      EXPECT_LE(layout.image.left + layout.image.width, layout.blended.left);
      EXPECT_LE(layout.blended.left + layout.blended.width, layout.bar.left);
      const Image drawn = draw_overlay(overlay);
      EXPECT_EQ(drawn.channels, 3);
      EXPECT_EQ(drawn.height, layout.height);
      EXPECT_EQ(drawn.width, layout.width);
    }
  }
}

TEST(Overlay, TheBarEndsAreTheExtremesOfTheMap) {
  const Overlay overlay = example(1, 20, 30);
  const OverlayLayout layout = overlay_layout(overlay);
  EXPECT_EQ(layout.low, -2);
  EXPECT_EQ(layout.high, 27);
  const Image drawn = draw_overlay(overlay);
  const int middle = layout.bar.left + layout.bar.width / 2;
  EXPECT_EQ(pixel(drawn, layout.bar.top, middle), map_colour(1));
  EXPECT_EQ(pixel(drawn, layout.bar.top + layout.bar.height - 1, middle), map_colour(0));
  // Over black only the map's share of the colours is left: the ends of the picture have those of the bar's ends.
  const int row = layout.blended.top + layout.blended.height / 2;
  const auto expect_dimmed = [&](int column, const Colour& colour) {
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(pixel(drawn, row, column)[i], 0.55 * colour[i], 1);
  };
  expect_dimmed(layout.blended.left, map_colour(0));
  expect_dimmed(layout.blended.left + layout.blended.width - 1, map_colour(1));
}

TEST(Overlay, ColoursGetLighterEvenly) {
  double before = -1;
  for (int i = 0; i < 256; ++i) {
    const Colour c = map_colour(i / 255.0);
    const double luma = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
    EXPECT_GT(luma, before - 0.5);
    EXPECT_NE(c, kOutlineColour);
    before = std::max(before, luma);
  }
}

TEST(Overlay, ContourPixelsLieOnTheBorderOfTheRegion) {
  Overlay overlay = example(3, 16, 32);  // enlarged 14 times
  overlay.region = square(16, 32, 4, 9);
  const OverlayLayout layout = overlay_layout(overlay);
  const Image drawn = draw_overlay(overlay);
  const int factor = layout.blended.width / 32, low = 4 * factor, high = 9 * factor;
  int outlined = 0;
  for (int row = 0; row < layout.blended.height; ++row) {
    for (int column = 0; column < layout.blended.width; ++column) {
      if (pixel(drawn, layout.blended.top + row, layout.blended.left + column) != kOutlineColour) continue;
      ++outlined;
      const bool inside = std::min(row, column) >= low && std::max(row, column) < high;
      const int depth = std::min({row - low, column - low, high - 1 - row, high - 1 - column});
      EXPECT_TRUE(inside && depth < 2) << row << ", " << column;
    }
  }
  const int side = high - low;
  EXPECT_EQ(outlined, side * side - (side - 4) * (side - 4));
  // The picture beside it stays as it is.
  for (int row = 0; row < layout.image.height; ++row) {
    EXPECT_EQ(pixel(drawn, layout.image.top + row, layout.image.left + row % layout.image.width), (Colour{0, 0, 0}));
  }
}

TEST(Overlay, RegionsAtTheEdgeAndOfOnePixelAreOutlined) {
  for (const int size : {16, 1000}) {
    Overlay overlay = example(1, size, size);
    overlay.region = square(size, size, 0, 1);
    const OverlayLayout layout = overlay_layout(overlay);
    EXPECT_EQ(pixel(draw_overlay(overlay), layout.blended.top, layout.blended.left), kOutlineColour) << size;
  }
}

TEST(Overlay, GreyAndRgbOfTheSamePictureLookTheSame) {
  Overlay grey = example(1, 12, 12), rgb = example(3, 12, 12);
  Rng rng(1, {Purpose::Test});
  for (int row = 0; row < 12; ++row) {
    for (int column = 0; column < 12; ++column) {
      const auto value = static_cast<std::uint8_t>(rng.below(256));
      grey.image.at(0, row, column) = value;
      for (int channel = 0; channel < 3; ++channel) rgb.image.at(channel, row, column) = value;
    }
  }
  EXPECT_EQ(draw_overlay(grey), draw_overlay(rgb));
}

TEST(Overlay, FlatMapsLongTextsAndManyTilesAreDrawnTheSameEachTime) {
  Overlay overlay = example(1, 12, 20);
  std::ranges::fill(overlay.map.values, 0.25F);
  overlay.baseline = 7;
  overlay.title = std::string(500, 'x');
  overlay.details.push_back(std::string(500, 'y'));
  const OverlayTile tile{Image(3, 12, 20, 99), {std::string(80, 'p'), "ok"}};
  overlay.columns = {{"near hits", {tile, tile, tile, tile, tile}}, {"near misses", {}}};
  const OverlayLayout layout = overlay_layout(overlay);
  expect_within(layout.columns, layout);
  const Image drawn = draw_overlay(overlay);
  EXPECT_EQ(drawn, draw_overlay(overlay));
  const int middle = layout.columns.left + 10;
  EXPECT_EQ(pixel(drawn, layout.columns.top + 10, middle), (Colour{99, 99, 99}));
  overlay.columns.clear();
  EXPECT_LT(overlay_layout(overlay).width, layout.width);
}

TEST(Overlay, RefusesWhatDoesNotFit) {
  Overlay overlay = example(1, 12, 20);
  overlay.region = Region(20, 12);
  EXPECT_ANY_THROW(draw_overlay(overlay));
  overlay.region.reset();
  overlay.map = Map(3, 3);
  EXPECT_ANY_THROW(draw_overlay(overlay));
}

TEST(Overlay, IsDrawnAtTheSideThatIsAskedFor) {
  Overlay overlay = example(1, 30, 60);
  overlay.longer_side = 700;
  EXPECT_EQ(overlay_layout(overlay).image.width, 700);
  EXPECT_EQ(overlay_layout(overlay).image.height, 350);
}

/// Items of 8 x 8 pixels, in which a picture twice as wide as high fills rows 2 to 5.
SourceParams letterboxed() {
  SourceParams params;
  params.size = {8, 8};
  params.fit = Fit::Letterbox;
  return params;
}

TEST(OverPicture, AMapLosesThePaddingAndCoversThePicture) {
  Map map(8, 8);
  for (int row = 0; row < 8; ++row) {
    for (int column = 0; column < 8; ++column) map.at(row, column) = static_cast<float>(row);
  }
  const Map same = map_over(map, 4, 8, letterboxed());
  EXPECT_EQ(same.at(0, 0), 2);
  EXPECT_EQ(same.at(3, 7), 5);
  const Map larger = map_over(map, 40, 80, letterboxed());
  EXPECT_EQ(larger.height, 40);
  EXPECT_EQ(larger.width, 80);
  EXPECT_EQ(larger.at(0, 40), 2) << "no padding at the edge";
  EXPECT_EQ(larger.at(39, 40), 5);
  EXPECT_FLOAT_EQ(larger.at(20, 0), 3.55f) << "bilinear: (20.5 / 10 - .5) rows below the first";
}

TEST(OverPicture, ARegionShowsThePixelsOfTheItem) {
  Region region(8, 8);
  region.at(2, 0) = region.at(0, 0) = 1;  // the latter lies in the padding
  const Region larger = region_over(region, 40, 80, letterboxed());
  EXPECT_EQ(area(larger), 100u);
  EXPECT_EQ(larger.at(9, 9), 1);
  EXPECT_EQ(larger.at(10, 9), 0);
}

}  // namespace
}  // namespace xil
