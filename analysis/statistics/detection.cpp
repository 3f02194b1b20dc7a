#include "analysis/statistics/detection.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? kNaN : static_cast<double>(part) / static_cast<double>(whole);
}

/// How many of `count` items are at most the share `rate`; a product such as .05 * 20 may lie below 1 by its rounding.
std::size_t allowed(std::size_t count, double rate) {
  constexpr double kRounding = 1e-9;
  return std::min(count, static_cast<std::size_t>(rate * static_cast<double>(count) + kRounding));
}

}  // namespace

std::vector<DetectionStep> detection_steps(std::span<const double> scores, std::span<const std::uint8_t> is_defect) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return scores[i]; });
  const auto defects = static_cast<std::size_t>(std::ranges::count_if(is_defect, [](auto one) { return one != 0; }));
  const std::size_t others = scores.size() - defects;
  std::vector<DetectionStep> steps;
  std::size_t found = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    found += is_defect[order[i]] != 0 ? 1 : 0;
    const double score = scores[order[i]];
    if (i + 1 < order.size() && scores[order[i + 1]] == score) continue;
    steps.push_back({score, share(i + 1 - found, others), share(found, defects), share(found, i + 1)});
  }
  return steps;
}

double roc_area(std::span<const DetectionStep> steps) {
  if (steps.empty()) return kNaN;
  double area = 0;
  DetectionStep last;
  for (const DetectionStep& step : steps) {
    area += (step.false_alarms - last.false_alarms) * (step.recall + last.recall) / 2;
    last = step;
  }
  return area;
}

double mean_precision(std::span<const DetectionStep> steps) {
  if (steps.empty()) return kNaN;
  double sum = 0, last = 0;
  for (const DetectionStep& step : steps) {
    sum += (step.recall - last) * step.precision;
    last = step.recall;
  }
  return sum;
}

double recall_at(std::span<const DetectionStep> steps, double false_alarms) {
  if (steps.empty() || std::isnan(steps.back().false_alarms) || std::isnan(steps.back().recall)) return kNaN;
  DetectionStep below;  // (0, 0), then the last step of at most that share
  for (const DetectionStep& step : steps) {
    if (step.false_alarms > false_alarms) {
      const double part = (false_alarms - below.false_alarms) / (step.false_alarms - below.false_alarms);
      return std::lerp(below.recall, step.recall, part);
    }
    below = step;
  }
  return below.recall;
}

double precision_at(std::span<const DetectionStep> steps, double recall) {
  constexpr double kRounding = 1e-12;
  if (steps.empty() || std::isnan(steps.back().recall)) return kNaN;
  for (const DetectionStep& step : steps) {
    if (step.recall >= recall - kRounding) return step.precision;
  }
  return steps.back().precision;
}

std::optional<OperatingPoint> operating_point(std::span<const double> scores, std::span<const std::uint8_t> is_defect,
                                              double rate) {
  std::vector<double> good;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (is_defect[i] == 0) good.push_back(scores[i]);
  }
  const std::size_t alarms = allowed(good.size(), rate), defects = scores.size() - good.size();
  if (alarms == 0 || defects == 0) return std::nullopt;
  std::ranges::sort(good, std::greater<>());
  OperatingPoint point;
  point.threshold = alarms < good.size() ? good[alarms] : -std::numeric_limits<double>::infinity();
  const auto flagged = [&](double score) { return score > point.threshold; };
  point.false_alarms = share(static_cast<std::size_t>(std::ranges::count_if(good, flagged)), good.size());
  point.expected_false_alarms = share(alarms + 1, good.size() + 1);
  std::size_t missed = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) missed += is_defect[i] != 0 && !flagged(scores[i]) ? 1 : 0;
  point.missed = share(missed, defects);
  return point;
}

std::size_t items_needed(double rate) {
  auto items = static_cast<std::size_t>(1 / rate);
  while (allowed(items, rate) == 0) ++items;
  return items;
}

std::vector<std::vector<std::size_t>> confusion_counts(std::span<const std::size_t> truths,
                                                       std::span<const std::size_t> predictions, std::size_t classes) {
  std::vector<std::vector<std::size_t>> counts(classes, std::vector<std::size_t>(classes));
  for (std::size_t i = 0; i < truths.size(); ++i) ++counts[truths[i]][predictions[i]];
  return counts;
}

}  // namespace xil
