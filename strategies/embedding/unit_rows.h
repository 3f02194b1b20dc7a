#pragma once

#include <span>

#include "framework/core/numeric/image.h"

namespace xil {

/// All rows of both tables, those of the first one first, each divided by its Euclidean length; rows of zeros stay.
/// Either table may be empty.
Matrix unit_rows(const Matrix& first, const Matrix& second);

/// In double precision.
double squared_distance(std::span<const float> a, std::span<const float> b);

}  // namespace xil
