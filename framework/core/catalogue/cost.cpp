#include "framework/core/catalogue/cost.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"

namespace xil {
namespace {

template <class P>
P own(const Choice& choice) {
  return read_params<P>(choice.params, choice.name);
}

double all_if_zero(std::int64_t count, double all) {
  return count == 0 ? all : std::min(static_cast<double>(count), all);
}

ExpectedDataset expected_fashion(const FashionMnistParams& params, bool regions) {
  const double classes = params.classes.empty() ? 10 : static_cast<double>(params.classes.size());
  const auto validation = static_cast<double>(params.validation);
  const double pool = all_if_zero(params.pool, 6000 * classes - validation);
  return {1, 28, 28, classes, pool, validation, all_if_zero(params.test, 1000 * classes), regions};
}

ExpectedDataset expected_welds(const WeldSeamsParams& params) {
  const auto items = static_cast<double>(params.items), side = static_cast<double>(params.size);
  const double held_out = params.validation_share + params.test_share;
  return {3, side, side, 2, items * (1 - held_out), items * params.validation_share, items * params.test_share, true};
}

/// Items of the public sets: (pool and validation, test) as they come.
struct SetSize {
  std::string_view name;
  double train, test;
};
constexpr std::array kSetSizes = {SetSize{"casting", 6633, 715}, SetSize{"kolektor_sdd2", 2331, 1004},
                                  SetSize{"magnetic_tile", 941, 403}, SetSize{"mvtec_ad", 242, 115}};
constexpr SetSize kUsersOwn = {"", 700, 300};

ExpectedDataset expected_image_set(const Choice& choice) {
  const SourceParams source = source_params(choice);
  const SplitParams split = split_params(choice);
  const auto known = std::ranges::find(kSetSizes, choice.name, &SetSize::name);
  const SetSize& size = known == kSetSizes.end() ? kUsersOwn : *known;
  const double all = size.train + size.test;
  const double test = split.split == SplitRule::Given ? size.test : all * split.test_share;
  const double validation = all * split.validation_share;
  return {source.channels == Channels::Grey ? 1.0 : 3.0,
          static_cast<double>(source.height()),
          static_cast<double>(source.width()),
          2,
          std::max(0.0, all - test - validation),
          validation,
          test,
          choice.name != "casting"};
}

double simple_cnn_work(const SimpleCnnParams& params, const ExpectedDataset& data) {
  const auto kernel = static_cast<double>(params.kernel), stride = static_cast<double>(params.stride);
  const auto width1 = static_cast<double>(params.channels1), width2 = static_cast<double>(params.channels2);
  const auto convolved = [&](double side, double step) {
    return std::max(1.0, std::floor((side - kernel) / step) + 1);
  };
  const auto pooled = [](double side) { return std::max(1.0, std::floor(side / 2)); };
  const double rows1 = convolved(data.height, stride), cols1 = convolved(data.width, stride);
  const double rows2 = convolved(pooled(rows1), 1), cols2 = convolved(pooled(cols1), 1);
  const double first = width1 * data.channels * kernel * kernel * rows1 * cols1;
  const double second = width2 * width1 * kernel * kernel * rows2 * cols2;
  const double flat = width2 * pooled(rows2) * pooled(cols2);
  return first + second + (flat + data.classes) * static_cast<double>(params.hidden);
}

double mlp_work(const MlpParams& params, const ExpectedDataset& data) {
  double work = 0, in = data.channels * data.height * data.width;
  for (const std::int64_t width : params.hidden) {
    work += in * static_cast<double>(width);
    in = static_cast<double>(width);
  }
  return work + in * data.classes;
}

double scaled_work(const Architecture& architecture, const ExpectedDataset& data) {
  return architecture.work_at_224 * data.height * data.width / (224.0 * 224.0);
}

/// Rounds after round 0.
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

/// Forward passes that one explained item takes.
double passes_per_map(const RunParams& run) {
  const Value* masks = run.explainer.params.find("masks");
  const bool given = masks != nullptr && masks->get<std::int64_t>() != nullptr;
  return given ? static_cast<double>(*masks->get<std::int64_t>()) : 400;
}

double explained_in_loop(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  if (!traits.judges_explanations && !traits.uses_maps) return 0;
  const bool on_top = traits.has_neighbours && run.budget == BudgetAxis::Queries;
  const double shown = static_cast<double>(rounds_of(run, traits) * run.query_batch) * (on_top ? 2 : 1);
  return std::min(shown, data.pool);
}

}  // namespace

ExpectedDataset expected_dataset(const Choice& dataset) {
  if (dataset.name == "decoy_fashion_mnist") {
    return expected_fashion(own<DecoyFashionMnistParams>(dataset), true);
  }
  if (dataset.name == "fashion_mnist") return expected_fashion(own<FashionMnistParams>(dataset), false);
  if (dataset.name == "weld_seams") return expected_welds(own<WeldSeamsParams>(dataset));
  return is_image_set(dataset.name) ? expected_image_set(dataset) : ExpectedDataset{};
}

double forward_work(const Choice& model, const ExpectedDataset& dataset) {
  if (model.name == "mlp") return 1e-9 * mlp_work(own<MlpParams>(model), dataset);
  if (model.name == "simple_cnn") return 1e-9 * simple_cnn_work(own<SimpleCnnParams>(model), dataset);
  if (const Architecture* architecture = find_architecture(model.name)) {
    return scaled_work(*architecture, dataset);
  }
  if (model.name == "torchscript") return scaled_work(kResnet50, dataset);  // a black box: of the usual size
  return 1e-9 * simple_cnn_work(SimpleCnnParams{}, dataset);
}

namespace {

/// What a run does besides forward passes for explanations.
struct FitCounts {
  double rounds, fits, updates, batch;
};

FitCounts counts_of(const RunParams& run, const StrategyTraits& traits) {
  const auto rounds = static_cast<double>(rounds_of(run, traits));
  return {rounds, rounds + 1, static_cast<double>(run.updates), static_cast<double>(run.training.batch_size)};
}

/// Training, and predictions of the pool and the test items, where every weight may learn.
double learning_work(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data, double forward) {
  const FitCounts n = counts_of(run, traits);
  // The penalty differentiates the gradient as well: twice the passes.
  const double passes = traits.penalises_gradients ? 6 : 3;
  double predicted = n.fits * data.test + n.rounds * data.pool;
  if (run.training.keep == KeepState::Best) {
    predicted += n.fits * std::ceil(n.updates / static_cast<double>(run.training.check_every)) * data.validation;
  }
  return n.fits * n.updates * (passes * n.batch * forward + kUpdateOverhead) + forward * predicted;
}

/// Copies of items that a run learns from in the end, at most.
double expected_copies(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data) {
  double copies = 0;
  for (const char* key : {"refutations", "copies"}) {
    const Value* given = run.strategy.params.find(key);
    const auto* number = given == nullptr ? nullptr : given->get<std::int64_t>();
    if (number != nullptr) copies = std::max(copies, static_cast<double>(*number));
  }
  const double items = traits.labels_all ? data.pool : static_cast<double>(run.rounds * run.query_batch);
  return copies * items;
}

/// The same where only the last linear layer learns: its updates, and a forward pass for every feature that is not
/// there yet.
double head_work(const RunParams& run, const StrategyTraits& traits, const ExpectedDataset& data, double forward) {
  const FitCounts n = counts_of(run, traits);
  const double updates = n.fits * n.updates * kHeadUpdate, copies = expected_copies(run, traits, data);
  const Value* wish = run.model.params.find("features");
  if (wish != nullptr && *wish == Value(std::string(enum_name(Features::Cached)))) return updates + forward * copies;
  const double labelled =
      traits.labels_all ? data.pool : static_cast<double>(run.initial + run.rounds * run.query_batch);
  // Labelled items and their copies gather evenly over the rounds.
  const double learnt = n.fits * (traits.labels_all ? labelled + copies : (labelled + copies) / 2);
  const double validated = run.training.keep == KeepState::Best ? data.validation : 0;
  return updates + forward * (n.fits * data.test + n.rounds * data.pool + learnt + validated);
}

}  // namespace

double expected_cost(const RunParams& run, const StrategyTraits& traits) {
  const ExpectedDataset data = expected_dataset(run.dataset);
  const double forward = forward_work(run.model, data);
  const double measured = explained_for_metrics(run, traits, data);
  double masked = (measured + explained_in_loop(run, traits, data)) * passes_per_map(run);
  if (run.metrics.perturbation) masked += measured * 2 * (data.height + 1);
  const double rest = has_frozen_backbone(run.model) ? head_work(run, traits, data, forward)
                                                     : learning_work(run, traits, data, forward);
  return rest + forward * masked;
}

double expected_bytes(const RunParams& run, const StrategyTraits& traits) {
  constexpr double kFixed = 60e3, kPerItem = 20, kPerShown = 60;
  const ExpectedDataset data = expected_dataset(run.dataset);
  double maps = 0;
  if (run.saliency != MapRetention::None) maps += explained_in_loop(run, traits, data);
  if (run.saliency == MapRetention::All) maps += explained_for_metrics(run, traits, data);
  const double pixels = data.height * data.width;
  const auto rounds = static_cast<double>(rounds_of(run, traits));
  const double probabilities = 4 * (rounds + 1) * data.test * data.classes;
  const auto shown = rounds * static_cast<double>(run.query_batch);
  return kFixed + kPerItem * (data.pool + data.validation + data.test) + kPerShown * shown + probabilities +
         maps * pixels * (1 + data.channels);
}

}  // namespace xil
