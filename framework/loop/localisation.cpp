#include "framework/loop/localisation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/core/error.h"
#include "framework/core/records.h"

namespace xil {
namespace {

template <class Rule>
Region combine(const Region& a, const Region& b, Rule rule) {
  require(a.height == b.height && a.width == b.width, "regions of {}x{} and {}x{} do not fit together", a.height,
          a.width, b.height, b.width);
  Region out(a.height, a.width);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] = rule(a.values[i] != 0, b.values[i] != 0) ? 1 : 0;
  }
  return out;
}

}  // namespace

double mass_inside(const Map& relevance, const Region& region) {
  double inside = 0, total = 0;
  for (std::size_t i = 0; i < relevance.values.size(); ++i) {
    total += relevance.values[i];
    if (region.values[i] != 0) inside += relevance.values[i];
  }
  return total > 0 && area(region) > 0 ? inside / total : kUndefined;
}

Region above_positive_mean(const Map& relevance) {
  double total = 0;
  std::size_t positive = 0;
  for (const float value : relevance.values) {
    if (value > 0) {
      total += value;
      ++positive;
    }
  }
  Region out(relevance.height, relevance.width);
  if (positive == 0) return out;
  const double mean = total / static_cast<double>(positive);
  for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] = relevance.values[i] > mean ? 1 : 0;
  return out;
}

Region top_pixels(const Map& map, std::size_t count) {
  std::vector<std::size_t> order(map.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, order.size());
  const auto before = [&](std::size_t a, std::size_t b) {
    return map.values[a] != map.values[b] ? map.values[a] > map.values[b] : a < b;
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), before);
  Region out(map.height, map.width);
  for (std::size_t i = 0; i < count; ++i) out.values[order[i]] = 1;
  return out;
}

Region highlighted(const Map& relevance, double share) {
  const double pixels = static_cast<double>(relevance.values.size());
  Region out = top_pixels(relevance, static_cast<std::size_t>(std::ceil(share * pixels)));
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    if (!(relevance.values[i] > 0)) out.values[i] = 0;
  }
  return out;
}

std::ptrdiff_t peak(const Map& relevance) {
  const auto largest = std::max_element(relevance.values.begin(), relevance.values.end());
  if (largest == relevance.values.end() || !(*largest > 0)) return -1;
  return largest - relevance.values.begin();
}

double hit(const Map& relevance, const Region& region, double tolerance) {
  const std::ptrdiff_t at = peak(relevance);
  if (at < 0 || area(region) == 0) return kUndefined;
  const auto row = static_cast<double>(at / relevance.width);
  const auto column = static_cast<double>(at % relevance.width);
  for (int y = 0; y < region.height; ++y) {
    for (int x = 0; x < region.width; ++x) {
      if (region.at(y, x) != 0 && std::hypot(y - row, x - column) <= tolerance) return 1;
    }
  }
  return 0;
}

Region intersection(const Region& a, const Region& b) {
  return combine(a, b, [](bool x, bool y) { return x && y; });
}

Region difference(const Region& a, const Region& b) {
  return combine(a, b, [](bool x, bool y) { return x && !y; });
}

double jaccard(const Region& a, const Region& b) {
  const auto common = static_cast<double>(area(intersection(a, b)));
  const double either = static_cast<double>(area(a)) + static_cast<double>(area(b)) - common;
  return either > 0 ? common / either : kUndefined;
}

double dice(const Region& a, const Region& b) {
  const double both = static_cast<double>(area(a)) + static_cast<double>(area(b));
  return both > 0 ? 2 * static_cast<double>(area(intersection(a, b))) / both : kUndefined;
}

}  // namespace xil
