#pragma once

#include <span>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// Mean of every column, in double. Precondition: there are rows.
std::vector<double> column_means(const Matrix& table);

/// Cosine of two feature rows without the centre; 0 where one of them has no length, NaN where a value is not finite.
/// Features after a ReLU all point into one corner, so that cosines without centring hardly differ.
double centred_cosine(std::span<const float> a, std::span<const float> b, std::span<const double> centre);

}  // namespace xil
