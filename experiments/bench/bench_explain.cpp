#include "experiments/bench/bench_explain.h"

#include <fmt/format.h>

#include <optional>

#include "experiments/bench/estimator_report.h"
#include "experiments/bench/explainer_comparison.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/forked_worker.h"
#include "experiments/data/dataset_source.h"
#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/core/base/error.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/metrics/classification_metrics.h"
#include "framework/nn/bench/plain_rise.h"
#include "framework/nn/learner/torch_learner.h"

namespace xil {
namespace {

struct Settings {
  std::size_t items = 5;
  ComparisonPlan plan;
  std::int64_t speed_masks = 256, repeat = 5;
  int threads = 1;
};

Settings read_settings(const Arguments& arguments, const RiseParams& params) {
  Settings settings;
  settings.items = static_cast<std::size_t>(arguments.integer("items", 0).value_or(5));
  settings.speed_masks = arguments.integer("speed-masks", 1).value_or(256);
  settings.repeat = arguments.integer("repeat", 1).value_or(5);
  settings.threads = static_cast<int>(arguments.integer("threads", 1).value_or(1));
  ComparisonPlan& plan = settings.plan;
  plan.masks = arguments.integer("masks", 2).value_or(512);
  plan.pool = arguments.integer("pool", 2).value_or(16 * plan.masks);
  const std::int64_t order = hadamard_order(params.grid * params.grid);
  refuse_unless(plan.masks % order == 0 && plan.masks >= 2 * params.grid * params.grid,
                "--masks: {} is no multiple of {}, or less than twice the {} cells", plan.masks, order,
                params.grid * params.grid);
  refuse_unless(plan.pool % plan.masks == 0 && plan.pool >= 2 * plan.masks,
                "--pool: {} is no multiple of --masks, {}, or only one of them", plan.pool, plan.masks);
  refuse_unless(settings.items > 0 || !arguments.has("to"), "--to: without --items there is no figure");
  plan.counts = mask_counts(plan.masks, plan.pool, params.grid);
  return settings;
}

RunParams read_run(const Arguments& arguments) {
  std::vector<std::string> overrides;
  if (const auto model = arguments.value("model")) overrides.push_back("model=" + *model);
  if (const auto size = arguments.value("size")) overrides.push_back("dataset.size=" + *size);
  overrides.insert(overrides.end(), arguments.positional.begin(), arguments.positional.end());
  constexpr std::string_view kDefaults =
      "name: bench\nfixed:\n  dataset: weld_seams\n  dataset.size: 64\n  model: simple_cnn\n  strategy: random\n  "
      "updates: 400\n"
      "  explainer: {name: invrise, grid: 8, fill: mean, batch: 32}\n";
  const Sweep sweep = parse_sweep(kDefaults, "bench explain", overrides, catalog());
  refuse_unless(sweep.runs.size() == 1, "bench explain: the overrides make {} runs, and one is measured",
                sweep.runs.size());
  return sweep.runs.front();
}

/// A network that was trained on the whole pool.
struct Subject {
  std::unique_ptr<Learner> learner;
  double accuracy = 0;        ///< on the test items
  std::vector<ItemId> items;  ///< defective test items that it classifies as defective
};

Subject train(const RunParams& run, const Dataset& dataset, const std::string& device) {
  Subject subject;
  subject.learner = make_torch_learner(run, dataset, device);
  std::vector<Example> examples;
  for (const ItemId id : items_of(dataset, Split::Pool)) examples.push_back({id, dataset.item(id).label, nullptr});
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

/// Compares the estimators on the subject's items, and finds the estimator that other items would have chosen.
void compare(const Dataset& dataset, const Subject& subject, const ExplainBench& bench, const RiseParams& params,
             EstimatorReport& report) {
  require(subject.items.size() >= 2 * report.items,
          "{} defective test items with a region are recognised, and {} are needed", subject.items.size(),
          2 * report.items);
  const std::span<const ItemId> items(subject.items);
  report.accuracy = subject.accuracy;
  report.best =
      best_estimator(compare_estimators(dataset, items.subspan(report.items, report.items), bench, params, report.plan),
                     report.at_masks());
  report.comparison = compare_estimators(dataset, items.first(report.items), bench, params, report.plan);
}

/// `xil bench explain --explainers LIST`.
int bench_explainers(const Arguments& arguments, const RunParams& run) {
  for (const char* flag : {"masks", "pool", "speed-masks", "repeat", "to"})
    refuse_unless(!arguments.has(flag), "--{} is of the comparison of estimators, not of --explainers", flag);
  const auto passes = static_cast<double>(arguments.integer("passes", 1).value_or(400));
  ExplainerReport report;
  report.items = static_cast<std::size_t>(arguments.integer("items", 1).value_or(5));
  const auto names = chosen_explainers(*arguments.value("explainers"), run, report.left_out);
  const std::shared_ptr<const Dataset> dataset = DatasetSource(node_cache()).get(run.dataset, run.split_stream());
  prepare_torch(static_cast<int>(arguments.integer("threads", 1).value_or(1)));
  report.device = choose_device(arguments.value("device").value_or("auto"), 0);
  const Subject subject = train(run, *dataset, report.device);
  require(subject.items.size() >= report.items,
          "{} defective test items with a region are recognised, and {} are needed", subject.items.size(),
          report.items);
  report.dataset = run.dataset.name;
  report.model = run.model.name;
  report.accuracy = subject.accuracy;
  compare_explainers(run, *dataset, *subject.learner, std::span(subject.items).first(report.items), names, passes,
                     report);
  if (arguments.has("json"))
    say_json(to_json_value(report));
  else
    write_lines(stdout, to_text(report));
  return 0;
}

}  // namespace

int bench_explain(const Arguments& arguments) {
  const RunParams run = read_run(arguments);
  if (arguments.has("explainers")) return bench_explainers(arguments, run);
  refuse_unless(!arguments.has("passes"), "--passes is of the comparison of explainers: give --explainers as well");
  refuse_unless(std::dynamic_pointer_cast<const RiseParams>(explainer_params(run.explainer)) != nullptr,
                "bench explain compares estimators of rise and invrise: compare explainer '{0}' with others by "
                "--explainers {0},rise",
                run.explainer.name);
  const RiseParams params = *params_of<RiseParams>(run.explainer, explainer_table(), "explainer");
  const Settings settings = read_settings(arguments, params);
  std::optional<Gnuplot> gnuplot;
  if (arguments.has("to")) gnuplot.emplace();  // if gnuplot is missing, this says so before the measurement
  const std::shared_ptr<const Dataset> dataset = DatasetSource(node_cache()).get(run.dataset, run.split_stream());
  const NetworkShape shape = network_shape(dataset->info());
  const Image image = dataset->image(0);
  const ForkedWorker plain([&]() -> ForkedWorker::Work {
    const auto rise = std::make_shared<PlainRise>(run.model, shape, image, params, settings.threads);
    return [rise, &settings] { rise->explain(settings.speed_masks); };
  });
  prepare_torch(settings.threads);
  const std::string device = choose_device(arguments.value("device").value_or("auto"), 0);
  const Subject subject =
      settings.items > 0 ? train(run, *dataset, device) : Subject{make_torch_learner(run, *dataset, device), 0, {}};
  const ExplainBench bench(run.model, shape, subject.learner->state(), device);
  EstimatorReport report{
      run.dataset.name, run.model.name, device, shape.height, shape.width, 0, {}, settings.items, settings.plan, {}, 0};
  report.speed = bench.speed(image, params, settings.speed_masks, settings.repeat, [&] { plain.run(); });
  if (report.items > 0) compare(*dataset, subject, bench, params, report);
  if (gnuplot) gnuplot->draw(estimator_figure(to_figure(report)), *arguments.value("to"));
  if (arguments.has("json"))
    say_json(to_json_value(report));
  else
    write_lines(stdout, to_text(report));
  return 0;
}

}  // namespace xil
