#include "framework/data/drawing/outline.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace xil {
namespace {

using Contour = std::vector<cv::Point2d>;

constexpr int kDistance = 4;             // pixels between region and line: smooth lines reach three pixels far
constexpr double kDash = 7, kSpace = 5;  // pixels
constexpr int kShift = 4;                // drawing in sixteenths of a pixel
const cv::Scalar kRim(0, 0, 0);

/// The mean of each point and its two neighbours on either side.
Contour smoothed(const std::vector<cv::Point>& contour) {
  Contour smooth;
  const std::size_t count = contour.size();
  for (std::size_t i = 0; i < count; ++i) {
    cv::Point2d sum(0, 0);
    for (std::size_t k = 0; k < 5; ++k) sum += cv::Point2d(contour[(i + count + k - 2) % count]);
    smooth.push_back(sum / 5.0);
  }
  return smooth;
}

std::vector<Contour> contours_around(const Region& region) {
  const int margin = kDistance + 1;
  cv::Mat1b inside(region.height + 2 * margin, region.width + 2 * margin, std::uint8_t{0});
  for (int row = 0; row < region.height; ++row) {
    for (int column = 0; column < region.width; ++column) {
      if (region.at(row, column) != 0) inside(row + margin, column + margin) = 255;
    }
  }
  const int side = 2 * kDistance + 1;
  cv::dilate(inside, inside, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  std::vector<std::vector<cv::Point>> found;
  cv::findContours(inside, found, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
  std::vector<Contour> contours;
  for (const auto& contour : found) {
    contours.push_back(smoothed(contour));
    for (cv::Point2d& point : contours.back()) {
      point.x = std::clamp(point.x - margin, 0.0, region.width - 1.0);
      point.y = std::clamp(point.y - margin, 0.0, region.height - 1.0);
    }
  }
  return contours;
}

/// The closed contour as one line, or as dashes.
std::vector<Contour> strokes_of(const Contour& contour, Stroke stroke) {
  Contour closed = contour;
  closed.push_back(contour.front());
  if (stroke == Stroke::Solid) return {closed};
  std::vector<Contour> dashes;
  double along = 0;
  bool drawing = false;
  for (std::size_t i = 1; i < closed.size(); ++i) {
    const bool on = std::fmod(along, kDash + kSpace) < kDash;
    if (on && !drawing) dashes.push_back({closed[i - 1]});
    if (on) dashes.back().push_back(closed[i]);
    drawing = on;
    along += cv::norm(closed[i] - closed[i - 1]);
  }
  return dashes;
}

void draw(cv::Mat3b& picture, const Contour& line, const cv::Scalar& ink, int thickness) {
  std::vector<cv::Point> points;
  for (const cv::Point2d& point : line) {
    points.emplace_back(static_cast<int>(std::lround(point.x * (1 << kShift))),
                        static_cast<int>(std::lround(point.y * (1 << kShift))));
  }
  cv::polylines(picture, points, false, ink, thickness, cv::LINE_AA, kShift);
}

}  // namespace

void draw_outline(cv::Mat3b& picture, const Region& region, Stroke stroke, const std::array<std::uint8_t, 3>& colour) {
  const cv::Scalar ink(colour[0], colour[1], colour[2]);
  for (const Contour& contour : contours_around(region)) {
    const auto lines = strokes_of(contour, stroke);
    for (const Contour& line : lines) draw(picture, line, kRim, 3);
    for (const Contour& line : lines) draw(picture, line, ink, 1);
  }
}

}  // namespace xil
