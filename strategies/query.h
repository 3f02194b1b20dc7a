#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "strategies/strategy.h"

namespace xil {

enum class QueryRule { Uncertainty, Random };
template <>
struct EnumNames<QueryRule> {
  static constexpr std::array<std::string_view, 2> names = {"uncertainty", "random"};
};

/// How little a model knows of an item's class, from its probabilities p. With two classes all three rank items alike.
enum class UncertaintyMeasure {
  LeastConfidence,  ///< -max p
  Margin,           ///< least difference between the largest and the second largest p
  Entropy,          ///< -sum p ln p
};
template <>
struct EnumNames<UncertaintyMeasure> {
  static constexpr std::array<std::string_view, 3> names = {"least_confidence", "margin", "entropy"};
};

/// min(count, rows) distinct rows out of `rows`, uniformly.
std::vector<std::size_t> random_rows(std::size_t rows, std::size_t count, Rng& rng);
/// The rows whose largest probability is smallest (least confidence); equal ones in random order.
std::vector<std::size_t> least_confident_rows(const Matrix& probabilities, std::size_t count, Rng& rng);
/// The rows of which the model knows least by that measure; equal ones in random order.
std::vector<std::size_t> uncertain_rows(UncertaintyMeasure measure, const Matrix& probabilities, std::size_t count,
                                        Rng& rng);
/// The rows with the largest scores, best first; equal ones in random order.
std::vector<std::size_t> largest_rows(const std::vector<double>& scores, std::size_t count, Rng& rng);
/// Greedy selection (k-centre, k-means++) of up to `count` rows of `left`. pick(left, nearest) returns the index into
/// `left` of the next row; distance(row, chosen) updates `nearest` [pool], each row's distance to the nearest chosen
/// row.
template <class Pick, class Distance>
std::vector<std::size_t> greedy_rows(std::vector<std::size_t> left, std::vector<double> nearest, std::size_t count,
                                     Pick pick, Distance distance) {
  std::vector<std::size_t> chosen;
  while (chosen.size() < count && !left.empty()) {
    const std::size_t place = pick(left, nearest);
    chosen.push_back(left[place]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(place));
    for (const std::size_t row : left) nearest[row] = std::min(nearest[row], distance(row, chosen.back()));
  }
  return chosen;
}
/// The rows to query by `rule`. `uncertainty` is least confidence, the rule of the strategy `active`.
std::vector<std::size_t> query_rows(QueryRule rule, const PoolView& view, std::size_t count, Rng& rng);

}  // namespace xil
