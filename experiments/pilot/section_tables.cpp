#include <algorithm>
#include <cmath>

#include "experiments/pilot/section_report.h"
#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

double score_on(const RegionScores& scores, bool confounder) { return confounder ? scores.confounder : scores.defect; }

/// The scores of the maps with the classes of their items.
struct LabelledScores {
  std::vector<double> scores;
  std::vector<int> labels;
};

LabelledScores labelled_scores(std::span<const JudgedItem> items, bool confounder) {
  LabelledScores all;
  for (const JudgedItem& item : items) {
    for (const RegionScores& scores : item.maps) {
      const double score = score_on(scores, confounder);
      if (std::isnan(score)) continue;
      all.scores.push_back(score);
      all.labels.push_back(item.label);
    }
  }
  return all;
}

ThresholdRow row_of(const LabelledScores& all, double threshold, bool confounder, std::size_t classes) {
  std::vector<double> wrong(classes), count(classes);
  double wrong_sum = 0;
  for (std::size_t i = 0; i < all.scores.size(); ++i) {
    const double is_wrong = (confounder ? all.scores[i] > threshold : all.scores[i] < threshold) ? 1 : 0;
    const auto label = static_cast<std::size_t>(all.labels[i]);
    wrong[label] += is_wrong;
    count[label] += 1;
    wrong_sum += is_wrong;
  }
  ThresholdRow row{threshold, wrong_sum / static_cast<double>(all.scores.size()), {}};
  for (std::size_t k = 0; k < classes; ++k) row.classes.push_back(count[k] > 0 ? wrong[k] / count[k] : kUndefined);
  return row;
}

}  // namespace

std::vector<ThresholdRow> threshold_rows(std::span<const JudgedItem> items, bool confounder, VerdictRule rule,
                                         std::size_t classes) {
  const LabelledScores all = labelled_scores(items, confounder);
  if (all.scores.empty()) return {};
  if (rule == VerdictRule::Hit) return {row_of(all, 0.5, confounder, classes)};
  const double least = std::ranges::min(all.scores), largest = std::ranges::max(all.scores);
  std::vector<ThresholdRow> rows;
  for (const double threshold : round_thresholds()) {
    if (threshold > least && threshold < largest) rows.push_back(row_of(all, threshold, confounder, classes));
  }
  return rows;
}

std::vector<double> score_quantiles(std::span<const JudgedItem> items, bool confounder) {
  const LabelledScores all = labelled_scores(items, confounder);
  std::vector<double> quantiles;
  if (all.scores.empty()) return quantiles;
  for (const double probability : {0.1, 0.25, 0.5, 0.75, 0.9}) quantiles.push_back(quantile(all.scores, probability));
  return quantiles;
}

double blind_score(std::span<const JudgedItem> items, bool confounder, VerdictRule rule, double highlight) {
  std::vector<double> scores;
  for (const JudgedItem& item : items) {
    const double share = score_on(item.area, confounder);
    if (std::isnan(share)) continue;
    const double common = highlight * share;
    scores.push_back(rule == VerdictRule::Iou ? common / (highlight + share - common) : share);
  }
  return quantile(std::move(scores), 0.5);
}

}  // namespace xil
