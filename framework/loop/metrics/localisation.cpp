#include "framework/loop/metrics/localisation.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/order.h"
#include "framework/core/numeric/quantile.h"

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

bool says_anything(const Map& map) {
  return std::ranges::all_of(map.values, [](float value) { return std::isfinite(value); });
}

/// Pixels that exceed the threshold and are positive.
Region above(const Map& relevance, double threshold) {
  Region out(relevance.height, relevance.width);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] = relevance.values[i] > threshold && relevance.values[i] > 0 ? 1 : 0;
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
  return total > 0 && std::isfinite(total) && area(region) > 0 ? inside / total : kUndefined;
}

Region binarised(const Map& relevance, Binarise rule, double probability, std::size_t count) {
  std::vector<double> positive;
  std::ranges::copy_if(relevance.values, std::back_inserter(positive), [](float value) { return value > 0; });
  if (positive.empty() || !says_anything(relevance)) return Region(relevance.height, relevance.width);
  switch (rule) {
    case Binarise::Mean:
      return above(relevance,
                   std::accumulate(positive.begin(), positive.end(), 0.0) / static_cast<double>(positive.size()));
    case Binarise::Median:
      return above(relevance, quantile(std::move(positive), 0.5));
    case Binarise::Quantile:
      return above(relevance, quantile({relevance.values.begin(), relevance.values.end()}, probability));
    case Binarise::Topk:
      return intersection(top_pixels(relevance, count), above(relevance, 0));
  }
  return Region(relevance.height, relevance.width);
}

Region top_pixels(const Map& map, std::size_t count) {
  std::vector<std::size_t> order(map.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, order.size());
  const auto before = [&](std::size_t a, std::size_t b) {
    const float left = map.values[a], right = map.values[b];
    return Descending{}(left, right) || (!Descending{}(right, left) && a < b);
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), before);
  Region out(map.height, map.width);
  for (std::size_t i = 0; i < count; ++i) out.values[order[i]] = 1;
  return out;
}

Region highlighted(const Map& relevance, double share) {
  const double pixels = static_cast<double>(relevance.values.size());
  return intersection(top_pixels(relevance, static_cast<std::size_t>(std::ceil(share * pixels))), above(relevance, 0));
}

std::ptrdiff_t peak(const Map& relevance) {
  const auto largest = std::max_element(relevance.values.begin(), relevance.values.end());
  if (largest == relevance.values.end() || !(*largest > 0) || !says_anything(relevance)) return -1;
  return largest - relevance.values.begin();
}

double hit(const Map& relevance, const Region& region, double tolerance) {
  const std::ptrdiff_t at = peak(relevance);
  if (at < 0 || area(region) == 0) return kUndefined;
  const std::ptrdiff_t full_rows = at / relevance.width;
  const auto row = static_cast<double>(full_rows);
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
