#include "framework/core/cost/cost.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "framework/core/catalogue/tables.h"

namespace xil {
namespace {

/// Number of rounds after round 0.
std::int64_t rounds_of(const RunParams& run, const StrategyTraits& traits) {
  return traits.labels_all ? 0 : run.rounds;
}

double explained_for_metrics(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  if (!data.regions) return 0;
  const std::int64_t rounds = rounds_of(run, traits);
  double explained_rounds = 0;
  for (std::int64_t round = 0; round <= rounds; ++round) {
    explained_rounds += run.explains_at(round, round == rounds) ? 1 : 0;
  }
  return explained_rounds * std::min(static_cast<double>(run.explain_items), data.test);
}

double explained_in_loop(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  if (!traits.judges_explanations && !traits.uses_maps) return 0;
  const bool on_top = traits.has_neighbours && run.budget == BudgetAxis::Queries;
  const double shown = static_cast<double>(rounds_of(run, traits) * run.query_batch) * (on_top ? 2 : 1);
  return std::min(shown, data.pool);
}

/// Counts of the work of a run besides the forward passes for explanations.
struct FitCounts {
  double rounds, fits, updates, batch;
};

FitCounts counts_of(const RunParams& run, const StrategyTraits& traits) {
  const auto rounds = static_cast<double>(rounds_of(run, traits));
  const double updates = static_cast<double>(run.updates) * (1 + traits.early_share);
  return {rounds, rounds + 1, updates, static_cast<double>(run.training.batch_size)};
}

/// Of a strategy that labels the whole pool: how many items are corrected.
double explained_items(const StrategyTraits& traits, const ExpectedDataset& data) {
  return traits.explained > 0 ? std::min(static_cast<double>(traits.explained), data.pool) : data.pool;
}

/// Work of training and of predicting the pool and the test items, if every weight may learn.
double learning_work(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data, double forward) {
  const FitCounts n = counts_of(run, traits);
  double passes = 3;  // a forward pass, and a backward one that costs two
  const double corrected = 1 - static_cast<double>(run.training.corrections_after) / n.updates;  // share of the updates
  const double with_loss = traits.labels_all && data.pool > 0 ? explained_items(traits, data) / data.pool : 1;
  for (const RegionLossKind kind : traits.region_losses) {
    passes += corrected * with_loss * region_loss_info(kind).extra_passes;
  }
  double predicted = n.fits * data.test + n.rounds * data.pool;
  if (run.training.keep == KeepState::Best) {
    predicted += n.fits * std::ceil(n.updates / static_cast<double>(run.training.check_every)) * data.validation;
  }
  return n.fits * n.updates * (passes * n.batch * forward + kUpdateOverhead) + forward * predicted;
}

/// The largest number of edited copies from which a run learns in the end.
double expected_copies(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  const double items =
      traits.labels_all ? explained_items(traits, data) : static_cast<double>(run.rounds * run.query_batch);
  return static_cast<double>(traits.copies) * items;
}

/// The same if only the last linear layer learns: its updates, and a forward pass for every feature that has not been
/// computed yet.
double head_work(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data, double forward) {
  const FitCounts n = counts_of(run, traits);
  const double updates = n.fits * n.updates * kHeadUpdate, copies = expected_copies(run, traits, data);
  if (model_params(run.model)->caches_features()) return updates + forward * copies;
  const double labelled =
      traits.labels_all ? data.pool : static_cast<double>(run.initial + run.rounds * run.query_batch);
  // Labelled items and their copies gather evenly over the rounds.
  const double learnt = n.fits * (traits.labels_all ? labelled + copies : (labelled + copies) / 2);
  const double validated = run.training.keep == KeepState::Best ? data.validation : 0;
  return updates + forward * (n.fits * data.test + n.rounds * data.pool + learnt + validated);
}

/// Choosing items by distances of features, and logistic regressions after fits, in multiply-adds of 10^9.
double feature_work(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  constexpr double kGiga = 1e-9, kIterations = 20, kMostClusters = 500, kPassesPerRefit = 1000;
  const FitCounts n = counts_of(run, traits);
  const auto width = static_cast<double>(model_params(run.model)->feature_width());
  const auto labelled = static_cast<double>(run.initial) + n.rounds * static_cast<double>(run.query_batch) / 2;
  double distances = 0;
  if (traits.query_work == QueryWork::Clusters) distances = kIterations * data.pool * std::min(labelled, kMostClusters);
  if (traits.query_work == QueryWork::AllPairs) distances = 2 * data.pool * data.pool;
  const double refits = n.fits * static_cast<double>(traits.refits) * kPassesPerRefit * 2 * labelled;
  return kGiga * width * (n.rounds * distances + refits);
}

}  // namespace

double expected_cost(const RunParams& run, const StrategyTraits& traits) {
  const ExpectedDataset data = dataset_params(run.dataset)->expected();
  const auto model = model_params(run.model);
  const double forward = model->forward_work(data);
  const double measured = explained_for_metrics(run, traits, data);
  double masked = (measured + explained_in_loop(run, traits, data)) * explainer_params(run.explainer)->passes();
  if (run.metrics.perturbation) masked += measured * 2 * (data.height + 1);
  const double rest =
      model->has_frozen_backbone() ? head_work(run, traits, data, forward) : learning_work(run, traits, data, forward);
  return rest + forward * masked + feature_work(run, traits, data);
}

namespace {

constexpr double kBytes = 4;

/// Weights and buffers before the last linear layer: the numbers of parameters that torchvision documents, less those
/// of a head for 1,000 classes, and two buffers per channel of a batch normalisation.
struct BackboneSize {
  const Architecture* architecture;
  double values;
};
constexpr std::array kBackbones = {
    BackboneSize{&kAlexnet, 57003840},          BackboneSize{&kMobilenetV2, 2223872 + 34112},
    BackboneSize{&kResnet18, 11176512 + 9600},  BackboneSize{&kResnet34, 21284672 + 17024},
    BackboneSize{&kResnet50, 23508032 + 53120}, BackboneSize{&kResnext50, 22979904 + 68224},
    BackboneSize{&kVgg16, 134260544},
};

double head_values(double features, const ExpectedDataset& data) { return (features + 1) * data.classes; }

double values_of(const SimpleCnnParams& model, const ExpectedDataset& data) {
  const auto kernel = static_cast<double>(model.kernel), width1 = static_cast<double>(model.channels1),
             width2 = static_cast<double>(model.channels2), hidden = static_cast<double>(model.hidden);
  const auto side = [&](double length) {
    const double first = std::floor((length - kernel) / static_cast<double>(model.stride)) + 1;
    return std::max(1.0, std::floor((std::floor(first / 2) - kernel + 1) / 2));
  };
  const double flat = width2 * side(data.height) * side(data.width);
  return width1 * (data.channels * kernel * kernel + 1) + width2 * (width1 * kernel * kernel + 1) +
         hidden * (flat + 1) + head_values(hidden, data);
}

double values_of(const MlpParams& model, const ExpectedDataset& data) {
  double values = 0, in = data.channels * data.height * data.width;
  for (const std::int64_t width : model.hidden) {
    values += (in + 1) * static_cast<double>(width);
    in = static_cast<double>(width);
  }
  return values + head_values(in, data);
}

double values_of(const ComponentSpec& model, const ExpectedDataset& data) {
  if (const auto cnn = model_params_as<SimpleCnnParams>(model)) return values_of(*cnn, data);
  if (const auto mlp = model_params_as<MlpParams>(model)) return values_of(*mlp, data);
  const auto backbone = std::ranges::find(kBackbones, std::string_view(model.name),
                                          [](const BackboneSize& size) { return size.architecture->name; });
  if (backbone == kBackbones.end()) return head_values(static_cast<double>(kResnet50.features), data);
  return backbone->values + head_values(static_cast<double>(backbone->architecture->features), data);
}

}  // namespace

double state_bytes(const ComponentSpec& model, const ExpectedDataset& dataset) {
  return kBytes * values_of(model, dataset);
}

namespace {

/// Of the states that `models` keeps.
double model_bytes(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  constexpr double kFixed = 20e3;
  if (run.models == ModelRetention::None) return 0;
  const double states = run.models == ModelRetention::All ? static_cast<double>(rounds_of(run, traits)) + 1 : 1;
  return states * (kFixed + state_bytes(run.model, data));
}

}  // namespace

double expected_bytes(const RunParams& run, const StrategyTraits& traits) {
  constexpr double kFixed = 60e3, kPerItem = 20, kPerShown = 60;
  const ExpectedDataset data = dataset_params(run.dataset)->expected();
  double maps = 0;
  if (run.saliency != MapRetention::None) maps += explained_in_loop(run, traits, data);
  if (run.saliency == MapRetention::All) maps += explained_for_metrics(run, traits, data);
  const double pixels = data.height * data.width;
  const auto rounds = static_cast<double>(rounds_of(run, traits));
  const double probabilities = 4 * (rounds + 1) * data.test * data.classes;
  const auto shown = rounds * static_cast<double>(run.query_batch);
  return kFixed + kPerItem * (data.pool + data.validation + data.test) + kPerShown * shown + probabilities +
         maps * pixels * (1 + data.channels) + model_bytes(run, traits, data);
}

}  // namespace xil
