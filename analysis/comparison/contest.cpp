#include "analysis/comparison/contest.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace xil {
namespace {

std::vector<double> scores(const std::vector<double>& values, bool greater_is_better) {
  std::vector<double> scores = values;
  for (double& value : scores) value = greater_is_better ? value : -value;
  return scores;
}

std::vector<Watched> watched(const DatasetComparison& data, const std::string& strategy) {
  const std::vector<double>&reached = data.values.at(strategy), &ends = data.ends.at(strategy);
  std::vector<Watched> runs;
  for (std::size_t i = 0; i < reached.size(); ++i) runs.push_back({reached[i], ends[i]});
  return runs;
}

Contest contest_of_budgets(const std::vector<Watched>& a, const std::vector<Watched>& b) {
  Contest contest;
  for (const auto* runs : {&a, &b}) {
    for (const Watched& run : *runs) contest.tolerance = std::max(contest.tolerance, kTieShare * std::abs(run.end));
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const WatchedPair pair = compare_watched(a[i], b[i], contest.tolerance);
    contest.differences.push_back(pair.difference);
    contest.undecided += pair.undecided ? 1 : 0;
  }
  double sum = 0;
  for (const Watched& x : a) {
    for (const Watched& y : b) sum += compare_watched(x, y, contest.tolerance).difference.direction;
  }
  contest.cliffs_delta = sum / static_cast<double>(a.size() * b.size());
  contest.improvement = (contest.cliffs_delta + 1) / 2;
  return contest;
}

}  // namespace

WatchedPair compare_watched(const Watched& a, const Watched& b, double tolerance) {
  const double end = std::min(a.end, b.end);
  const bool a_does = a.reached <= end, b_does = b.reached <= end;
  if (!a_does && !b_does) return {{}, true};
  const double earlier_by = (b_does ? b.reached : end) - (a_does ? a.reached : end), size = std::abs(earlier_by);
  if (a_does != b_does) return {{size, a_does ? 1 : -1}, false};
  return {{size, size <= tolerance ? 0 : earlier_by > 0 ? 1 : -1}, false};
}

Contest contest_of(const DatasetComparison& data, const std::string& a, const std::string& b, bool greater_is_better) {
  if (!data.ends.empty()) return contest_of_budgets(watched(data, a), watched(data, b));
  const std::vector<double> x = scores(data.values.at(a), greater_is_better),
                            y = scores(data.values.at(b), greater_is_better);
  return {differences_of(x, y), std::max(tie_tolerance(x), tie_tolerance(y)), 0, cliffs_delta(x, y),
          probability_of_improvement(x, y)};
}

std::vector<double> scores_of_seed(const DatasetComparison& data, std::size_t seed, bool greater_is_better) {
  double end = std::numeric_limits<double>::infinity();
  for (const auto& [strategy, ends] : data.ends) end = std::min(end, ends[seed]);
  std::vector<double> scores;
  for (const auto& [strategy, values] : data.values) {
    const double value =
        values[seed] <= end || data.ends.empty() ? values[seed] : 2 * std::abs(end) + 1;  // behind all that reach it
    scores.push_back(greater_is_better ? value : -value);
  }
  return scores;
}

}  // namespace xil
