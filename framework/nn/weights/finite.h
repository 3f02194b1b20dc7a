#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace xil {

/// The number of values that are NaN or infinite.
std::size_t count_not_finite(std::span<const float> values);
/// What is wrong with the values of the tensor `name`, as a phrase: "holds NaN or infinite values (3 of 64)", or, for
/// the variance of a batch norm, "holds negative values (1 of 8)"; empty if nothing is wrong.
std::string fault_of_values(std::string_view name, std::span<const float> values);

}  // namespace xil
