#include "framework/loop/metrics/perturbation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/numeric/order.h"

namespace xil {
namespace {

constexpr int kReachPx = 5;  // of a kernel of 11 pixels
constexpr double kSigmaPx = 5;

/// `count` values that lie `step` apart, blurred.
std::vector<double> blurred_line(const double* from, int count, std::size_t step) {
  std::vector<double> line;
  for (int to = 0; to < count; ++to) {
    double sum = 0, weights = 0;
    for (int at = std::max(0, to - kReachPx); at <= std::min(count - 1, to + kReachPx); ++at) {
      const double distance = (at - to) / kSigmaPx, weight = std::exp(-0.5 * distance * distance);
      sum += weight * from[static_cast<std::size_t>(at) * step];
      weights += weight;
    }
    line.push_back(sum / weights);
  }
  return line;
}

std::vector<std::size_t> descending(const Map& map) {
  std::vector<std::size_t> order(map.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, Descending{}, [&](std::size_t i) { return map.values[i]; });
  return order;
}

/// `from`, then pictures in which one step of pixels more is as in `to`, up to `to` itself.
std::vector<Image> steps_between(const Image& from, const Image& to, const std::vector<std::size_t>& order) {
  std::vector<Image> pictures = {from};
  const auto step = static_cast<std::size_t>(from.width);
  const std::size_t plane = order.size();
  Image present = from;
  for (std::size_t start = 0; start < plane; start += step) {
    for (std::size_t i = start; i < std::min(start + step, plane); ++i) {
      for (std::size_t pixel = order[i]; pixel < present.pixels.size(); pixel += plane) {
        present.pixels[pixel] = to.pixels[pixel];
      }
    }
    pictures.push_back(present);
  }
  return pictures;
}

double area_under(const std::vector<float>& scores) {
  require(scores.size() > 1, "an area needs two scores, not {}", scores.size());
  const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
  return (sum - (static_cast<double>(scores.front()) + scores.back()) / 2) / static_cast<double>(scores.size() - 1);
}

}  // namespace

Image blurred(const Image& image) {
  const auto width = static_cast<std::size_t>(image.width);
  std::vector<double> values(image.pixels.begin(), image.pixels.end());
  for (int channel = 0; channel < image.channels; ++channel) {
    double* plane = values.data() + image.index(channel, 0, 0);
    for (int row = 0; row < image.height; ++row) {
      double* first = plane + static_cast<std::size_t>(row) * width;
      std::ranges::copy(blurred_line(first, image.width, 1), first);
    }
    for (std::size_t column = 0; column < width; ++column) {
      const auto line = blurred_line(plane + column, image.height, width);
      for (std::size_t row = 0; row < line.size(); ++row) plane[row * width + column] = line[row];
    }
  }
  Image out = image;
  std::ranges::transform(values, out.pixels.begin(),
                         [](double v) { return static_cast<std::uint8_t>(std::lround(v)); });
  return out;
}

PerturbationAreas perturbation_areas(Learner& learner, const Image& image, const Map& map, int target) {
  require(map.height == image.height && map.width == image.width, "a map of {}x{} for a picture of {}x{}", map.height,
          map.width, image.height, image.width);
  const std::vector<std::size_t> order = descending(map);
  const Image black(image.channels, image.height, image.width);
  return {area_under(learner.scores(steps_between(image, black, order), target)),
          area_under(learner.scores(steps_between(blurred(image), image, order), target))};
}

}  // namespace xil
