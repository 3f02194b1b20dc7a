#include "framework/nn/trainer.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

#include "framework/nn/batches.h"
#include "framework/nn/tensors.h"

namespace xil {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;
/// FitSummary::train_loss is the mean over so many updates.
constexpr std::int64_t kLastUpdates = 25;
constexpr std::int64_t kValidationBlock = 256;

/// Mean cross entropy of images in bytes.
at::Tensor loss_of(const Network& network, const at::Tensor& bytes, const at::Tensor& labels) {
  const at::Tensor logits = network.logits(network.features(normalised(bytes, network)));
  return at::cross_entropy_loss(logits, labels);
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

/// Examples as bytes [n, channels, height, width] and labels [n], on the network's device.
struct Trainer::Data {
  at::Tensor bytes, labels;

  Data(const LabelledImages& examples, const Network& network) {
    const at::Device device = network.parameters().flat().device();
    const std::vector<std::int64_t> classes(examples.labels.begin(), examples.labels.end());
    bytes = stack(examples.images).to(device);
    labels = at::tensor(classes, at::kLong).to(device);
  }
};

Trainer::Trainer(const RunParams& run, Network& network, const LabelledImages& validation)
    : run_(run), network_(network) {
  const at::Tensor& values = network.parameters().flat();
  state_ = std::make_unique<State>(State{values, at::zeros_like(values), at::zeros_like(values)});
  initial_ = std::make_unique<State>(state_->copy());
  if (run.training.keep == KeepState::Best) {
    refuse_unless(
        !validation.images.empty(),
        "'keep' is best, but the dataset has no validation items: keep last, or set some aside");
    validation_ = std::make_unique<Data>(validation, network);
  }
}

Trainer::~Trainer() = default;

FitSummary Trainer::fit(const LabelledImages& examples, std::uint32_t round) {
  require(!examples.images.empty(), "round {}: nothing to train on", round);
  if (run_.restart == Restart::Cold) state_->restore(*initial_);
  const Data data(examples, network_);
  Batches batches(examples.images.size(), static_cast<std::size_t>(run_.training.batch_size),
                  Rng(run_.model_stream(), {Purpose::Batches, round}));
  const std::int64_t averaged = std::min(kLastUpdates, run_.updates);
  FitSummary summary{run_.updates, 0, std::numeric_limits<double>::quiet_NaN()};
  std::unique_ptr<State> best;
  for (std::int64_t done = 1; done <= run_.updates; ++done) {
    const double loss = update(data, batches.next());
    if (done > run_.updates - averaged) summary.train_loss += loss / static_cast<double>(averaged);
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

double Trainer::update(const Data& data, const std::vector<std::int64_t>& batch) {
  const at::Tensor chosen = at::tensor(batch, at::kLong).to(data.labels.device());
  const at::Tensor loss =
      loss_of(network_, data.bytes.index_select(0, chosen), data.labels.index_select(0, chosen));
  loss.backward();
  state_->adam(network_.parameters().take_gradient(), run_.training);
  return loss.item<double>();
}

double Trainer::validation_loss() const {
  const c10::InferenceMode no_gradients;
  const std::int64_t count = validation_->labels.size(0);
  double sum = 0;
  for (std::int64_t start = 0; start < count; start += kValidationBlock) {
    const std::int64_t size = std::min(kValidationBlock, count - start);
    const at::Tensor loss = loss_of(network_, validation_->bytes.narrow(0, start, size),
                                    validation_->labels.narrow(0, start, size));
    sum += loss.item<double>() * static_cast<double>(size);
  }
  return sum / static_cast<double>(count);
}

}  // namespace xil
