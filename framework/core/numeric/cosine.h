#pragma once

#include <span>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// Mean of every column, in double.
/// Precondition: the table has rows.
std::vector<double> column_means(const Matrix& table);

/// Cosine of two feature rows after the subtraction of `centre`; 0 if one of the differences has length 0, NaN if a
/// value is not finite. Features after a ReLU all point into the same orthant, so that their cosines hardly differ
/// without centring.
double centred_cosine(std::span<const float> a, std::span<const float> b, std::span<const double> centre);

}  // namespace xil
