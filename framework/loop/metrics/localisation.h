#pragma once

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/numeric/image.h"

// Measures of the agreement of a saliency map with a marked region. `relevance` is the positive relevance (learner.h),
// never negative. Undefined values (nothing positive in the map, a value in it that is not finite, empty region) are
// NaN.
namespace xil {

/// Share of the relevance inside the region, in [0, 1].
double mass_inside(const Map& relevance, const Region& region);
/// The map as a region of positive pixels; empty if no pixel is positive or a value is not finite. By `rule`:
/// - mean, median: pixels above the mean or the median of the positive relevance (the rules of XIL typology)
/// - topk: the `count` largest pixels
/// - quantile: pixels above the `probability` quantile of the whole map (core/numeric/quantile.h)
Region binarised(const Map& relevance, Binarise rule, double probability, std::size_t count);
/// The `count` pixels of the largest values; of equal ones those first in reading order, NaN last.
Region top_pixels(const Map& map, std::size_t count);
/// The top `share` of the pixels, as far as their relevance is positive: what the expert sees as highlighted.
Region highlighted(const Map& relevance, double share);
/// Index of the largest value, first in reading order; -1 if nothing is positive or a value is not finite.
std::ptrdiff_t peak(const Map& relevance);
/// 1 if the peak lies within `tolerance` pixels (Euclidean) of the region, else 0.
double hit(const Map& relevance, const Region& region, double tolerance = 0);

/// |a ∩ b| / |a ∪ b|; NaN if both are empty.
double jaccard(const Region& a, const Region& b);
/// 2 |a ∩ b| / (|a| + |b|); NaN if both are empty.
double dice(const Region& a, const Region& b);

Region intersection(const Region& a, const Region& b);
/// a without b.
Region difference(const Region& a, const Region& b);

}  // namespace xil
