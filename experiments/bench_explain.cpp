#include "experiments/bench_explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/catalog.h"
#include "experiments/dataset_source.h"
#include "framework/config/sweep.h"
#include "framework/core/error.h"
#include "framework/core/quantile.h"
#include "framework/loop/classification_metrics.h"
#include "framework/loop/labelled_pool.h"
#include "framework/nn/explain_bench.h"
#include "framework/nn/torch_learner.h"

namespace xil {
namespace {

struct Settings {
  std::size_t items = 5;
  std::int64_t masks = 512, pool = 0, speed_masks = 256, repeat = 5;
};

Settings read_settings(const Arguments& arguments, const RiseParams& params) {
  Settings settings;
  settings.items = static_cast<std::size_t>(arguments.integer("items", 1).value_or(5));
  settings.masks = arguments.integer("masks", 2).value_or(512);
  settings.pool = arguments.integer("pool", 2).value_or(16 * settings.masks);
  settings.speed_masks = arguments.integer("speed-masks", 1).value_or(256);
  settings.repeat = arguments.integer("repeat", 1).value_or(5);
  const std::int64_t order = hadamard_order(params.grid * params.grid);
  refuse_unless(settings.masks % order == 0 && settings.masks >= 2 * params.grid * params.grid,
                "--masks: {} is no multiple of {}, or less than twice the {} cells", settings.masks, order, params.grid * params.grid);
  refuse_unless(settings.pool % settings.masks == 0 && settings.pool >= 2 * settings.masks,
                "--pool: {} is no multiple of --masks, {}, or only one of them", settings.pool, settings.masks);
  return settings;
}

RunParams read_run(const Arguments& arguments) {
  std::vector<std::string> overrides;
  if (const auto model = arguments.value("model")) overrides.push_back("model=" + *model);
  if (const auto size = arguments.value("size")) overrides.push_back("dataset.size=" + *size);
  overrides.insert(overrides.end(), arguments.positional.begin(), arguments.positional.end());
  constexpr std::string_view kDefaults =
      "name: bench\nfixed:\n  dataset: weld_seams\n  dataset.size: 64\n  model: simple_cnn\n  strategy: random\n  updates: 400\n"
      "  explainer: {name: invrise, grid: 8, fill: mean, batch: 32}\n";
  const Sweep sweep = parse_sweep(kDefaults, "bench explain", overrides, catalog());
  refuse_unless(sweep.runs.size() == 1, "bench explain: the overrides make {} runs, and one is measured", sweep.runs.size());
  return sweep.runs.front();
}

/// A network that has seen the whole pool, with its set.
struct Subject {
  std::shared_ptr<const Dataset> dataset;
  std::unique_ptr<Learner> learner;
  double accuracy = 0;         ///< on the test items
  std::vector<ItemId> items;   ///< defective test items that it calls defective
};

Subject train(const RunParams& run, const std::string& device) {
  Subject subject;
  subject.dataset = DatasetSource(node_cache()).get(run.dataset, run.split_stream());
  const Dataset& dataset = *subject.dataset;
  subject.learner = make_torch_learner(run, dataset, device);
  std::vector<Example> examples;
  for (const ItemId id : items_of(dataset, Split::Pool)) examples.push_back({id, dataset.item(id).label, nullptr, nullptr});
  subject.learner->fit(examples, {}, 0);
  const std::vector<ItemId> test = items_of(dataset, Split::Test);
  const Matrix probabilities = subject.learner->predict(test, false).probabilities;
  for (std::size_t i = 0; i < test.size(); ++i) {
    const bool right = static_cast<int>(argmax(probabilities.row(i))) == dataset.item(test[i]).label;
    subject.accuracy += right ? 1 / static_cast<double>(test.size()) : 0;
    if (right && dataset.defect(test[i]) != nullptr) subject.items.push_back(test[i]);
  }
  return subject;
}

/// Per estimator of kComparedEstimators, one value per item.
using PerEstimator = std::vector<std::vector<double>>;

struct Comparison {
  PerEstimator noise;                         ///< noise over signal
  std::vector<double> score_mean, score_sd;   ///< per item
};

Comparison compare(const Subject& subject, std::span<const ItemId> items, const ExplainBench& bench, const RiseParams& params,
                   const Settings& settings) {
  Comparison comparison;
  comparison.noise.resize(kComparedEstimators.size());
  for (const ItemId id : items) {
    const Image image = subject.dataset->image(id);
    const MaskShaper shaper(image.height, image.width, static_cast<int>(params.grid));
    const MaskPools pools = bench.score(image, subject.dataset->item(id).label, params, settings.pool, id);
    const std::vector<double> reference = reference_map(shaper, pools);
    for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) {
      comparison.noise[e].push_back(noise_to_signal(shaper, pools, kComparedEstimators[e].estimator,
                                                    static_cast<std::size_t>(settings.masks), reference));
    }
    comparison.score_mean.push_back(pools.bernoulli.score_mean());
    comparison.score_sd.push_back(pools.bernoulli.score_sd());
  }
  return comparison;
}

/// How many masks of `base` one of the e-th estimator stands for, per item.
std::vector<double> saved(const Comparison& comparison, std::size_t e, std::size_t base) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < comparison.noise[e].size(); ++i) {
    ratios.push_back(comparison.noise[base][i] / comparison.noise[e][i]);
  }
  return ratios;
}

constexpr std::size_t kRise = 0, kInvRise = 1;

/// The estimator with the least median noise.
std::size_t best_of(const Comparison& comparison) {
  std::vector<double> medians;
  for (const auto& noise : comparison.noise) medians.push_back(quantile(noise, 0.5));
  return static_cast<std::size_t>(std::ranges::min_element(medians) - medians.begin());
}

Value numbers(const std::vector<double>& values) {
  Value::List list;
  for (const double value : values) list.emplace_back(value);
  return Value(std::move(list));
}

struct Report {
  const RunParams& run;
  const Settings& settings;
  const Subject& subject;
  const ExplainSpeed& speed;
  const Comparison& comparison;
  std::size_t best = 0;
  std::string device;
};

Value estimator_json(const Report& report, std::size_t e) {
  const auto vs_rise = saved(report.comparison, e, kRise), vs_invrise = saved(report.comparison, e, kInvRise);
  return Value(Value::Map{{"name", Value(std::string(kComparedEstimators[e].name))},
                          {"masks", Value(report.settings.masks)},
                          {"nsr", Value(quantile(report.comparison.noise[e], 0.5))},
                          {"saved_vs_rise", Value(quantile(vs_rise, 0.5))},
                          {"saved_vs_invrise", Value(quantile(vs_invrise, 0.5))},
                          {"nsr_per_item", numbers(report.comparison.noise[e])},
                          {"saved_vs_rise_per_item", numbers(vs_rise)},
                          {"saved_vs_invrise_per_item", numbers(vs_invrise)}});
}

Value to_json_value(const Report& report) {
  Value::List estimators;
  for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) estimators.push_back(estimator_json(report, e));
  return Value(Value::Map{{"dataset", Value(report.run.dataset.name)},
                          {"model", Value(report.run.model.name)},
                          {"accuracy", Value(report.subject.accuracy)},
                          {"device", Value(report.device)},
                          {"forward_per_s", Value(report.speed.forward)},
                          {"engine_per_s", Value(report.speed.engine)},
                          {"engine_over_forward", Value(report.speed.engine / report.speed.forward)},
                          {"plain_per_s", Value(report.speed.plain)},
                          {"items", Value(static_cast<std::int64_t>(report.settings.items))},
                          {"pool", Value(report.settings.pool)},
                          {"score_mean", numbers(report.comparison.score_mean)},
                          {"score_sd", numbers(report.comparison.score_sd)},
                          {"chosen_on_other_items", Value(std::string(kComparedEstimators[report.best].name))},
                          {"estimators", Value(std::move(estimators))}});
}

std::string quartiles(const std::vector<double>& values) {
  return fmt::format("{:6.1f} [{:.1f}, {:.1f}]", quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75));
}

std::string to_text(const Report& report) {
  const Image image = report.subject.dataset->image(0);
  std::string text = fmt::format("{} on {} at {} x {}, accuracy {:.3f}, on {}\n\nmasked copies per second\n", report.run.model.name,
                                 report.run.dataset.name, image.height, image.width, report.subject.accuracy, report.device);
  const ExplainSpeed& speed = report.speed;
  for (const auto& [name, rate] : {std::pair{"bare forward passes", speed.forward}, std::pair{"xil, all included", speed.engine},
                                   std::pair{"plain RISE, all included", speed.plain}}) {
    text += fmt::format("{:28}{:10.1f}{:8.2f}\n", name, rate, rate / speed.forward);
  }
  text += fmt::format("\nscores under masks: mean {}, deviation {} (median and quartiles of {} items)\n",
                      quartiles(report.comparison.score_mean), quartiles(report.comparison.score_sd), report.settings.items);
  text += fmt::format("\n{:28}{:>12}  {:24}  {:24}\n", fmt::format("{} masks", report.settings.masks), "noise/signal",
                      "masks saved against RISE", "against InvRISE");
  for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) {
    text += fmt::format("{:28}{:12.4f}  {:24}  {:24}{}\n", kComparedEstimators[e].name, quantile(report.comparison.noise[e], 0.5),
                        quartiles(saved(report.comparison, e, kRise)), quartiles(saved(report.comparison, e, kInvRise)),
                        e == report.best ? "  chosen on other items" : "");
  }
  return text;
}

}  // namespace

int bench_explain(const Arguments& arguments) {
  const RunParams run = read_run(arguments);
  const auto params = read_params<RiseParams>(run.explainer.params, "explainer");
  const Settings settings = read_settings(arguments, params);
  prepare_torch(static_cast<int>(arguments.integer("threads", 1).value_or(1)));
  const std::string device = choose_device(arguments.value("device").value_or("auto"), 0);
  const Subject subject = train(run, device);
  require(subject.items.size() >= 2 * settings.items, "{} defective test items with a region are recognised, and {} are needed",
          subject.items.size(), 2 * settings.items);
  const ExplainBench bench(run.model, network_shape(subject.dataset->info()), subject.learner->state(), device);
  const std::span<const ItemId> items(subject.items);
  const ExplainSpeed speed = bench.speed(subject.dataset->image(items[0]), params, settings.speed_masks, settings.repeat);
  const std::size_t best = best_of(compare(subject, items.subspan(settings.items, settings.items), bench, params, settings));
  const Comparison comparison = compare(subject, items.first(settings.items), bench, params, settings);
  const Report report{run, settings, subject, speed, comparison, best, device};
  fmt::print("{}", arguments.has("json") ? to_json(to_json_value(report)) + "\n" : to_text(report));
  return 0;
}

}  // namespace xil
