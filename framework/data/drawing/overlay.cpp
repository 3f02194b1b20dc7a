#include "framework/data/drawing/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "framework/core/base/error.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/drawing/canvas.h"

namespace xil {
namespace {

// Sizes in pixels.
constexpr int kMargin = 24, kGap = 20, kLeastPanel = 200, kTile = 150;
constexpr int kTitleLine = 34, kLine = 20, kBar = 20, kBarTexts = 104;
constexpr double kTitleSize = 0.8, kTextSize = 0.48;
constexpr double kMapShare = 0.55;  ///< share of the map's colours in the blended picture

const cv::Scalar kInk(20, 20, 20), kPaper(255, 255, 255), kFaint(70, 70, 70);

SourceParams size_of(int height, int width) {
  SourceParams params;
  params.size = {height, width};
  return params;
}

/// Height and width when the longer side is scaled to `longer` pixels.
std::array<int, 2> fitted_size(const Image& image, int longer) {
  const double factor = static_cast<double>(longer) / std::max(image.height, image.width);
  const auto side = [&](int pixels) { return std::max(1, static_cast<int>(std::lround(factor * pixels))); };
  return {side(image.height), side(image.width)};
}

cv::Vec3b table_colour(double share) {
  const MapColour colour = map_colour(std::isfinite(share) ? share : 0);
  return {colour[0], colour[1], colour[2]};
}

double share_of(double value, const OverlayLayout& layout) {
  return layout.high > layout.low ? (value - layout.low) / (layout.high - layout.low) : 0;
}

int tile_height(const OverlayTile& tile) {
  return fitted_size(tile.image, kTile)[0] + kLine * static_cast<int>(tile.caption.size()) + kGap / 2;
}

int column_height(const OverlayColumn& column) {
  int height = kLine;
  for (const OverlayTile& tile : column.tiles) height += tile_height(tile);
  return height;
}

cv::Rect rect_of(const Box& box) { return {box.left, box.top, box.width, box.height}; }

/// Draws one overlay on white paper.
class Drawing {
 public:
  explicit Drawing(const Overlay& overlay)
      : overlay_(overlay), layout_(overlay_layout(overlay)), canvas_(layout_.height, layout_.width) {
    canvas_.setTo(kPaper);
  }

  Image drawn() {
    write_heading();
    draw_pictures();
    draw_bar();
    if (overlay_.region) draw_legend();
    int left = layout_.columns.left;
    for (const OverlayColumn& column : overlay_.columns) {
      draw_column(column, left);
      left += kTile + kGap;
    }
    return image_of(canvas_);
  }

 private:
  /// Writes a line whose upper end is at `top`.
  void write(const std::string& text, int left, int top, int width, const cv::Scalar& ink = kInk) {
    write_text(canvas_, fitted_text(text, kTextSize, width), {left, top + kLine - 6}, kTextSize, ink);
  }

  void write_heading() {
    const int width = layout_.width - 2 * kMargin;
    write_text(canvas_, fitted_text(overlay_.title, kTitleSize, width), {kMargin, kMargin + 22}, kTitleSize, kInk);
    int top = kMargin + kTitleLine;
    for (const std::string& line : overlay_.details) {
      write(line, kMargin, top, width, kFaint);
      top += kLine;
    }
  }

  void draw_pictures() {
    const Box& box = layout_.image;
    const cv::Mat3b picture = mat_of(scale_image(overlay_.image, size_of(box.height, box.width)));
    picture.copyTo(canvas_(rect_of(box)));
    cv::Mat3b blended = canvas_(rect_of(layout_.blended));
    cv::addWeighted(coloured_map(), kMapShare, picture, 1 - kMapShare, 0, blended);
    if (overlay_.region) outline(blended, scale_region(*overlay_.region, size_of(box.height, box.width)));
    const int slot = layout_.blended.left - box.left - kGap;
    write(overlay_.image_title, box.left, box.top - kLine, slot);
    write(overlay_.map_title, layout_.blended.left, box.top - kLine,
          std::max(slot, layout_.bar.left - layout_.blended.left - kGap));
  }

  cv::Mat3b coloured_map() const {
    const Map& map = overlay_.map;
    const cv::Mat1f values(map.height, map.width, const_cast<float*>(map.values.data()));
    cv::Mat1f enlarged;
    const cv::Size size(layout_.blended.width, layout_.blended.height);
    cv::resize(values, enlarged, size, 0, 0, size.width < map.width ? cv::INTER_AREA : cv::INTER_LINEAR);
    cv::Mat3b colours(enlarged.size());
    std::ranges::transform(enlarged, colours.begin(),
                           [&](float value) { return table_colour(share_of(value, layout_)); });
    return colours;
  }

  /// Draws the outermost pixels of the region, and a rim around them.
  static void outline(cv::Mat3b& picture, const Region& region) {
    cv::Mat1b inside(region.height, region.width), inner, outer;
    std::ranges::transform(region.values, inside.begin(), [](std::uint8_t value) { return value == 0 ? 0 : 255; });
    cv::erode(inside, inner, cv::Mat(), {-1, -1}, 2, cv::BORDER_CONSTANT, cv::Scalar(0));
    cv::dilate(inside, outer, cv::Mat());
    picture.setTo(cv::Scalar(0, 0, 0), outer & ~inside);
    picture.setTo(cv::Scalar(kOutlineColour[0], kOutlineColour[1], kOutlineColour[2]), inside & ~inner);
  }

  void draw_bar() {
    const Box& bar = layout_.bar;
    for (int row = 0; row < bar.height; ++row) {
      const cv::Vec3b colour = table_colour(1 - static_cast<double>(row) / (bar.height - 1));
      canvas_(cv::Rect(bar.left, bar.top + row, bar.width, 1)).setTo(cv::Scalar(colour[0], colour[1], colour[2]));
    }
    const int top = bar.top, bottom = bar.top + bar.height - 1;
    write_value(fmt::format("{:.3g}", layout_.high), top + 5);
    write_value(fmt::format("{:.3g}", layout_.low), bottom - 5);
    const double share = share_of(overlay_.baseline, layout_);
    if (!(share >= 0 && share <= 1)) {
      write(fmt::format("baseline {:.3g}", overlay_.baseline), bar.left, bottom + 6, kBar + kBarTexts, kFaint);
      return;
    }
    const int row = bottom - static_cast<int>(std::lround(share * (bar.height - 1)));
    cv::line(canvas_, {bar.left - 5, row}, {bar.left + bar.width + 4, row}, kInk);
    // The text keeps clear of the values at the ends.
    const int text =
        std::clamp(row, top + 5 + 2 * kLine - 8, std::max(bottom - 5 - kLine + 4, top + 5 + 2 * kLine - 8));
    write_value("baseline", text - kLine / 2 + 2);
    write_value(fmt::format("{:.3g}", overlay_.baseline), text + kLine / 2 - 3);
  }

  /// Writes a value beside the bar, vertically centred at `middle`.
  void write_value(const std::string& text, int middle) {
    const int left = layout_.bar.left + layout_.bar.width + 8;
    write_text(canvas_, text, {left, middle + 5}, kTextSize, kInk);
  }

  void draw_legend() {
    constexpr int kSwatch = 14;
    const int top = layout_.legend, left = layout_.blended.left;
    cv::Mat3b swatch = canvas_(cv::Rect(left, top + 2, kSwatch + 4, kSwatch + 4));
    const cv::Vec3b middle = table_colour(0.5);
    swatch.setTo(cv::Scalar(middle[0], middle[1], middle[2]));
    Region square(swatch.rows, swatch.cols);
    for (int row = 2; row < square.height - 2; ++row) {
      for (int column = 2; column < square.width - 2; ++column) square.at(row, column) = 1;
    }
    outline(swatch, square);
    write(overlay_.region_title, left + kSwatch + 12, top + 2, layout_.bar.left - left - kSwatch - 12 - kGap / 2);
  }

  void draw_column(const OverlayColumn& column, int left) {
    int top = layout_.columns.top - kLine;
    write(column.title, left, top, kTile);
    top += kLine;
    for (const OverlayTile& tile : column.tiles) {
      const auto [height, width] = fitted_size(tile.image, kTile);
      mat_of(scale_image(tile.image, size_of(height, width))).copyTo(canvas_(cv::Rect(left, top, width, height)));
      int line = top + height;
      for (const std::string& text : tile.caption) {
        write(text, left, line, kTile, kFaint);
        line += kLine;
      }
      top += tile_height(tile);
    }
  }

  const Overlay& overlay_;
  const OverlayLayout layout_;
  cv::Mat3b canvas_;
};

void require_fitting(const Overlay& overlay) {
  const Image& image = overlay.image;
  const auto fits = [&](int height, int width) { return height == image.height && width == image.width; };
  require(image.size() > 0 && fits(overlay.map.height, overlay.map.width),
          "a map of {}x{} does not fit a picture of {}x{}", overlay.map.height, overlay.map.width, image.height,
          image.width);
  require(!overlay.region || fits(overlay.region->height, overlay.region->width),
          "the region does not fit a picture of {}x{}", image.height, image.width);
}

}  // namespace

OverlayLayout overlay_layout(const Overlay& overlay) {
  require_fitting(overlay);
  OverlayLayout layout;
  const auto [low, high] = std::ranges::minmax(overlay.map.values);
  layout.low = low;
  layout.high = high;
  const auto [height, width] = fitted_size(overlay.image, overlay.longer_side);
  const int top = kMargin + kTitleLine + kLine * static_cast<int>(overlay.details.size()) + kGap / 2 + kLine;
  const int slot = std::max(width, kLeastPanel), tall = std::max(height, kLeastPanel);
  layout.image = {kMargin, top, width, height};
  layout.blended = {kMargin + slot + kGap, top, width, height};
  layout.bar = {layout.blended.left + width + kGap / 2, top, kBar, tall};
  const int right = std::max(layout.bar.left + kBar + kBarTexts, layout.blended.left + slot);
  layout.legend = top + tall + kGap / 2;
  int columns_height = 0;
  for (const OverlayColumn& column : overlay.columns) columns_height = std::max(columns_height, column_height(column));
  const int columns = static_cast<int>(overlay.columns.size());
  layout.columns = {right + kGap, top, columns * (kTile + kGap), columns_height};
  layout.width = columns > 0 ? layout.columns.left + layout.columns.width - kGap + kMargin : right + kMargin;
  // The height is the same with or without an outline and a baseline below the bar, so that the drawings of a set look
  // alike.
  layout.height = std::max(layout.legend + kLine + kGap / 2, top + columns_height) + kMargin;
  return layout;
}

Image draw_overlay(const Overlay& overlay) { return Drawing(overlay).drawn(); }

}  // namespace xil
