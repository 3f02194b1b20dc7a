#include "analysis/results/session_scores.h"

#include <map>

#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

/// A question's value; NaN if there is none.
double value_of(std::span<const QuestionnaireLine> lines, std::string_view scale, std::string_view name) {
  for (const QuestionnaireLine& line : lines)
    if (line.scale == scale && line.name == name) return line.value;
  return kUndefined;
}

}  // namespace

Spread spread_of(const std::vector<double>& values) {
  return {quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75), values.size()};
}

double cohens_kappa(std::span<const std::pair<int, int>> pairs) {
  const double total = static_cast<double>(pairs.size());
  std::map<int, std::pair<double, double>> counts;  // class -> how often on either side
  double agreed = 0;
  for (const auto& [one, other] : pairs) {
    ++counts[one].first;
    ++counts[other].second;
    agreed += one == other ? 1 : 0;
  }
  double by_chance = 0;  // times the square of `total`, so that it is exact
  for (const auto& [label, count] : counts) by_chance += count.first * count.second;
  if (by_chance == total * total) return kUndefined;
  return (agreed * total - by_chance) / (total * total - by_chance);
}

double raw_tlx(std::span<const QuestionnaireLine> lines) {
  double sum = 0;
  for (const std::string_view name : kTlxQuestions) sum += value_of(lines, "tlx", name);
  return sum / static_cast<double>(kTlxQuestions.size());
}

double sus_score(std::span<const QuestionnaireLine> lines) {
  double sum = 0;
  for (std::size_t i = 0; i < kSusQuestions.size(); ++i) {
    const double value = value_of(lines, "sus", kSusQuestions[i]);
    sum += i % 2 == 0 ? value - 1 : 5 - value;  // the first item is odd
  }
  return 2.5 * sum;
}

}  // namespace xil
