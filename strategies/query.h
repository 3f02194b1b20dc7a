#pragma once

#include <array>
#include <vector>

#include "strategies/strategy.h"

namespace xil {

enum class QueryRule { Uncertainty, Random };
template <>
struct EnumNames<QueryRule> {
  static constexpr std::array<std::string_view, 2> names = {"uncertainty", "random"};
};

/// min(count, rows) distinct rows out of `rows`, uniformly.
std::vector<std::size_t> random_rows(std::size_t rows, std::size_t count, Rng& rng);
/// The rows whose largest probability is smallest (least confidence); equal ones in random order.
std::vector<std::size_t> least_confident_rows(const Matrix& probabilities, std::size_t count, Rng& rng);
/// The rows with the largest scores, best first; equal ones in random order.
std::vector<std::size_t> largest_rows(const std::vector<double>& scores, std::size_t count, Rng& rng);
std::vector<std::size_t> query_rows(QueryRule rule, const PoolView& view, std::size_t count, Rng& rng);

}  // namespace xil
