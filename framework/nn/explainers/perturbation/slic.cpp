#include "framework/nn/explainers/perturbation/slic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace xil {
namespace {

constexpr int kRounds = 10;

/// Colour (L, a, b) and place (y, x) of a pixel or a centre.
using Point = std::array<double, 5>;

/// CIELAB under D65 of an sRGB colour in 0 ... 255.
std::array<double, 3> lab_of(std::array<double, 3> rgb) {
  for (double& value : rgb) {
    value /= 255;
    value = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  const auto [r, g, b] = rgb;
  const auto curved = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = curved((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const double y = curved(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
  const double z = curved((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// The points of a picture, row by row; pictures without three channels are grey by their first.
std::vector<Point> points_of(const Image& image) {
  std::vector<Point> points;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const auto value = [&](int channel) {
        return static_cast<double>(image.at(image.channels == 3 ? channel : 0, y, x));
      };
      const auto [l, a, b] = lab_of({value(0), value(1), value(2)});
      points.push_back({l, a, b, static_cast<double>(y), static_cast<double>(x)});
    }
  }
  return points;
}

double squared_colour_distance(const Point& p, const Point& q) {
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) sum += (p[k] - q[k]) * (p[k] - q[k]);
  return sum;
}

class Slic {
 public:
  Slic(const Image& image, std::int64_t grid, double compactness)
      : height_(image.height),
        width_(image.width),
        grid_(grid),
        points_(points_of(image)),
        step_(std::sqrt(static_cast<double>(points_.size()) / static_cast<double>(grid * grid))),
        place_weight_(compactness * compactness / (step_ * step_)),
        labels_(grid_parts(height_, width_, grid).of_pixel) {}

  PictureParts parts() {
    place_centres();
    for (int round = 0; round < kRounds; ++round) {
      assign();
      move_centres();
    }
    return connected();
  }

 private:
  const Point& point(int y, int x) const { return points_[index(y, x)]; }
  std::size_t index(int y, int x) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }

  double steepness(int y, int x) const {
    const auto within = [](int place, int side) { return std::clamp(place, 0, side - 1); };
    return squared_colour_distance(point(within(y - 1, height_), x), point(within(y + 1, height_), x)) +
           squared_colour_distance(point(y, within(x - 1, width_)), point(y, within(x + 1, width_)));
  }

  void place_centres() {
    for (std::int64_t row = 0; row < grid_; ++row) {
      for (std::int64_t column = 0; column < grid_; ++column) {
        const int y = (cell_start(row, grid_, height_) + cell_start(row + 1, grid_, height_)) / 2;
        const int x = (cell_start(column, grid_, width_) + cell_start(column + 1, grid_, width_)) / 2;
        centres_.push_back(point(y, x));
        double least = steepness(y, x);
        for (int v = std::max(y - 1, 0); v <= std::min(y + 1, height_ - 1); ++v) {
          for (int u = std::max(x - 1, 0); u <= std::min(x + 1, width_ - 1); ++u) {
            if (steepness(v, u) >= least) continue;
            least = steepness(v, u);
            centres_.back() = point(v, u);
          }
        }
      }
    }
  }

  /// Each pixel to the nearest centre whose window it is in; a pixel in no window keeps its label.
  void assign() {
    std::vector<double> nearest(points_.size(), std::numeric_limits<double>::infinity());
    const int reach = static_cast<int>(std::ceil(step_));
    for (std::size_t c = 0; c < centres_.size(); ++c) {
      const Point& centre = centres_[c];
      const int top = static_cast<int>(centre[3]), left = static_cast<int>(centre[4]);
      for (int y = std::max(top - reach, 0); y <= std::min(top + reach, height_ - 1); ++y) {
        for (int x = std::max(left - reach, 0); x <= std::min(left + reach, width_ - 1); ++x) {
          const double down = y - centre[3], across = x - centre[4];
          const double distance =
              squared_colour_distance(point(y, x), centre) + place_weight_ * (down * down + across * across);
          if (distance >= nearest[index(y, x)]) continue;
          nearest[index(y, x)] = distance;
          labels_[index(y, x)] = static_cast<std::int32_t>(c);
        }
      }
    }
  }

  void move_centres() {
    std::vector<Point> sums(centres_.size(), Point{});
    std::vector<double> counts(centres_.size(), 0.0);
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const auto label = static_cast<std::size_t>(labels_[i]);
      for (std::size_t k = 0; k < sums[label].size(); ++k) sums[label][k] += points_[i][k];
      ++counts[label];
    }
    for (std::size_t c = 0; c < centres_.size(); ++c) {
      for (std::size_t k = 0; counts[c] > 0 && k < sums[c].size(); ++k) centres_[c][k] = sums[c][k] / counts[c];
    }
  }

  /// The pixels next to one, as indices.
  std::vector<std::size_t> beside(std::size_t pixel) const {
    const int y = static_cast<int>(pixel) / width_, x = static_cast<int>(pixel) % width_;
    std::vector<std::size_t> found;
    if (x > 0) found.push_back(pixel - 1);
    if (y > 0) found.push_back(pixel - static_cast<std::size_t>(width_));
    if (x + 1 < width_) found.push_back(pixel + 1);
    if (y + 1 < height_) found.push_back(pixel + static_cast<std::size_t>(width_));
    return found;
  }

  /// The pixels that hang together with the first one under its label, which are marked as seen.
  std::vector<std::size_t> piece_of(std::size_t first, std::vector<bool>& seen) const {
    std::vector<std::size_t> piece = {first};
    seen[first] = true;
    for (std::size_t next = 0; next < piece.size(); ++next) {
      for (const std::size_t pixel : beside(piece[next])) {
        if (seen[pixel] || labels_[pixel] != labels_[first]) continue;
        seen[pixel] = true;
        piece.push_back(pixel);
      }
    }
    return piece;
  }

  /// Each label keeps its largest piece, the first among equals, and these grow over all other pixels, a step at a
  /// time.
  PictureParts connected() const {
    std::vector<std::vector<std::size_t>> largest(centres_.size());
    std::vector<bool> seen(points_.size(), false);
    for (std::size_t first = 0; first < points_.size(); ++first) {
      if (seen[first]) continue;
      std::vector<std::size_t> piece = piece_of(first, seen);
      std::vector<std::size_t>& kept = largest[static_cast<std::size_t>(labels_[first])];
      if (piece.size() > kept.size()) kept = std::move(piece);
    }
    PictureParts parts{height_, width_, 0, std::vector<std::int32_t>(points_.size(), -1)};
    std::vector<std::size_t> front;
    for (const std::vector<std::size_t>& piece : largest) {
      if (piece.empty()) continue;
      for (const std::size_t pixel : piece) parts.of_pixel[pixel] = static_cast<std::int32_t>(parts.count);
      front.insert(front.end(), piece.begin(), piece.end());
      ++parts.count;
    }
    for (std::size_t next = 0; next < front.size(); ++next) {
      for (const std::size_t pixel : beside(front[next])) {
        if (parts.of_pixel[pixel] >= 0) continue;
        parts.of_pixel[pixel] = parts.of_pixel[front[next]];
        front.push_back(pixel);
      }
    }
    return parts;
  }

  int height_, width_;
  std::int64_t grid_;
  std::vector<Point> points_;
  double step_, place_weight_;
  std::vector<std::int32_t> labels_;
  std::vector<Point> centres_;
};

}  // namespace

PictureParts slic_parts(const Image& image, std::int64_t grid, double compactness) {
  return Slic(image, grid, compactness).parts();
}

}  // namespace xil
