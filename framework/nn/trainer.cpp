#include "framework/nn/trainer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/nn/batches.h"
#include "framework/nn/dropout.h"
#include "framework/nn/gradient_penalty.h"
#include "framework/nn/tensors.h"

namespace xil {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;
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

/// A point in training: values of the network and of the optimiser, all [count].
struct Trainer::State {
  at::Tensor values, mean, variance;
  std::int64_t step = 0;

  State copy() const { return {values.clone(), mean.clone(), variance.clone(), step}; }
  /// In place: `values` are the network's own.
  void restore(const State& other) {
    values.copy_(other.values);
    mean.copy_(other.mean);
    variance.copy_(other.variance);
    step = other.step;
  }
  /// One step of Adam, in the order of torch::optim::Adam's operations.
  void adam(at::Tensor gradient, const TrainingParams& training) {
    ++step;
    if (training.weight_decay != 0) gradient = gradient.add_(values, training.weight_decay);
    mean.mul_(kBeta1).add_(gradient, 1 - kBeta1);
    variance.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const double correction1 = 1 - std::pow(kBeta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(kBeta2, static_cast<double>(step));
    const at::Tensor scale = variance.sqrt().div_(std::sqrt(correction2)).add_(kEpsilon);
    values.addcdiv_(mean, scale, -training.learning_rate / correction1);
  }
};

/// Some examples on the network's device: bytes [n, channels, height, width] and labels [n]; the
/// rows [m] of those with a region and their regions [m, 1, height, width] in bytes, or nothing.
struct Trainer::Batch {
  at::Tensor bytes, labels, penalised, regions;
};

/// Examples in memory, with a view of them as tensors.
struct Trainer::Data {
  Data(LabelledImages examples, const at::Device& to) : images(std::move(examples)), device(to) {
    const auto count = static_cast<std::int64_t>(images.size());
    const std::vector<std::int64_t> classes(images.labels.begin(), images.labels.end());
    bytes = view(images.pixels, {count, images.channels, images.height, images.width}, device);
    labels = at::tensor(classes, at::kLong).to(device);
    if (images.regions.empty()) return;
    const std::int64_t plane = std::int64_t{images.height} * images.width;
    const auto marked = static_cast<std::int64_t>(images.regions.size()) / plane;
    regions = view(images.regions, {marked, 1, images.height, images.width}, device);
  }

  /// Copies, or views where the positions allow it.
  Batch at(const std::vector<std::int64_t>& positions) const {
    Batch batch;
    if (consecutive(positions)) {
      const auto count = static_cast<std::int64_t>(positions.size());
      batch.bytes = bytes.narrow(0, positions.front(), count);
      batch.labels = labels.narrow(0, positions.front(), count);
    } else {
      const at::Tensor chosen = indices(positions);
      batch.bytes = bytes.index_select(0, chosen);
      batch.labels = labels.index_select(0, chosen);
    }
    if (!images.regions.empty()) add_regions(positions, batch);
    return batch;
  }

  LabelledImages images;
  at::Device device;
  at::Tensor bytes, labels, regions;

 private:
  at::Tensor indices(const std::vector<std::int64_t>& values) const {
    return at::tensor(values, at::kLong).to(device);
  }

  void add_regions(const std::vector<std::int64_t>& positions, Batch& batch) const {
    std::vector<std::int64_t> rows, places;
    for (std::size_t row = 0; row < positions.size(); ++row) {
      const std::int64_t place = images.region_of[static_cast<std::size_t>(positions[row])];
      if (place < 0) continue;
      rows.push_back(static_cast<std::int64_t>(row));
      places.push_back(place);
    }
    if (rows.empty()) return;
    batch.penalised = indices(rows);
    batch.regions = regions.index_select(0, indices(places));
  }
};

Trainer::Trainer(const RunParams& run, Network& network, LabelledImages validation)
    : run_(run), network_(network) {
  const at::Tensor& values = network.parameters().flat();
  state_ = std::make_unique<State>(State{values, at::zeros_like(values), at::zeros_like(values)});
  initial_ = std::make_unique<State>(state_->copy());
  if (run.training.keep == KeepState::Best) {
    refuse_unless(
        validation.size() > 0,
        "'keep' is best, but the dataset has no validation items: keep last, or set some aside");
    validation_ = std::make_unique<Data>(std::move(validation), values.device());
  }
}

Trainer::~Trainer() = default;

FitSummary Trainer::fit(LabelledImages examples, const TrainingGuide& guide, std::uint32_t round) {
  require(examples.size() > 0, "round {}: nothing to train on", round);
  if (run_.restart == Restart::Cold) state_->restore(*initial_);
  const Data data(std::move(examples), state_->values.device());
  Batches batches(data.images.labels, static_cast<std::size_t>(run_.training.batch_size),
                  run_.training.order, guide.balance,
                  Rng(run_.model_stream(), {Purpose::Batches, round}));
  const std::int64_t averaged = std::min(kLastUpdates, run_.updates);
  FitSummary summary{run_.updates, 0, std::numeric_limits<double>::quiet_NaN()};
  std::unique_ptr<State> best;
  for (std::int64_t done = 1; done <= run_.updates; ++done) {
    const Rng dropout(run_.model_stream(),
                      {Purpose::Dropout, round, static_cast<std::uint32_t>(done)});
    const at::Tensor loss = batch_loss(data.at(batches.next()), guide.penalty_weight, dropout);
    update(loss);
    if (done > run_.updates - averaged)
      summary.train_loss += loss.item<double>() / static_cast<double>(averaged);
    if (!is_check(done)) continue;
    const double checked = validation_loss();
    if (best && !(checked < summary.validation_loss)) continue;
    summary.validation_loss = checked;
    best = std::make_unique<State>(state_->copy());
  }
  if (best) state_->restore(*best);
  return summary;
}

bool Trainer::is_check(std::int64_t update) const {
  return validation_ && (update % run_.training.check_every == 0 || update == run_.updates);
}

at::Tensor Trainer::batch_loss(const Batch& batch, double penalty_weight, Rng dropout) const {
  const std::int64_t size = batch.labels.size(0);
  const std::int64_t penalised = batch.regions.defined() ? batch.regions.size(0) : 0;
  at::Tensor x = normalised(batch.bytes, network_);
  x.set_requires_grad(penalised == size);
  const at::Tensor features = network_.features(x);
  const at::Tensor factors = dropout_factors(features, network_.dropout(), dropout);
  at::Tensor logits = network_.logits(times(features, factors));
  const at::Tensor loss = at::cross_entropy_loss(logits, batch.labels);
  if (penalised == 0) return loss;
  if (penalised < size) {
    // Second derivatives cost twice as much as all the rest: a pass of their own for those rows.
    const auto chosen = [&](const at::Tensor& rows) {
      return rows.index_select(0, batch.penalised);
    };
    x = normalised(chosen(batch.bytes), network_).set_requires_grad(true);
    logits =
        network_.logits(times(network_.features(x), factors.defined() ? chosen(factors) : factors));
  }
  return loss +
         gradient_penalty(x, logits, batch.regions) * (penalty_weight / static_cast<double>(size));
}

void Trainer::update(const at::Tensor& loss) {
  // The images' own gradient, where the penalty needed one, is not asked for again.
  loss.backward({}, {}, false, network_.parameters().all());
  state_->adam(network_.parameters().take_gradient(), run_.training);
}

double Trainer::validation_loss() const {
  const c10::InferenceMode no_gradients;
  const std::int64_t count = validation_->labels.size(0);
  double sum = 0;
  for (std::int64_t start = 0; start < count; start += kValidationBlock) {
    const std::int64_t size = std::min(kValidationBlock, count - start);
    const at::Tensor images = normalised(validation_->bytes.narrow(0, start, size), network_);
    const at::Tensor loss = at::cross_entropy_loss(network_.logits(network_.features(images)),
                                                   validation_->labels.narrow(0, start, size));
    sum += loss.item<double>() * static_cast<double>(size);
  }
  return sum / static_cast<double>(count);
}

}  // namespace xil
