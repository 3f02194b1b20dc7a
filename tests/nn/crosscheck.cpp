#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "framework/loop/metrics/explanation_metrics.h"
#include "framework/loop/metrics/perturbation.h"
#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/fill.h"
#include "framework/nn/explainers/mask_source.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/crosscheck_folder.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"

// Usage: crosscheck FOLDER. Writes networks, images, maps and metrics as xil computes them, for
// crosscheck_test.py to compute once more from the definitions.
namespace xil {
namespace {

constexpr std::int64_t kMasks = 60, kBatch = 8, kPenaltyUpdates = 12;
constexpr std::uint32_t kRound = 2;

struct Case {
  std::string name;
  const Dataset& data;
  RunParams run;
  double penalty_weight = 0;  ///< so large that the penalty is a good part of the loss
};

std::vector<ItemId> all_items(const Dataset& data) {
  std::vector<ItemId> items;
  for (ItemId id = 0; id < data.size(); ++id) items.push_back(id);
  return items;
}

/// Every third one carries its region for the gradient penalty of that weight; 0: none does.
std::vector<Example> examples_of(const Dataset& data, double penalty_weight = 0) {
  std::vector<Example> examples;
  for (const ItemId id : all_items(data)) {
    const Region* region = id % 3 == 0 ? data.defect(id) : nullptr;
    examples.push_back({id, data.item(id).label, {}});
    if (region == nullptr || penalty_weight == 0) continue;
    examples.back().losses = {{RegionLossKind::Rrr, penalty_weight, std::make_shared<Region>(*region)}};
  }
  return examples;
}

std::unique_ptr<Learner> trained(const Case& test) {
  auto learner = make_torch_learner(test.run, test.data, "cpu");
  learner->fit(examples_of(test.data), {}, 0);
  return learner;
}

void write_predictions(Folder& folder, const Case& test) {
  const auto learner = trained(test);
  const auto items = all_items(test.data);
  const Prediction prediction = learner->predict(items, true);
  folder.text(test.name + ".state", learner->state());
  folder.table(test.name + ".probabilities", prediction.probabilities);
  folder.table(test.name + ".features", prediction.features);
  std::vector<Image> images;
  for (const ItemId id : items) images.push_back(test.data.image(id));
  folder.array(test.name + ".scores", {images.size()}, learner->scores(images, 1));
}

/// The masks and colours of an item's explanation, made once more from its streams.
void write_masks(Folder& folder, const Case& test, ItemId item) {
  const DatasetInfo& info = test.data.info();
  const ExplanationStreams streams{test.run.model_stream(), kRound, item};
  const MaskShaper shaper(info.height, info.width, 7);
  MaskSource source(shaper, Sampling::Bernoulli, 0.5, streams.masks());
  Rng colours = streams.fill();
  std::vector<float> masks(kMasks * shaper.pixels());
  std::vector<float> values(static_cast<std::size_t>(kMasks * info.channels));
  for (std::size_t k = 0; k < kMasks; ++k) {
    shaper.shape(source.next(), std::span(masks).subspan(k * shaper.pixels(), shaper.pixels()));
    const auto channels = static_cast<std::size_t>(info.channels);
    draw_colour(colours, std::span(values).subspan(k * channels, channels));
  }
  const std::string name = fmt::format("{}.{}", test.name, item);
  folder.array(name + ".masks", {kMasks, static_cast<std::size_t>(info.height), static_cast<std::size_t>(info.width)},
               masks);
  folder.array(name + ".colours", {kMasks, static_cast<std::size_t>(info.channels)}, values);
}

void write_maps(Folder& folder, Case test) {
  const std::vector<ExplainTask> tasks = {{1, 1}, {6, 0}};
  for (const ExplainTask& task : tasks) write_masks(folder, test, task.item);
  for (const std::string fill : {"black", "mean", "blur", "colour"}) {
    for (const std::string explainer : {"rise", "invrise"}) {
      for (const std::string normalise : {"constant", "coverage", "centred"}) {
        test.run.explainer.name = explainer;
        test.run.explainer.params = Value(Value::Map{{"masks", Value(kMasks)},
                                                     {"fill", Value(fill)},
                                                     {"normalise", Value(normalise)},
                                                     {"batch", Value(kBatch)}});
        const auto learner = trained(test);
        const auto explanations = learner->explain(tasks, kRound);
        for (std::size_t i = 0; i < tasks.size(); ++i) {
          const std::string name =
              fmt::format("{}.{}.{}.{}.{}.{}", test.name, tasks[i].item, tasks[i].target, fill, explainer, normalise);
          folder.plane(name + ".map", explanations[i].map);
          folder.number(name + ".baseline", explanations[i].baseline);
          folder.number(name + ".score_sd", diagnostic(explanations[i].diagnostics, "score_sd"));
          const PerturbationAreas areas =
              perturbation_areas(*learner, test.data.image(tasks[i].item), explanations[i].map, tasks[i].target);
          folder.number(name + ".deletion", areas.deletion);
          folder.number(name + ".insertion", areas.insertion);
        }
      }
    }
  }
}

/// Some updates with the gradient penalty, from the first weights to the last.
void write_training(Folder& folder, Case test) {
  test.run.updates = kPenaltyUpdates;
  test.run.training.order = BatchOrder::Given;
  test.run.training.weight_decay = 1e-3;
  const auto learner = make_torch_learner(test.run, test.data, "cpu");
  folder.text(test.name + ".before", learner->state());
  const double loss = learner->fit(examples_of(test.data, test.penalty_weight), {}, 0).train_loss;
  folder.text(test.name + ".after", learner->state());
  folder.numbers(test.name + ".training", {{"loss", loss},
                                           {"updates", kPenaltyUpdates},
                                           {"batch_size", static_cast<double>(test.run.training.batch_size)},
                                           {"learning_rate", test.run.training.learning_rate},
                                           {"weight_decay", test.run.training.weight_decay},
                                           {"penalty_weight", test.penalty_weight}});
}

/// Predictions of `classes` classes that are often right; coarse ones have ties, and labels only go
/// up to `last`.
void write_classification(Folder& folder, const std::string& name, std::size_t classes, std::size_t last, bool coarse,
                          std::uint32_t stream) {
  Rng rng(3, {Purpose::Test, 1, stream});
  Matrix probabilities(70, classes);
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < probabilities.rows; ++i) {
    labels.push_back(static_cast<std::int32_t>(rng.below(last + 1)));
    double sum = 0;
    std::vector<double> row;
    for (std::size_t k = 0; k < classes; ++k) {
      const double value = rng.uniform() + (static_cast<std::size_t>(labels[i]) == k ? 0.4 : 0);
      row.push_back(coarse ? 0.25 + std::floor(3 * value) : value);
      sum += row.back();
    }
    for (std::size_t k = 0; k < classes; ++k) probabilities.at(i, k) = static_cast<float>(row[k] / sum);
  }
  folder.table(name + ".table", probabilities);
  folder.array(name + ".labels", {labels.size()}, labels);
  for (const int positive : {0, 1})
    folder.numbers(fmt::format("{}.positive{}", name, positive),
                   classification_metrics(probabilities, labels, positive));
}

/// Everything predicted as one class: several metrics are undefined.
void write_constant_prediction(Folder& folder, const std::string& name, int first_label) {
  Matrix probabilities(6, 2, 0.2f);
  for (std::size_t i = 0; i < 6; ++i) probabilities.at(i, 0) = 0.8f;
  const std::vector<std::int32_t> labels = {first_label, 0, 0, 0, 0, 0};
  folder.table(name + ".table", probabilities);
  folder.array(name + ".labels", {labels.size()}, labels);
  for (const int positive : {0, 1})
    folder.numbers(fmt::format("{}.positive{}", name, positive),
                   classification_metrics(probabilities, labels, positive));
}

/// A map of `levels` values (0: all different) above or below its baseline against a disc.
void write_localisation(Folder& folder, const std::string& name, int levels, double baseline, double radius) {
  Rng rng(3, {Purpose::Test, 2, static_cast<std::uint32_t>(levels + 100 * radius)});
  Explanation explanation{.map = Map(30, 41), .baseline = baseline, .diagnostics = {}};
  Region defect(30, 41), confounder(30, 41);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 41; ++x) {
      const double distance = std::hypot(y - 12, x - 20);
      const double value = rng.uniform() + std::exp(-distance / 10);
      explanation.map.at(y, x) = static_cast<float>(levels > 0 ? std::floor(value * levels) / levels : value);
      defect.at(y, x) = distance < radius ? 1 : 0;
      confounder.at(y, x) = y < 5 && x < 6 ? 1 : 0;
    }
  }
  folder.plane(name + ".map", explanation.map);
  folder.plane(name + ".defect", defect);
  folder.plane(name + ".confounder", confounder);
  folder.number(name + ".baseline", baseline);
  for (const Binarise rule : {Binarise::Mean, Binarise::Median, Binarise::Topk, Binarise::Quantile}) {
    MetricsParams params;
    params.binarise = rule;
    params.quantile = 0.85;
    ExplanationMetrics metrics(params, 2);
    metrics.add({explanation, 1, &defect, &confounder});
    folder.numbers(fmt::format("{}.{}", name, enum_name(rule)), metrics.means());
  }
}

void write_all(Folder& folder) {
  const ToySquares squares(48);
  const ToyCorners corners(40, 3);
  RunParams raw = toy_run("mlp", 40);
  raw.model.params = Value(Value::Map{{"pixels", Value(std::string("raw"))}, {"init_sd", Value(0.02)}});
  const RunParams cnn = toy_run("simple_cnn", 40), mlp = toy_run("mlp", 40);
  for (const Case& test : {Case{"squares_cnn", squares, cnn, 1e5}, Case{"squares_mlp", squares, mlp, 1e5},
                           Case{"squares_raw", squares, raw, 1e8}, Case{"corners_cnn", corners, cnn, 1e5},
                           Case{"corners_mlp", corners, mlp, 1e4}}) {
    write_examples(folder, test.name, test.data, examples_of(test.data, 1));
    write_predictions(folder, test);
    write_maps(folder, test);
    write_training(folder, test);
  }
  write_classification(folder, "two", 2, 1, false, 0);
  write_classification(folder, "two_coarse", 2, 1, true, 1);
  write_classification(folder, "four", 4, 3, false, 2);
  write_classification(folder, "four_coarse", 4, 3, true, 3);
  write_classification(folder, "four_one_missing", 4, 2, false, 4);
  write_constant_prediction(folder, "constant", 1);
  write_constant_prediction(folder, "constant_one_class", 0);
  write_localisation(folder, "smooth", 0, 0.4, 6);
  write_localisation(folder, "coarse", 5, 0.3, 4);
  write_localisation(folder, "no_relevance", 0, 9, 6);
  write_localisation(folder, "no_defect", 0, 0.4, 0);
  write_localisation(folder, "all_defect", 5, 0.4, 100);
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) {
  xil::prepare_torch(1);
  return xil::write_folder(argc, argv, xil::write_all);
}
