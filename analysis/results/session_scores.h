#pragma once

#include <span>
#include <utility>
#include <vector>

#include "framework/core/interfaces/session.h"

namespace xil {

/// Median and quartiles of some values (quantile()); NaN where there are none.
struct Spread {
  double median = kUndefined, low = kUndefined, high = kUndefined;
  std::size_t count = 0;
};
Spread spread_of(const std::vector<double>& values);

/// Cohen's kappa (1960) of pairs of labels: agreement beyond that of chance, (p_o - p_e) / (1 - p_e). NaN without
/// pairs, and where both sides know one and the same class only, so that chance agrees always.
double cohens_kappa(std::span<const std::pair<int, int>> pairs);

/// Raw NASA-TLX: the mean of the six scales without weights, 0 to 100 (Hart 2006). NaN where a scale is missing or was
/// skipped.
double raw_tlx(std::span<const QuestionnaireLine> lines);
/// System Usability Scale by Brooke (1996), 0 to 100: odd items count value - 1, even ones 5 - value, and their sum
/// 2.5 times. NaN where an item is missing or was skipped.
double sus_score(std::span<const QuestionnaireLine> lines);

}  // namespace xil
