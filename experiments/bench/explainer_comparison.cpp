#include "experiments/bench/explainer_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "framework/core/base/csv.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/core/numeric/quantile.h"
#include "framework/loop/metrics/explanation_metrics.h"
#include "framework/loop/metrics/perturbation.h"
#include "framework/nn/bench/estimator_quality.h"
#include "framework/nn/learner/saved_network.h"

namespace xil {
namespace {

constexpr std::uint64_t kRepeats = 4;    ///< maps of one item with other random numbers
constexpr double kReferenceFactor = 16;  ///< passes of the reference in those of a map

bool serves(const RunParams& run, const ComponentSpec& explainer) {
  return model_params(run.model)->has_spatial_layer() || !explainer_params(explainer)->needs_spatial_layer();
}

/// The explainer with its defaults and the fill of the run's, at about so many passes.
ComponentSpec explainer_at(const std::string& name, const RunParams& run, double passes) {
  const RegistryEntry& entry = find_entry(explainer_table(), name, "explainer");
  Value params(Value::Map{});
  const Value* fill = run.explainer.params.find("fill");
  const auto fields = entry.describe();
  if (fill != nullptr && std::ranges::find(fields, "fill", &FieldInfo::name) != fields.end()) params.set("fill", *fill);
  const ComponentSpec standard = resolved(explainer_table(), "explainer", name, params);
  const Value changes = explainer_params(standard)->at_passes(passes);
  for (const auto& [key, value] : *changes.get<Value::Map>()) params.set(key, value);
  return resolved(explainer_table(), "explainer", name, params);
}

std::vector<double> doubles(const Map& map) { return {map.values.begin(), map.values.end()}; }

/// One explainer's maps of all items.
class ExplainerTrials {
 public:
  ExplainerTrials(const SavedNetwork& network, const Dataset& dataset, Learner& learner)
      : network_(network), dataset_(dataset), learner_(learner) {}

  ExplainerQuality of(const ComponentSpec& explainer, const ComponentSpec& reference, std::span<const ItemId> items) {
    ExplainerQuality quality;
    quality.name = explainer.name;
    quality.passes = explainer_params(explainer)->passes();
    std::vector<double> noise, seconds;
    ExplanationMetrics metrics(MetricsParams{}, dataset_.info().classes());
    for (const ItemId item : items) {
      const Image image = dataset_.image(item);
      const int label = dataset_.item(item).label;
      std::vector<Explanation> maps;
      for (std::uint64_t seed = 0; seed < kRepeats; ++seed) {
        const auto start = std::chrono::steady_clock::now();
        maps.push_back(network_.explain(image, label, explainer, seed));
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
      }
      noise.push_back(noise_of(maps, reference, image, label));
      metrics.add({maps.front(), label, dataset_.defect(item), nullptr});
      const PerturbationAreas areas = perturbation_areas(learner_, image, maps.front().map, label);
      quality.deletion += areas.deletion / static_cast<double>(items.size());
      quality.insertion += areas.insertion / static_cast<double>(items.size());
    }
    for (const auto& [name, value] : metrics.means()) {
      if (name == "hit") quality.hit = value;
      if (name == "relevance_mass") quality.relevance_mass = value;
    }
    quality.noise = quantile(noise, 0.5);
    quality.seconds = quantile(seconds, 0.5);
    return quality;
  }

 private:
  double noise_of(const std::vector<Explanation>& maps, const ComponentSpec& reference, const Image& image,
                  int label) const {
    if (maps.front().map == maps.back().map) return 0;
    const std::vector<double> expected = doubles(network_.explain(image, label, reference, kRepeats).map);
    double squared = 0;
    for (const Explanation& one : maps)
      squared += squared_correlation(doubles(one.map), expected) / static_cast<double>(maps.size());
    return (1 - squared) / squared;
  }

  const SavedNetwork& network_;
  const Dataset& dataset_;
  Learner& learner_;
};

}  // namespace

std::vector<std::string> chosen_explainers(const std::string& names, const RunParams& run,
                                           std::vector<std::string>& left_out) {
  std::vector<std::string> chosen;
  if (names == "all") {
    for (const RegistryEntry& entry : explainer_table()) {
      const std::string name(entry.name);
      (serves(run, explainer_at(name, run, 1)) ? chosen : left_out).push_back(name);
    }
    return chosen;
  }
  for (const std::string_view name : parts_between(names, ',')) {
    chosen.emplace_back(name);
    refuse_unless(
        serves(run, explainer_at(chosen.back(), run, 1)),
        "--explainers: '{}' reads a spatial layer, and model '{}' has none: take a network of convolutions, such "
        "as simple_cnn",
        name, run.model.name);
  }
  return chosen;
}

void compare_explainers(const RunParams& run, const Dataset& dataset, Learner& learner, std::span<const ItemId> items,
                        std::span<const std::string> names, double passes, ExplainerReport& report) {
  const SavedNetwork network(run.model, network_shape(dataset.info()), learner.state(), report.device);
  ExplainerTrials trials(network, dataset, learner);
  for (const std::string& name : names)
    report.explainers.push_back(
        trials.of(explainer_at(name, run, passes), explainer_at(name, run, kReferenceFactor * passes), items));
}

Value to_json_value(const ExplainerReport& report) {
  Value::List explainers;
  for (const ExplainerQuality& one : report.explainers) {
    explainers.push_back(Value(Value::Map{{"name", Value(one.name)},
                                          {"passes", Value(one.passes)},
                                          {"noise", Value(one.noise)},
                                          {"deletion_auc", Value(one.deletion)},
                                          {"insertion_auc", Value(one.insertion)},
                                          {"hit", Value(one.hit)},
                                          {"relevance_mass", Value(one.relevance_mass)},
                                          {"seconds", Value(one.seconds)}}));
  }
  return Value(Value::Map{{"dataset", Value(report.dataset)},
                          {"model", Value(report.model)},
                          {"device", Value(report.device)},
                          {"accuracy", Value(report.accuracy)},
                          {"items", json_value(report.items)},
                          {"left_out", json_value(report.left_out)},
                          {"explainers", Value(std::move(explainers))}});
}

std::string to_text(const ExplainerReport& report) {
  std::string text = fmt::format(
      "{} on {}, on {}: accuracy {:.3f}; {} defective test items\n\n{:22}{:>8}{:>14}{:>10}{:>11}{:>7}{:>17}{:>10}\n",
      report.model, report.dataset, report.device, report.accuracy, report.items, "explainer", "passes", "noise/signal",
      "deletion", "insertion", "hit", "relevance inside", "seconds");
  for (const ExplainerQuality& one : report.explainers) {
    text += fmt::format("{:22}{:8.0f}{:14.4f}{:10.3f}{:11.3f}{:7.2f}{:17.3f}{:10.3f}\n", one.name, one.passes,
                        one.noise, one.deletion, one.insertion, one.hit, one.relevance_mass, one.seconds);
  }
  for (const std::string& name : report.left_out)
    text += fmt::format("{} is left out: model '{}' has no spatial layer\n", name, report.model);
  return text;
}

}  // namespace xil
