#include "framework/nn/training/trainer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "framework/nn/networks/autocast.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/batches.h"
#include "framework/nn/training/class_weights.h"
#include "framework/nn/training/divergence.h"
#include "framework/nn/training/dropout.h"
#include "framework/nn/training/loss_terms.h"
#include "framework/nn/training/objective.h"

namespace xil {
namespace {

/// FitSummary::train_loss is the mean over so many updates.
constexpr std::int64_t kLastUpdates = 25;
constexpr std::int64_t kValidationBlock = 256;

/// Bytes as a tensor: the same memory on the host, a copy on another device.
at::Tensor view(std::vector<std::uint8_t>& bytes, at::IntArrayRef shape, const at::Device& device) {
  return at::from_blob(bytes.data(), shape, at::kByte).to(device);
}

/// The values at these places; all where no place is given. `values` may be empty.
template <class T>
std::vector<T> chosen_values(const std::vector<T>& values, const std::vector<std::int64_t>& places) {
  if (places.empty() || values.empty()) return values;
  std::vector<T> chosen;
  for (const std::int64_t place : places) chosen.push_back(values[static_cast<std::size_t>(place)]);
  return chosen;
}

at::Tensor times(const at::Tensor& features, const at::Tensor& factors) {
  return factors.defined() ? features * factors : features;
}

}  // namespace

/// The rows of a batch that get one kind of region loss with one weight: their places [m] in the batch, bytes [m,
/// channels, height, width] and regions [m, 1, height, width].
struct Trainer::RegionRows {
  RegionLossKind kind;
  double weight;
  at::Tensor rows, bytes, regions;
};

/// Some examples on the network's device: bytes [n, channels, height, width] or features [n, width], labels [n], and
/// the region losses on them.
struct Trainer::Batch {
  at::Tensor bytes, features, labels;
  std::vector<RegionRows> losses;
};

/// Examples in memory, with a view of them as tensors.
struct Trainer::Data {
  Data(LabelledImages examples, const at::Device& to) : images(std::move(examples)), device(to) {
    const std::vector<std::int64_t> classes(images.labels.begin(), images.labels.end());
    labels = at::tensor(classes, at::kLong).to(device);
    if (images.features.rows > 0) {
      const auto width = static_cast<std::int64_t>(images.features.cols);
      features = at::from_blob(images.features.values.data(), {labels.size(0), width}, at::kFloat).to(device);
    }
    const std::int64_t plane = std::int64_t{images.height} * images.width;
    if (!images.pixels.empty()) {
      const auto pictures = static_cast<std::int64_t>(images.pixels.size()) / (images.channels * plane);
      bytes = view(images.pixels, {pictures, images.channels, images.height, images.width}, device);
    }
    if (images.regions.empty()) return;
    const auto marked = static_cast<std::int64_t>(images.regions.size()) / plane;
    regions = view(images.regions, {marked, 1, images.height, images.width}, device);
  }

  /// Copies, or views where the positions allow it.
  Batch at(const std::vector<std::int64_t>& positions, bool corrected) const {
    const bool run = consecutive(positions);
    const at::Tensor chosen = run ? at::Tensor() : indices(positions);
    const auto rows = [&](const at::Tensor& all) {
      return run ? all.narrow(0, positions.front(), static_cast<std::int64_t>(positions.size()))
                 : all.index_select(0, chosen);
    };
    Batch batch;
    (features.defined() ? batch.features : batch.bytes) = rows(features.defined() ? features : bytes);
    batch.labels = rows(labels);
    if (corrected && !images.regions.empty()) add_losses(positions, batch);
    return batch;
  }

  /// What the last layer learns from reads features; the rest pictures.
  Batch range(std::int64_t start, std::int64_t count) const {
    Batch batch;
    (features.defined() ? batch.features : batch.bytes) =
        (features.defined() ? features : bytes).narrow(0, start, count);
    batch.labels = labels.narrow(0, start, count);
    return batch;
  }

  LabelledImages images;
  at::Device device;
  at::Tensor bytes, features, labels, regions;

 private:
  at::Tensor indices(const std::vector<std::int64_t>& values) const { return at::tensor(values, at::kLong).to(device); }

  /// Where the rows of a group are: in the batch, in `images`, and among the regions.
  struct Places {
    std::vector<std::int64_t> rows, pictures, regions;
  };

  void add_losses(const std::vector<std::int64_t>& positions, Batch& batch) const {
    std::map<std::pair<RegionLossKind, double>, Places> groups;
    for (std::size_t row = 0; row < positions.size(); ++row) {
      for (const LabelledImages::Loss& loss : images.losses_of[static_cast<std::size_t>(positions[row])]) {
        Places& places = groups[{loss.kind, loss.weight}];
        places.rows.push_back(static_cast<std::int64_t>(row));
        places.pictures.push_back(loss.picture);
        places.regions.push_back(loss.region);
      }
    }
    for (const auto& [term, places] : groups) {
      const at::Tensor rows = indices(places.rows);
      const at::Tensor pictures =
          features.defined() ? bytes.index_select(0, indices(places.pictures)) : batch.bytes.index_select(0, rows);
      batch.losses.push_back(
          {term.first, term.second, rows, pictures, regions.index_select(0, indices(places.regions))});
    }
  }
};

/// What some updates of a fit draw their batches from: all examples, or, before the corrections, those that are no
/// edited copies.
struct Trainer::Phase {
  bool corrected;
  std::vector<std::int64_t> chosen;  ///< places of the examples; empty: all
  Batches batches;
  std::unique_ptr<Objective> objective;
  LossClips clips;
  std::vector<std::int64_t> positions = {};  ///< of the batch in hand

  Batch next(const Data& data) {
    positions = batches.next();
    if (!chosen.empty()) {
      for (std::int64_t& position : positions) position = chosen[static_cast<std::size_t>(position)];
    }
    return data.at(positions, corrected);
  }
};

/// Pictures on their way through the network. `layers` may be empty (Network::layer_activations()).
struct Trainer::Forward {
  at::Tensor x;
  std::vector<at::Tensor> layers;
  at::Tensor features, factors, logits;

  /// As in evaluation, with gradients of the pictures.
  void read(const at::Tensor& bytes, const Network& network) {
    x = normalised(bytes, network).set_requires_grad(true);
    layers = network.layer_activations(x);
    features = layers.empty() ? network.features(x) : layers.back();
  }
  LossRows rows(const Network& network, const at::Tensor& labels, const at::Tensor& regions, std::int64_t batch) const {
    return {network, x, layers, features, factors, logits, labels, regions, batch};
  }
};

Trainer::Trainer(const RunParams& run, Network& network, LabelledImages validation)
    : run_(run), network_(network), optimiser_(run.training, network) {
  const at::Device device = network.parameters().flat().device();
  refuse_unless(run.training.precision == Precision::Float32 || device.is_cuda(),
                "'precision' mixed needs a CUDA device, and this run has '{}': take float32", network.device());
  if (run.training.keep == KeepState::Best) {
    refuse_unless(validation.size() > 0,
                  "'keep' is best, but the dataset has no validation items: keep last, or set some aside");
    validation_ = std::make_unique<Data>(std::move(validation), device);
  }
}

Trainer::~Trainer() = default;

Trainer::Phase Trainer::phase(const Data& data, const TrainingGuide& guide, std::uint32_t round, bool corrected) const {
  const LabelledImages& images = data.images;
  const bool switched_on = corrected && run_.training.corrections_after > 0;
  std::vector<std::int64_t> chosen;
  if (!corrected && std::ranges::count(images.is_copy, 1) > 0) {
    for (std::size_t i = 0; i < images.size(); ++i) {
      if (images.is_copy[i] == 0) chosen.push_back(static_cast<std::int64_t>(i));
    }
    require(!chosen.empty(), "round {}: nothing to train on before the corrections", round);
  }
  const std::vector<int> labels = chosen_values(images.labels, chosen);
  const bool by_group = guide.group_robust && guide.group_robust->balance;
  const std::vector<int> groups = by_group ? chosen_values(images.groups, chosen) : labels;
  const std::vector<std::int64_t> repeats = chosen_values(images.repeats, chosen);
  const Rng rng(run_.model_stream(), {Purpose::Batches, round, switched_on ? 1U : 0U});
  at::Tensor weights;
  if (run_.training.class_weights == ClassWeights::Balanced)
    weights = balanced_class_weights(labels, network_.shape().classes).to(data.device);
  return {corrected, std::move(chosen),
          Batches(groups, static_cast<std::size_t>(run_.training.batch_size), run_.training.order,
                  guide.balance || by_group, rng, repeats),
          std::make_unique<Objective>(images, guide, weights), guide.clips};
}

FitSummary Trainer::fit(LabelledImages examples, const TrainingGuide& guide, std::uint32_t round) {
  require(examples.size() > 0, "round {}: nothing to train on", round);
  start();
  const Data data(std::move(examples), network_.parameters().flat().device());
  const std::int64_t uncorrected = run_.training.corrections_after;
  Phase drawn = phase(data, guide, round, uncorrected == 0);
  const std::int64_t averaged = std::min(kLastUpdates, run_.updates);
  LossWatch watch(run_.training, run_.updates, round, losses_to_lower(data.images));
  FitSummary summary{run_.updates, 0, std::numeric_limits<double>::quiet_NaN()};
  std::vector<at::Tensor> losses;  // read at the end: reading one waits for a CUDA device
  std::shared_ptr<const Optimiser::Snapshot> best;
  for (std::int64_t done = 1; done <= run_.updates; ++done) {
    if (uncorrected > 0 && done == uncorrected + 1) drawn = phase(data, guide, round, true);
    const Rng dropout(run_.model_stream(), {Purpose::Dropout, round, static_cast<std::uint32_t>(done)});
    const at::Tensor loss = batch_loss(drawn.next(data), drawn, dropout);
    watch.add(loss, done);
    // The images' own gradient, where a region loss needed one, is not asked for again.
    loss.backward({}, {}, false, network_.parameters().learning());
    optimiser_.update(rate_factor(run_.training, done, run_.updates));
    if (done > run_.updates - averaged) losses.push_back(loss.detach());
    if (!is_check(done)) continue;
    const double checked = validation_loss();
    watch.add_validation(checked, done);
    if (best && !(checked < summary.validation_loss)) continue;
    summary.validation_loss = checked;
    best = optimiser_.snapshot();
  }
  for (const at::Tensor& loss : losses) summary.train_loss += loss.item<double>() / static_cast<double>(averaged);
  if (best) optimiser_.restore(*best);
  watch.finish(network_.parameters());
  return summary;
}

void Trainer::start() {
  if (run_.restart == Restart::Cold) optimiser_.restart();
}

std::string Trainer::checkpoint() const {
  return run_.restart == Restart::Warm ? optimiser_.serialised() : std::string();
}

void Trainer::resume(std::string_view checkpoint) {
  require(run_.restart == Restart::Warm, "a checkpoint holds the state of an optimiser, and a cold fit keeps none");
  optimiser_.load(checkpoint);
}

bool Trainer::is_check(std::int64_t update) const {
  return validation_ && (update % run_.training.check_every == 0 || update == run_.updates);
}

/// Whether a region loss may read the batch's own pass. It needs rows that do not depend on each other, in full
/// precision, and all of them.
bool Trainer::may_share(const Batch& batch, const RegionRows& rows) const {
  return batch.bytes.defined() && network_.rows_are_independent() && run_.training.precision != Precision::Mixed &&
         rows.rows.size(0) == batch.labels.size(0);
}

at::Tensor Trainer::batch_loss(const Batch& batch, Phase& phase, Rng dropout) const {
  const std::int64_t size = batch.labels.size(0);
  const auto shares = [&](const RegionRows& rows) { return may_share(batch, rows); };
  Forward pass;
  pass.features = batch.features;
  {
    const Autocast autocast(run_.training.precision == Precision::Mixed);
    if (std::ranges::any_of(batch.losses, shares)) {
      pass.read(batch.bytes, network_);
    } else if (!pass.features.defined()) {
      pass.features = network_.training_features(normalised(batch.bytes, network_));
    }
    pass.factors = dropout_factors(pass.features, network_.dropout(), dropout);
    pass.logits = network_.logits(times(pass.features, pass.factors));
  }
  at::Tensor loss = phase.objective->of(phase.positions, pass.logits.to(at::kFloat), batch.labels);
  for (const RegionRows& rows : batch.losses) {
    at::Tensor term = shares(rows) ? loss_term(rows.kind)(pass.rows(network_, batch.labels, rows.regions, size))
                                   : own_term(batch, rows, pass.factors);
    term = term * (rows.weight / static_cast<double>(size));
    const double clip = phase.clips[static_cast<std::size_t>(rows.kind)];
    loss = loss + (std::isinf(clip) ? term : term.clamp_max(clip));
  }
  return loss;
}

/// The term from a pass of its own over its rows: derivatives of derivatives cost more than all the rest.
at::Tensor Trainer::own_term(const Batch& batch, const RegionRows& rows, const at::Tensor& factors) const {
  Forward pass;
  pass.read(rows.bytes, network_);
  if (factors.defined()) pass.factors = factors.index_select(0, rows.rows);
  pass.logits = network_.logits(times(pass.features, pass.factors));
  const at::Tensor labels = batch.labels.index_select(0, rows.rows);
  return loss_term(rows.kind)(pass.rows(network_, labels, rows.regions, batch.labels.size(0)));
}

double Trainer::validation_loss() const {
  const c10::InferenceMode no_gradients;
  const std::int64_t count = validation_->labels.size(0);
  double sum = 0;
  for (std::int64_t start = 0; start < count; start += kValidationBlock) {
    const std::int64_t size = std::min(kValidationBlock, count - start);
    const Batch batch = validation_->range(start, size);
    const at::Tensor features =
        batch.features.defined() ? batch.features : network_.features(normalised(batch.bytes, network_));
    const at::Tensor loss = at::cross_entropy_loss(network_.logits(features), batch.labels);
    sum += loss.item<double>() * static_cast<double>(size);
  }
  return sum / static_cast<double>(count);
}

}  // namespace xil
