#include "analysis/results/run_scalars.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/base/near_name.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kLowShare = 0.25;

struct Range {
  double low = -kNever, high = kNever;
};

double first_reaching(const Curve& curve, double target, bool falling) {
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (std::isnan(curve.y[i])) return kNaN;
    if (falling ? curve.y[i] <= target : curve.y[i] >= target) return curve.x[i];
  }
  return curve.empty() ? kNaN : kNever;
}

double scalar_of(const Curve& curve, const ScalarRequest& request, const Range& range) {
  if (curve.empty()) return kNaN;
  switch (request.scalar) {
    case Scalar::Area:
      return normalised_area(curve, range.low, range.high);
    case Scalar::Final:
      return value_at(curve, range.high);
    case Scalar::Low:
      return value_at(curve, range.low + kLowShare * (range.high - range.low));
    case Scalar::ToTarget:
      return first_reaching(curve, request.target, lower_is_better({request.metric, Scalar::Final}));
  }
  return kNaN;
}

void check_starts(std::span<const RunData> runs) {
  std::map<std::pair<std::string, Unit>, std::size_t> first;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (is_reference(runs[i])) continue;  // it labels everything at once
    const auto [place, is_new] = first.emplace(std::pair(runs[i].run.dataset, runs[i].run.unit()), i);
    refuse_unless(runs[place->second].start == runs[i].start,
                  "{} and {}: strategies '{}' and '{}' of dataset={} seed={} did not start equal: their data, split, "
                  "initial set or test items differ, so that they are no pair",
                  runs[place->second].run.file.string(), runs[i].run.file.string(), runs[place->second].run.strategy,
                  runs[i].run.strategy, runs[i].run.dataset, runs[i].run.unit().text());
  }
}

/// Why a complete run has no value.
std::string why_undefined(const RunData& run, const Curve& curve, const std::string& metric) {
  const std::string file = run.run.file.filename().string();
  const auto undefined = std::ranges::find_if(curve.y, [](double y) { return std::isnan(y); });
  if (curve.empty()) return fmt::format("{} is undefined in every round of {}", metric, file);
  if (undefined == curve.y.end())
    return fmt::format("the curve of {} in {} does not cover the budgets that all runs share", metric, file);
  const double budget = curve.x[static_cast<std::size_t>(undefined - curve.y.begin())];
  return fmt::format("{} is undefined at budget {} of {}", metric, budget, file);
}

/// Datasets on which some run has the metric.
std::set<std::string> measured_datasets(std::span<const RunData> runs, const ScalarRequest& request) {
  std::set<std::string> datasets;
  for (const RunData& run : runs) {
    if (!metric_curve(run.summary, request.metric, request.axis).empty()) datasets.insert(run.run.dataset);
  }
  return datasets;
}

[[noreturn]] void refuse_metric(std::span<const RunData> runs, const std::string& given) {
  std::set<std::string> found;
  for (const RunData& run : runs) {
    for (const auto& [name, values] : run.summary.rounds.columns) {
      if (std::ranges::any_of(values, [](double value) { return std::isfinite(value); })) found.insert(name);
    }
  }
  const std::vector<std::string> known(found.begin(), found.end());
  refuse("no run has values of the metric '{}'. Known: {}{}", given, fmt::join(known, ", "), near_name(given, known));
}

/// Per dataset the budgets that every run's curve covers.
std::map<std::string, Range> shared_ranges(std::span<const RunData> runs, const ScalarRequest& request) {
  std::map<std::string, Range> ranges;
  for (const RunData& run : runs) {
    const Curve curve = metric_curve(run.summary, request.metric, request.axis);
    Range& range = ranges[run.run.dataset];
    if (is_reference(run) || curve.empty()) continue;
    range.low = std::max(range.low, curve.x.front());
    range.high = std::min(range.high, curve.x.back());
  }
  return ranges;
}

}  // namespace

std::string describe(const ScalarRequest& request) {
  const std::string_view over = metric_of(request.axis).title;
  switch (request.scalar) {
    case Scalar::Area:
      return fmt::format("AUBC of {} over {}", request.metric, over);
    case Scalar::Final:
      return fmt::format("final {} (over {})", request.metric, over);
    case Scalar::Low:
      return fmt::format("{} at a quarter of the {}", request.metric, over);
    case Scalar::ToTarget:
      return fmt::format("{} until {} reaches {}", over, request.metric, request.target);
  }
  return {};
}

bool lower_is_better(const ScalarRequest& request) {
  if (request.scalar == Scalar::ToTarget) return true;
  const MetricInfo* metric = find_metric(request.metric);
  refuse_unless(metric != nullptr,
                "whether more or less of '{}' is better is not known to this xil: its metrics are {}", request.metric,
                fmt::join(metric_table() | std::views::transform(&MetricInfo::name), ", "));
  return metric->better == Better::Less;
}

std::vector<Observation> scalars_of(std::span<const RunData> runs, const ScalarRequest& request,
                                    std::vector<std::string>& notes) {
  check_starts(runs);
  const auto ranges = shared_ranges(runs, request);
  const std::set<std::string> measured = measured_datasets(runs, request);
  if (measured.empty()) refuse_metric(runs, request.metric);
  std::vector<Observation> observations;
  std::set<std::string> references, unmeasured;
  for (const RunData& run : runs) {
    if (!measured.contains(run.run.dataset)) {
      unmeasured.insert(run.run.dataset);
      continue;
    }
    if (is_reference(run) && request.scalar != Scalar::Final) {
      references.insert(fmt::format("{} on {}", run.run.strategy, run.run.dataset));
      continue;
    }
    const Curve curve = metric_curve(run.summary, request.metric, request.axis);
    Observation observation{run.run.dataset, run.run.strategy, run.run.seed,
                            scalar_of(curve, request, ranges.at(run.run.dataset))};
    observation.expert = run.run.expert;
    if (std::isnan(observation.value)) observation.why = why_undefined(run, curve, request.metric);
    if (request.scalar == Scalar::ToTarget && !curve.empty()) observation.end = curve.x.back();
    observations.push_back(std::move(observation));
  }
  for (const std::string& dataset : unmeasured)
    notes.push_back(fmt::format("{} is left out of comparisons of {}, which is undefined in every run there", dataset,
                                request.metric));
  for (const std::string& reference : references) {
    notes.push_back(fmt::format("{} is left out: it has no rounds, so a final value only (--of final)", reference));
  }
  return observations;
}

}  // namespace xil
