#include "analysis/quality/detection_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "analysis/statistics/detection.h"
#include "analysis/statistics/resampling.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kGrid = 200;

using Steps = std::vector<DetectionStep>;

/// The steps of the questions of one run whose curves are defined.
std::vector<Steps> curves_of(const TestPredictions& test, const ClassRoles& roles) {
  std::vector<Steps> curves;
  const auto add = [&](const DetectionQuestion& question) {
    Steps steps = detection_steps(question.scores, question.is_positive);
    if (!std::isnan(roc_area(steps))) curves.push_back(std::move(steps));
  };
  if (roles.only_defect()) {
    add(has_defect(test, roles));
  } else {
    for (std::size_t k = 0; k < roles.names.size(); ++k) add(is_of_class(test, k));
  }
  return curves;
}

/// Mean over the classes; NaN without any.
double macro(const std::vector<Steps>& curves, const std::function<double(const Steps&)>& value_of) {
  std::vector<double> values;
  for (const Steps& steps : curves) values.push_back(value_of(steps));
  return mean(values);
}

using RunCurves = std::vector<std::vector<Steps>>;  // [seed][class]

CurveBand band_of(const RunCurves& runs, bool from_zero, double (*height_at)(std::span<const DetectionStep>, double),
                  Resampling& resampling) {
  CurveBand band;
  std::vector<std::vector<double>> heights;  // [point][seed]
  for (std::size_t i = from_zero ? 0 : 1; i <= kGrid; ++i) {
    const double x = static_cast<double>(i) / kGrid;
    std::vector<double>& values = heights.emplace_back();
    for (const auto& curves : runs)
      values.push_back(macro(curves, [&](const Steps& steps) { return height_at(steps, x); }));
    band.x.push_back(x);
    band.mean.push_back(mean(values));
  }
  for (std::vector<double>& means : resampling.means_of(heights)) {
    const Interval interval = resampling.interval(std::move(means));
    band.low.push_back(interval.low);
    band.high.push_back(interval.high);
  }
  return band;
}

std::string group_of(const TestPredictions& test, std::size_t row, const ClassRoles& roles) {
  const std::string &type = test.types[row], &name = roles.names[test.labels[row]];
  if (type.empty() || type == name) return name;
  return roles.only_defect() ? type : fmt::format("{}, {}", name, type);
}

struct Tally {
  std::size_t right = 0, all = 0;
};

/// Per group of one run: the items that were predicted as their own class.
std::map<std::string, Tally> tallies_of(const TestPredictions& test, const ClassRoles& roles) {
  const std::vector<std::size_t> predicted = predicted_classes(test);
  std::map<std::string, Tally> tallies;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    if (roles.ok == test.labels[i]) continue;
    Tally& tally = tallies[group_of(test, i, roles)];
    ++tally.all;
    tally.right += predicted[i] == test.labels[i] ? 1 : 0;
  }
  return tallies;
}

/// The values of one strategy at one rate, over its seeds.
struct MissedValues {
  std::vector<double> missed, false_alarms, expected;
  std::size_t defects = 0;
  std::vector<std::size_t> too_few;  ///< numbers of ok items that are too few
};

MissedValues missed_values(const TestResults& results, std::size_t strategy, double rate) {
  MissedValues values;
  for (const auto& run : results.runs[strategy]) {
    if (!run) continue;
    const DetectionQuestion question = has_defect(*run, results.roles);
    const auto defects = static_cast<std::size_t>(std::ranges::count(question.is_positive, std::uint8_t{1}));
    const auto point = operating_point(question.scores, question.is_positive, rate);
    if (!point && defects > 0) values.too_few.push_back(question.scores.size() - defects);
    if (!point) continue;
    values.missed.push_back(point->missed);
    values.false_alarms.push_back(point->false_alarms);
    values.expected.push_back(point->expected_false_alarms);
    values.defects += defects;
  }
  return values;
}

}  // namespace

SeedMean mean_of_seeds(std::vector<double> values, Resampling& resampling) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return {mean(values), resampling.interval(resampling.means(values)), values.size()};
}

ConfusionSummary confusion_of(const TestResults& results, std::size_t strategy) {
  const std::size_t classes = results.roles.names.size();
  ConfusionSummary summary{std::vector(classes, std::vector<double>(classes, kUndefined)),
                           std::vector(classes, std::vector<std::size_t>(classes)), 0};
  std::vector<std::vector<std::vector<double>>> shares(classes, std::vector<std::vector<double>>(classes));
  for (const auto& run : results.runs[strategy]) {
    if (!run) continue;
    ++summary.seeds;
    const auto counts = confusion_counts(run->labels, predicted_classes(*run), classes);
    for (std::size_t k = 0; k < classes; ++k) {
      std::size_t all = 0;
      for (const std::size_t count : counts[k]) all += count;
      for (std::size_t j = 0; j < classes; ++j) {
        summary.counts[k][j] += counts[k][j];
        if (all > 0) shares[k][j].push_back(static_cast<double>(counts[k][j]) / static_cast<double>(all));
      }
    }
  }
  for (std::size_t k = 0; k < classes; ++k) {
    for (std::size_t j = 0; j < classes; ++j) summary.shares[k][j] = mean(shares[k][j]);
  }
  return summary;
}

std::vector<DetectionSummary> detection_of(const TestResults& results) {
  std::vector<DetectionSummary> summaries;
  Resampling resampling(0);
  for (std::size_t strategy = 0; strategy < results.runs.size(); ++strategy) {
    RunCurves runs;
    std::vector<double> areas, precisions;
    for (const auto& run : results.runs[strategy]) {
      if (!run) continue;
      auto curves = curves_of(*run, results.roles);
      if (curves.empty()) continue;
      areas.push_back(macro(curves, [](const Steps& steps) { return roc_area(steps); }));
      precisions.push_back(macro(curves, [](const Steps& steps) { return mean_precision(steps); }));
      runs.push_back(std::move(curves));
    }
    if (runs.empty()) continue;
    summaries.push_back({strategy, band_of(runs, true, recall_at, resampling),
                         band_of(runs, false, precision_at, resampling), mean_of_seeds(areas, resampling),
                         mean_of_seeds(precisions, resampling)});
  }
  return summaries;
}

std::vector<GroupedValue> recalls_of(const TestResults& results) {
  std::map<std::pair<std::string, std::size_t>, GroupedValue> all;
  std::map<std::pair<std::string, std::size_t>, std::vector<double>> values;
  for (std::size_t strategy = 0; strategy < results.runs.size(); ++strategy) {
    for (const auto& run : results.runs[strategy]) {
      if (!run) continue;
      for (const auto& [group, tally] : tallies_of(*run, results.roles)) {
        GroupedValue& value = all[{group, strategy}];
        value.group = group;
        value.strategy = strategy;
        value.items += tally.all;
        values[{group, strategy}].push_back(static_cast<double>(tally.right) / static_cast<double>(tally.all));
      }
    }
  }
  std::vector<GroupedValue> recalls;
  Resampling resampling(0);
  for (auto& [key, value] : all) {
    value.value = mean_of_seeds(values[key], resampling);
    recalls.push_back(value);
  }
  return recalls;
}

std::vector<MissedSummary> missed_of(const TestResults& results, const std::vector<double>& rates,
                                     std::vector<std::string>& notes) {
  const std::string& dataset = results.blocks->dataset;
  if (!results.roles.ok) {
    notes.push_back(
        fmt::format("{}: missed defects are left out, since none of the classes {} is known to be the one "
                    "without a defect (dataset.ok_class names it)",
                    dataset, fmt::join(results.roles.names, ", ")));
    return {};
  }
  std::vector<MissedSummary> summaries;
  Resampling resampling(0);
  for (const double rate : rates) {
    std::set<std::size_t> too_few;
    for (std::size_t strategy = 0; strategy < results.runs.size(); ++strategy) {
      const MissedValues values = missed_values(results, strategy, rate);
      too_few.insert(values.too_few.begin(), values.too_few.end());
      if (values.missed.empty()) continue;
      summaries.push_back({rate, strategy, mean_of_seeds(values.missed, resampling),
                           mean_of_seeds(values.false_alarms, resampling), mean_of_seeds(values.expected, resampling),
                           values.defects});
    }
    if (!too_few.empty())
      notes.push_back(
          fmt::format("{}: missed defects at {} false alarms are undefined in runs with {} ok test items, "
                      "of which one is a larger share: it takes at least {}",
                      dataset, rate_text(rate), fmt::join(too_few, ", "), items_needed(rate)));
  }
  return summaries;
}

std::string rate_text(double share) { return fmt::format("{:.3g} %", 100 * share); }

}  // namespace xil
