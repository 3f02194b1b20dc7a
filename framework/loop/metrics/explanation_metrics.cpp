#include "framework/loop/metrics/explanation_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/loop/metrics/localisation.h"

namespace xil {
namespace {

constexpr double kTolerancePx = 15;         // TorchRay's pointing game, at its picture size
constexpr double kToleranceAtSizePx = 224;  // scaled with the shorter side

std::string wrong_reason_of(int target) { return fmt::format("wrong_reason_{}", target); }

}  // namespace

ExplanationMetrics::ExplanationMetrics(const MetricsParams& params, int classes) : params_(params) {
  const auto declare = [&](std::string name) { means_.push_back({std::move(name)}); };
  for (const char* name :
       {"dice", "jaccard", "dice_topk", "jaccard_topk", "hit", "hit_tolerant", "relevance_mass", "wrong_reason"}) {
    declare(name);
  }
  for (int k = 0; k < classes; ++k) declare(wrong_reason_of(k));
  for (const char* name : {"explanation_mean", "explanation_sd", "explanation_p"}) declare(name);
  if (!params.perturbation) return;
  for (const char* name : {"deletion_auc", "insertion_auc"}) declare(name);
}

void ExplanationMetrics::add_value(std::string_view name, double value) {
  const auto mean = std::ranges::find(means_, name, &Mean::name);
  require(mean != means_.end(), "'{}' is no explanation metric", name);
  if (!std::isfinite(value)) return;
  mean->sum += value;
  mean->count += 1;
}

void ExplanationMetrics::add_defect(const ExplainedItem& item, const Map& relevance) {
  const Region& defect = *item.defect;
  const Region binary = binarised(relevance, params_.binarise, params_.quantile, area(defect));
  const bool defined = peak(relevance) >= 0 && area(defect) > 0;
  add_value("dice", defined ? dice(binary, defect) : kUndefined);
  add_value("jaccard", defined ? jaccard(binary, defect) : kUndefined);
  const Region top = top_pixels(item.explanation.map, area(defect));
  add_value("dice_topk", defined ? dice(top, defect) : kUndefined);
  add_value("jaccard_topk", defined ? jaccard(top, defect) : kUndefined);
  const double tolerance = kTolerancePx * std::min(defect.height, defect.width) / kToleranceAtSizePx;
  add_value("hit", hit(relevance, defect));
  add_value("hit_tolerant", hit(relevance, defect, tolerance));
  add_value("relevance_mass", mass_inside(relevance, defect));
}

void ExplanationMetrics::add(const ExplainedItem& item) {
  const Map relevance = positive_relevance(item.explanation);
  if (item.defect != nullptr) add_defect(item, relevance);
  if (item.confounder != nullptr) {
    const double share = mass_inside(relevance, *item.confounder);
    add_value("wrong_reason", share);
    add_value(wrong_reason_of(item.target), share);
    wrong_reasons_.add(relevance, *item.confounder);
  }
  for (const auto& [name, value] : item.explanation.diagnostics) {
    const std::string_view metric = diagnostic_info(name).metric;
    if (!metric.empty()) add_value(std::string(metric), value);
  }
}

NamedValues ExplanationMetrics::means() const {
  NamedValues values;
  for (const Mean& mean : means_) {
    values.emplace_back(mean.name, mean.count > 0 ? mean.sum / mean.count : kUndefined);
  }
  values.emplace_back("wr", wrong_reasons_.score());
  values.emplace_back("wr_left_out", wrong_reasons_.left_out());
  return values;
}

}  // namespace xil
