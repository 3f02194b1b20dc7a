#include "experiments/bench/estimator_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"
#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 7> kWithCurve = {
    "rise", "invrise", "centred", "control variate", "hadamard", "hadamard, control variate", "hadamard, logistic"};

Value interval_value(const std::vector<double>& values) {
  const Interval interval = median_interval(values);
  if (std::isnan(interval.low)) return Value();
  return Value(Value::List{Value(interval.low), Value(interval.high)});
}

Value estimator_value(const EstimatorReport& report, std::size_t e, std::size_t count) {
  const EstimatorComparison& found = report.comparison;
  const auto vs_rise = found.saved(count, e, kRise), vs_invrise = found.saved(count, e, kInvRise);
  return Value(Value::Map{{"name", json_value(kComparedEstimators[e].name)},
                          {"masks", Value(report.plan.counts[count])},
                          {"nsr", Value(quantile(found.noise[count][e], 0.5))},
                          {"saved_vs_rise", Value(quantile(vs_rise, 0.5))},
                          {"saved_vs_invrise", Value(quantile(vs_invrise, 0.5))},
                          {"saved_vs_rise_interval", interval_value(vs_rise)},
                          {"saved_vs_invrise_interval", interval_value(vs_invrise)},
                          {"nsr_per_item", json_value(found.noise[count][e])},
                          {"saved_vs_rise_per_item", json_value(vs_rise)},
                          {"saved_vs_invrise_per_item", json_value(vs_invrise)}});
}

Value map_values(const EstimatorReport& report) {
  Value::List maps;
  for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) {
    maps.push_back(Value(Value::Map{{"name", json_value(kComparedEstimators[e].name)},
                                    {"map_seconds", Value(report.comparison.map_seconds[e])},
                                    {"faster_than_rise", Value(report.faster(e, kRise))},
                                    {"faster_than_invrise", Value(report.faster(e, kInvRise))}}));
  }
  return Value(std::move(maps));
}

/// "12.3 [9.8, 14.1]": the median with its interval, or with all values if they are too few for an interval.
std::string median_text(const std::vector<double>& values, int digits = 1) {
  Interval interval = median_interval(values);
  if (std::isnan(interval.low)) interval = {quantile(values, 0), quantile(values, 1)};
  return fmt::format("{:6.{}f} [{:.{}f}, {:.{}f}]", quantile(values, 0.5), digits, interval.low, digits, interval.high,
                     digits);
}

std::string speed_text(const EstimatorReport& report) {
  const ExplainSpeed& speed = report.speed;
  std::string text = "masked copies per second\n";
  for (const auto& [name, rate] :
       {std::pair{"bare forward passes", speed.forward}, std::pair{"xil, all included", speed.engine},
        std::pair{"plain RISE, all included", speed.plain}}) {
    text += fmt::format("{:28}{:10.1f}{:8.2f}\n", name, rate, rate / speed.forward);
  }
  return text;
}

}  // namespace

std::size_t EstimatorReport::at_masks() const {
  return static_cast<std::size_t>(std::ranges::find(plan.counts, plan.masks) - plan.counts.begin());
}

double EstimatorReport::faster(std::size_t e, std::size_t base) const {
  const double scoring = static_cast<double>(plan.masks) / speed.engine;
  std::vector<double> ratios;
  for (const double saved : comparison.saved(at_masks(), e, base)) {
    ratios.push_back((saved * scoring + comparison.map_seconds[base]) / (scoring + comparison.map_seconds[e]));
  }
  return quantile(ratios, 0.5);
}

Value to_json_value(const EstimatorReport& report) {
  Value::Map values{{"dataset", Value(report.dataset)},
                    {"model", Value(report.model)},
                    {"device", Value(report.device)},
                    {"height", json_value(report.height)},
                    {"width", json_value(report.width)},
                    {"forward_per_s", Value(report.speed.forward)},
                    {"engine_per_s", Value(report.speed.engine)},
                    {"engine_over_forward", Value(report.speed.engine / report.speed.forward)},
                    {"plain_per_s", Value(report.speed.plain)},
                    {"items", json_value(report.items)}};
  Value::List estimators;
  for (std::size_t e = 0; report.items > 0 && e < kComparedEstimators.size(); ++e) {
    for (std::size_t count = 0; count < report.plan.counts.size(); ++count)
      estimators.push_back(estimator_value(report, e, count));
  }
  values.emplace_back("estimators", Value(std::move(estimators)));
  if (report.items == 0) return Value(std::move(values));
  values.emplace_back("accuracy", Value(report.accuracy));
  values.emplace_back("masks", Value(report.plan.masks));
  values.emplace_back("pool", Value(report.plan.pool));
  values.emplace_back("score_mean", json_value(report.comparison.score_mean));
  values.emplace_back("score_sd", json_value(report.comparison.score_sd));
  values.emplace_back("chosen_on_other_items", json_value(kComparedEstimators[report.best].name));
  values.emplace_back("maps", map_values(report));
  return Value(std::move(values));
}

std::string to_text(const EstimatorReport& report) {
  std::string text = fmt::format("{} on {} at {} x {}, on {}\n\n{}", report.model, report.dataset, report.height,
                                 report.width, report.device, speed_text(report));
  if (report.items == 0) return text;
  const EstimatorComparison& found = report.comparison;
  const std::size_t count = report.at_masks();
  text +=
      fmt::format("\naccuracy {:.3f}; scores under masks: mean {}, deviation {} (median of {} items, its interval)\n",
                  report.accuracy, median_text(found.score_mean, 2), median_text(found.score_sd, 2), report.items);
  text += fmt::format("\n{:28}{:>12}  {:24}  {:22}{}\n", fmt::format("{} masks", report.plan.masks), "noise/signal",
                      "masks saved against RISE", "against InvRISE", "times faster");
  for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) {
    text += fmt::format("{:28}{:12.4f}  {:24}  {:22}{:8.1f}{}\n", kComparedEstimators[e].name,
                        quantile(found.noise[count][e], 0.5), median_text(found.saved(count, e, kRise)),
                        median_text(found.saved(count, e, kInvRise)), report.faster(e, kInvRise),
                        e == report.best ? "  chosen on other items" : "");
  }
  return text;
}

EstimatorFigure to_figure(const EstimatorReport& report) {
  EstimatorFigure figure{fmt::format("estimators_{}_{}", file_stem(report.dataset), file_stem(report.model)),
                         fmt::format("{} on {}, {} x {}", report.model, report.dataset, report.height, report.width),
                         std::string(kComparedEstimators[kInvRise].name),
                         static_cast<double>(report.plan.masks),
                         {}};
  const EstimatorComparison& found = report.comparison;
  for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) {
    EstimatorResult result{.name = std::string(kComparedEstimators[e].name),
                           .with_curve = false,
                           .curve = {},
                           .saved_per_item = found.saved(report.at_masks(), e, kInvRise),
                           .saved = 0,
                           .interval = {}};
    result.with_curve = std::ranges::find(kWithCurve, result.name) != kWithCurve.end();
    result.saved = quantile(result.saved_per_item, 0.5);
    result.interval = median_interval(result.saved_per_item);
    for (std::size_t count = 0; count < report.plan.counts.size(); ++count) {
      const auto& noise = found.noise[count][e];
      result.curve.push_back({static_cast<double>(report.plan.counts[count]),
                              quantile(noise, 0.5),
                              {quantile(noise, 0.25), quantile(noise, 0.75)}});
    }
    figure.results.push_back(std::move(result));
  }
  return figure;
}

}  // namespace xil
