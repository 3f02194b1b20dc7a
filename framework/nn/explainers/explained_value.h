#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/learner.h"
#include "framework/nn/networks/parameters.h"

namespace xil {

/// The value of each row's own class, [n], of logits [n, classes].
/// Precondition: there is a target per row, and each is a class.
at::Tensor explained_values(const at::Tensor& logits, std::span<const std::int64_t> targets, ExplainedValue of);

/// Fails in one line, which names the round and `what`, if one of the values is NaN or infinite.
void require_finite_values(std::span<const double> values, std::string_view what, std::uint32_t round);

/// [height, width] on any device -> a map with baseline 0 and no diagnostics. Refuses what is not finite as above.
Explanation explanation_of(const at::Tensor& map, std::string_view what, std::uint32_t round);

}  // namespace xil
