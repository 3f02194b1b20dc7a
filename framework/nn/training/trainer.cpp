#include "framework/nn/training/trainer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "framework/nn/networks/autocast.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/batches.h"
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

/// One factor per feature, [n, width]; nothing where nothing is dropped.
at::Tensor dropout_factors(const at::Tensor& features, double rate, Rng rng) {
  if (rate == 0) return {};
  const at::Tensor factors = at::empty(features.sizes(), at::kFloat);
  draw_dropout(rate, rng, {factors.data_ptr<float>(), static_cast<std::size_t>(factors.numel())});
  return factors.to(features.device());
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
  Batch at(const std::vector<std::int64_t>& positions) const {
    const bool run = consecutive(positions);
    const at::Tensor chosen = run ? at::Tensor() : indices(positions);
    const auto rows = [&](const at::Tensor& all) {
      return run ? all.narrow(0, positions.front(), static_cast<std::int64_t>(positions.size()))
                 : all.index_select(0, chosen);
    };
    Batch batch;
    (features.defined() ? batch.features : batch.bytes) = rows(features.defined() ? features : bytes);
    batch.labels = rows(labels);
    if (!images.regions.empty()) add_losses(positions, batch);
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

FitSummary Trainer::fit(LabelledImages examples, const TrainingGuide& guide, std::uint32_t round) {
  require(examples.size() > 0, "round {}: nothing to train on", round);
  start();
  const Data data(std::move(examples), network_.parameters().flat().device());
  const bool by_group = guide.group_robust && guide.group_robust->balance;
  Batches batches(by_group ? data.images.groups : data.images.labels,
                  static_cast<std::size_t>(run_.training.batch_size), run_.training.order, guide.balance || by_group,
                  Rng(run_.model_stream(), {Purpose::Batches, round}), data.images.repeats);
  Objective objective(data.images, guide, class_weights(data));
  const std::int64_t averaged = std::min(kLastUpdates, run_.updates);
  LossWatch watch(run_.training, run_.updates, round);
  FitSummary summary{run_.updates, 0, std::numeric_limits<double>::quiet_NaN()};
  std::vector<at::Tensor> losses;  // read at the end: reading one waits for a CUDA device
  std::shared_ptr<const Optimiser::Snapshot> best;
  for (std::int64_t done = 1; done <= run_.updates; ++done) {
    const Rng dropout(run_.model_stream(), {Purpose::Dropout, round, static_cast<std::uint32_t>(done)});
    const std::vector<std::int64_t>& positions = batches.next();
    const auto prediction_loss = [&](const at::Tensor& logits, const at::Tensor& labels) {
      return objective.of(positions, logits, labels);
    };
    const at::Tensor loss = batch_loss(data.at(positions), prediction_loss, dropout);
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

at::Tensor Trainer::class_weights(const Data& data) const {
  if (run_.training.class_weights == ClassWeights::None) return {};
  std::vector<std::int64_t> counts(static_cast<std::size_t>(network_.shape().classes), 0);
  for (const int label : data.images.labels) ++counts[static_cast<std::size_t>(label)];
  const auto present = static_cast<double>(std::ranges::count_if(counts, [](std::int64_t count) { return count > 0; }));
  std::vector<float> weights;
  for (const std::int64_t count : counts) {
    weights.push_back(count == 0 ? 0.0f
                                 : static_cast<float>(static_cast<double>(data.images.size()) /
                                                      (present * static_cast<double>(count))));
  }
  return at::tensor(weights).to(data.device);
}

at::Tensor Trainer::batch_loss(const Batch& batch, const PredictionLoss& prediction_loss, Rng dropout) const {
  const bool mixed = run_.training.precision == Precision::Mixed;
  // A region loss needs rows that do not depend on each other, in full precision. Where it applies to all rows of such
  // a batch, it reads the batch's own pass.
  const bool may_share = batch.bytes.defined() && network_.rows_are_independent() && !mixed;
  const auto shares = [&](const RegionRows& rows) { return may_share && rows.rows.size(0) == batch.labels.size(0); };
  at::Tensor x, features = batch.features, factors, logits;
  {
    const Autocast autocast(mixed);
    if (!features.defined()) {
      x = normalised(batch.bytes, network_).set_requires_grad(std::ranges::any_of(batch.losses, shares));
      features = network_.training_features(x);
    }
    factors = dropout_factors(features, network_.dropout(), dropout);
    logits = network_.logits(times(features, factors));
  }
  at::Tensor loss = prediction_loss(logits.to(at::kFloat), batch.labels);
  for (const RegionRows& rows : batch.losses) {
    const LossRows all{network_, x, features, logits, batch.labels, rows.regions};
    const at::Tensor term = shares(rows) ? loss_term(rows.kind)(all) : own_pass(batch, rows, factors);
    loss = loss + term * (rows.weight / static_cast<double>(batch.labels.size(0)));
  }
  return loss;
}

/// The term from a pass of its own over its rows: second derivatives cost twice as much as all the rest.
at::Tensor Trainer::own_pass(const Batch& batch, const RegionRows& rows, const at::Tensor& factors) const {
  const at::Tensor x = normalised(rows.bytes, network_).set_requires_grad(true);
  const at::Tensor features = network_.features(x);
  const at::Tensor logits =
      network_.logits(times(features, factors.defined() ? factors.index_select(0, rows.rows) : factors));
  return loss_term(rows.kind)({network_, x, features, logits, batch.labels.index_select(0, rows.rows), rows.regions});
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
