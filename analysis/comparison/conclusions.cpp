#include "analysis/comparison/conclusions.h"

#include <algorithm>
#include <set>

#include "analysis/comparison/claims.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// Pairs of all comparisons, in order.
std::vector<PairComparison*> family_of(std::span<Comparison> comparisons) {
  std::vector<PairComparison*> family;
  for (Comparison& comparison : comparisons) {
    for (DatasetComparison& data : comparison.datasets) {
      for (PairComparison& pair : data.pairs) family.push_back(&pair);
    }
  }
  return family;
}

void count_penalties(Comparison& comparison) {
  std::set<std::string> names;
  for (const DatasetComparison& data : comparison.datasets) {
    for (const auto& [strategy, values] : data.values) names.insert(strategy);
  }
  comparison.strategies.assign(names.begin(), names.end());
  const std::size_t k = names.size();
  comparison.penalties.assign(k, std::vector<std::size_t>(k, 0));
  const auto place = [&](const std::string& name) {
    return static_cast<std::size_t>(std::ranges::lower_bound(comparison.strategies, name) -
                                    comparison.strategies.begin());
  };
  for (const DatasetComparison& data : comparison.datasets) {
    for (const PairComparison& pair : data.pairs) {
      if (pair.claimed) ++comparison.penalties[place(pair.better)][place(pair.worse)];
    }
  }
}

/// What the seeds find, and how many would be needed.
void advise(DatasetComparison& data, const PowerTable& first_step) {
  for (PairComparison& pair : data.pairs) {
    pair.detectable.reset();
    pair.seeds_needed.reset();
    if (!(pair.deviation > 0)) continue;
    if (data.advice.detectable_effect) pair.detectable = *data.advice.detectable_effect * pair.deviation;
    pair.seeds_needed = first_step.seeds_for(pair.difference / pair.deviation);
  }
}

void conclude(Comparison& comparison, std::size_t tests, const PowerTable& first_step) {
  comparison.tests = tests;
  for (DatasetComparison& data : comparison.datasets) {
    data.advice = xil::advise(data.units.size(), tests, comparison.options.level);
    advise(data, first_step);
    std::ranges::stable_sort(data.pairs, {}, [](const PairComparison& pair) { return pair.adjusted_p; });
    data.claim = claim_of(data, comparison.options);
  }
  count_penalties(comparison);
}

}  // namespace

void judge_together(std::span<Comparison> comparisons) {
  const double level = comparisons.front().options.level;
  for (const Comparison& comparison : comparisons)
    require(comparison.options.level == level, "comparisons of one family have one level");
  const std::vector<PairComparison*> family = family_of(comparisons);
  std::vector<double> p;
  for (const PairComparison* pair : family) p.push_back(pair->test.p);
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < family.size(); ++i) {
    family[i]->adjusted_p = adjusted[i];
    family[i]->claimed = adjusted[i] <= level;
  }
  const PowerTable first_step(level / static_cast<double>(std::max<std::size_t>(1, family.size())));
  for (Comparison& comparison : comparisons) conclude(comparison, family.size(), first_step);
}

}  // namespace xil
