#include "framework/loop/explanation_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "framework/core/records.h"
#include "framework/loop/localisation.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 9> kNames = {
    "dice", "jaccard", "dice_topk", "jaccard_topk", "hit", "hit_tolerant", "relevance_mass", "wrong_reason",
    "explanation_sd"};
constexpr double kTolerancePx = 15;         // TorchRay's pointing game, at its picture size
constexpr double kToleranceAtSizePx = 224;  // DESIGN: scaled with the shorter side

}  // namespace

void ExplanationMetrics::add_value(std::size_t metric, double value) {
  if (std::isnan(value)) return;
  means_[metric].sum += value;
  means_[metric].count += 1;
}

void ExplanationMetrics::add(const Explanation& explanation, const Region* defect,
                             const Region* confounder) {
  const Map relevance = positive_relevance(explanation);
  if (defect != nullptr) {
    const Region binary = above_positive_mean(relevance);
    const bool defined = area(binary) > 0;
    add_value(0, defined ? dice(binary, *defect) : kUndefined);
    add_value(1, defined ? jaccard(binary, *defect) : kUndefined);
    const Region top = top_pixels(explanation.map, area(*defect));
    add_value(2, dice(top, *defect));
    add_value(3, jaccard(top, *defect));
    const double tolerance = kTolerancePx * std::min(defect->height, defect->width) / kToleranceAtSizePx;
    add_value(4, hit(relevance, *defect));
    add_value(5, hit(relevance, *defect, tolerance));
    add_value(6, mass_inside(relevance, *defect));
  }
  if (confounder != nullptr) add_value(7, mass_inside(relevance, *confounder));
  add_value(8, explanation.score_sd);
}

NamedValues ExplanationMetrics::means() const {
  NamedValues values;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const Mean& mean = means_[i];
    values.emplace_back(kNames[i], mean.count > 0 ? mean.sum / mean.count : kUndefined);
  }
  return values;
}

}  // namespace xil
