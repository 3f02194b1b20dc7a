#include "analysis/results/region_agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "framework/core/base/error.h"

namespace xil {
namespace {

struct Pixel {
  int row = 0, column = 0;
};

bool lies_outside(const Region& region, int row, int column) {
  const bool in_picture = row >= 0 && row < region.height && column >= 0 && column < region.width;
  return in_picture && region.at(row, column) == 0;
}

/// The region's pixels that have a neighbour (of four) in the picture and outside the region.
std::vector<Pixel> edge_of(const Region& region) {
  std::vector<Pixel> edge;
  for (int row = 0; row < region.height; ++row) {
    for (int column = 0; column < region.width; ++column) {
      if (region.at(row, column) == 0) continue;
      if (lies_outside(region, row - 1, column) || lies_outside(region, row + 1, column) ||
          lies_outside(region, row, column - 1) || lies_outside(region, row, column + 1))
        edge.push_back({row, column});
    }
  }
  return edge;
}

/// The pixel of a region that is nearest to one outside lies on the region's edge.
double distance_to(const std::vector<Pixel>& edge, const Pixel& from) {
  double least = std::numeric_limits<double>::infinity();
  for (const Pixel& pixel : edge) least = std::min(least, std::hypot(pixel.row - from.row, pixel.column - from.column));
  return least;
}

double mean_excess(const Region& drawn, const Region& truth) {
  const std::vector<Pixel> edge = edge_of(drawn), true_edge = edge_of(truth);
  double sum = 0;
  for (const Pixel& pixel : edge)
    if (truth.at(pixel.row, pixel.column) == 0) sum += distance_to(true_edge, pixel);
  return edge.empty() ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(edge.size());
}

}  // namespace

RegionAgreement compare_regions(const Region& drawn, const Region& truth) {
  require(drawn.height == truth.height && drawn.width == truth.width, "regions of {}x{} and {}x{} cannot be compared",
          drawn.height, drawn.width, truth.height, truth.width);
  std::size_t both = 0;
  for (std::size_t i = 0; i < drawn.values.size(); ++i) both += drawn.values[i] != 0 && truth.values[i] != 0 ? 1 : 0;
  const double shared = static_cast<double>(both), drawn_area = static_cast<double>(area(drawn)),
               true_area = static_cast<double>(area(truth));
  require(drawn_area > 0 && true_area > 0, "an empty region cannot be compared");
  return {shared / (drawn_area + true_area - shared), 1 - shared / true_area, 1 - shared / drawn_area,
          mean_excess(drawn, truth)};
}

}  // namespace xil
