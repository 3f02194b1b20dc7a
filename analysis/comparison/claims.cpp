#include "analysis/comparison/claims.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xil {

std::vector<std::string> leaders_of(const DatasetComparison& data) {
  constexpr double kRoundOff = 1e-9;
  std::vector<std::string> leaders;
  for (const StrategySummary& strategy : data.strategies) {
    if (strategy.mean_rank <= data.strategies.front().mean_rank + kRoundOff) leaders.push_back(strategy.strategy);
  }
  return leaders;
}

std::vector<std::string> claimed_parts(const DatasetComparison& data) {
  std::map<std::string, std::vector<const PairComparison*>> by_winner;
  for (const PairComparison& pair : data.pairs) {
    if (pair.claimed) by_winner[pair.better].push_back(&pair);
  }
  std::vector<std::string> parts;
  for (const auto& [winner, pairs] : by_winner) {
    std::vector<std::string> losers;
    double largest = 0;
    for (const PairComparison* pair : pairs) {
      losers.push_back(pair->worse);
      largest = std::max(largest, pair->adjusted_p);
    }
    std::ranges::sort(losers);
    parts.push_back(fmt::format(
        "{} over {} (p {})", winner, fmt::join(losers, ", "),
        largest < 1e-300 ? p_text(largest) : fmt::format("{} {:.2g}", losers.size() > 1 ? "<=" : "=", largest)));
  }
  return parts;
}

namespace {

std::string claim_sentence(const DatasetComparison& data, const ComparisonOptions& options) {
  const std::vector<std::string> parts = claimed_parts(data);
  const std::size_t claimed = static_cast<std::size_t>(std::ranges::count_if(data.pairs, &PairComparison::claimed));
  if (!parts.empty()) {
    const std::size_t rest = data.pairs.size() - claimed;
    return fmt::format(
        "{}: exploratory: {}{}.", data.dataset, fmt::join(parts, "; "),
        rest == 0 ? "" : fmt::format("; {} other pair{} nothing", rest, rest == 1 ? " shows" : "s show"));
  }
  if (!data.advice.can_claim) {
    return fmt::format(
        "{}: exploratory, and nothing can be seen: with {} {} no signed-rank test can have a p below {:.2g}, and the "
        "smallest of {} under Holm has to reach {:.2g}; {} {} are the fewest.",
        data.dataset, data.units.size(), unit_noun(data.units, data.units.size() != 1), data.advice.smallest_p,
        data.advice.tests, options.level / static_cast<double>(data.advice.tests), data.advice.seeds_for_any_claim,
        unit_noun(data.units));
  }
  return fmt::format(
      "{}: exploratory: no difference stands out (smallest p under Holm {:.2g}, {} {}); that is no proof that there is "
      "none.",
      data.dataset, data.pairs.front().adjusted_p, data.units.size(), unit_noun(data.units));
}

/// How much a comparison of budgets to a target rests on; empty where every pair of runs is decided.
std::string undecided_sentence(const DatasetComparison& data) {
  std::size_t undecided = 0;
  for (const PairComparison& pair : data.pairs) undecided += pair.undecided;
  if (undecided == 0) return {};
  return fmt::format(" {} of {} pairs of runs {} undecided: neither reaches the target before one of them ends.",
                     undecided, data.pairs.size() * data.units.size(), undecided == 1 ? "is" : "are");
}

}  // namespace

std::vector<std::string> strategies_of(const DatasetComparison& data) {
  std::vector<std::string> names;
  for (const auto& [strategy, values] : data.values) names.push_back(strategy);
  return names;
}

std::string claim_of(const DatasetComparison& data, const ComparisonOptions& options) {
  return claim_sentence(data, options) + undecided_sentence(data);
}

std::string advice_of(const DatasetComparison& data) {
  const SeedAdvice& advice = data.advice;
  std::string text = fmt::format("{}: {} {}, {} test{} under Holm", data.dataset, advice.seeds, unit_noun(data.units),
                                 advice.tests, advice.tests == 1 ? "" : "s");
  if (advice.detectable_effect) {
    text += fmt::format("; a difference of {:.2f} deviations of the paired differences is found with 80 % power",
                        *advice.detectable_effect);
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (const PairComparison& pair : data.pairs) {
      if (!pair.detectable) continue;
      least = std::min(least, *pair.detectable);
      most = std::max(most, *pair.detectable);
    }
    if (most > 0)
      text += least < most ? fmt::format(", here {:.3g} to {:.3g}", least, most) : fmt::format(", here {:.3g}", most);
  } else {
    text += fmt::format("; no difference is found with 80 % power; {} {} are the fewest that can show one",
                        advice.seeds_for_any_claim, unit_noun(data.units));
  }
  return text + ".";
}

}  // namespace xil
