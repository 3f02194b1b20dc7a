#include "framework/nn/training/trainer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/nn/losses/loss_terms.h"
#include "framework/nn/networks/autocast.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/batches.h"
#include "framework/nn/training/class_weights.h"
#include "framework/nn/training/device_examples.h"
#include "framework/nn/training/divergence.h"
#include "framework/nn/training/dropout.h"
#include "framework/nn/training/fit_state.h"
#include "framework/nn/training/objective.h"

namespace xil {
namespace {

/// FitSummary::train_loss is the mean over so many updates.
std::int64_t averaged_updates(std::int64_t updates) { return std::min<std::int64_t>(25, updates); }
constexpr std::int64_t kValidationBlock = 256;

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

/// Some examples on the network's device: bytes [n, channels, height, width] or features [n, width], labels [n], and
/// the region losses on them.
struct Trainer::Batch {
  const DeviceExamples& from;
  at::Tensor bytes, features, labels;
  std::vector<LossGroup> losses;

  Batch(const DeviceExamples& examples, const std::vector<std::int64_t>& places, bool corrected)
      : from(examples), labels(examples.labels(places)) {
    (examples.have_features() ? features : bytes) = examples.inputs(places);
    if (corrected) losses = examples.images().loss_groups(places);
  }
  std::int64_t size() const { return labels.size(0); }
};

/// What some updates of a fit draw their batches from: all examples, or, before the corrections, those that are no
/// edited copies.
struct Trainer::Phase {
  bool corrected;
  std::vector<std::int64_t> chosen;  ///< places of the examples; empty: all
  Batches batches;
  std::unique_ptr<Objective> objective;
  LossClips clips;
  std::vector<std::int64_t> places = {};  ///< of the batch in hand

  Batch next(const DeviceExamples& examples) {
    places = batches.next();
    if (!chosen.empty()) {
      for (std::int64_t& place : places) place = chosen[static_cast<std::size_t>(place)];
    }
    return {examples, places, corrected};
  }
};

/// Pictures on their way through the network. `layers` may be empty (Network::layer_activations()).
struct Trainer::Forward {
  at::Tensor x;
  LayerActivations layers;
  at::Tensor features, factors, logits;

  /// As in evaluation, with gradients of the pictures.
  void read(const at::Tensor& bytes, const Network& network) {
    x = normalised(bytes, network).set_requires_grad(true);
    layers = network.layer_activations(x);
    features = layers.values.empty() ? network.features(x) : layers.values.back();
  }
};

Trainer::Trainer(const RunParams& run, Network& network, LabelledImages validation)
    : run_(run), network_(network), optimiser_(run.training, network) {
  refuse_unless(run.training.precision == Precision::Float32 || network.parameters().flat().is_cuda(),
                "'precision' mixed needs a CUDA device, and this run has '{}': take float32", network.device());
  if (run.training.keep == KeepState::Best) {
    refuse_unless(validation.size() > 0,
                  "'keep' is best, but the dataset has no validation items: keep last, or set some aside");
    validation_ = std::make_unique<DeviceExamples>(std::move(validation), network);
  }
}

Trainer::~Trainer() = default;

Trainer::Phase Trainer::phase(const LabelledImages& images, const TrainingGuide& guide, std::uint32_t round,
                              bool corrected) const {
  const bool switched_on = corrected && run_.training.corrections_after > 0;
  std::vector<std::int64_t> chosen = corrected ? std::vector<std::int64_t>() : images.originals();
  const std::vector<int> labels = chosen_values(images.labels, chosen);
  const bool by_group = guide.group_robust && guide.group_robust->balance;
  const std::vector<int> drawn_evenly = by_group ? chosen_values(images.groups, chosen) : labels;
  const std::vector<std::int64_t> repeats = chosen_values(images.repeats, chosen);
  const Rng rng(run_.model_stream(), {Purpose::Batches, round, switched_on ? 1U : 0U});
  at::Tensor weights;
  if (run_.training.class_weights == ClassWeights::Balanced)
    weights = balanced_class_weights(labels, network_.shape().classes).to(network_.parameters().flat().device());
  return {corrected, std::move(chosen),
          Batches(drawn_evenly, static_cast<std::size_t>(run_.training.batch_size), run_.training.order,
                  guide.balance || by_group, rng, repeats),
          std::make_unique<Objective>(images, guide, weights), guide.clips};
}

/// How far a fit has come.
struct Trainer::Course {
  std::int64_t done = 0;
  std::vector<at::Tensor> losses;  ///< those that are averaged; read at the end: reading one waits for a CUDA device
  double validation_loss = std::numeric_limits<double>::quiet_NaN();
  std::shared_ptr<const Optimiser::Snapshot> best;
  std::vector<float> group_shares;  ///< Objective::group_shares() of a fit that goes on
  std::string examples;             ///< digest_of() them, once it was asked for
};

/// The course that an interrupted fit has kept, with the optimiser in its state; a new one where there is none.
Trainer::Course Trainer::begun(const LabelledImages& examples, std::uint32_t round) {
  const std::string kept = keeper_ != nullptr ? keeper_->kept(round) : std::string();
  if (kept.empty()) return {};
  const std::string before = optimiser_.serialised();
  try {
    const FitState state = FitState::unpacked(kept);
    require(state.examples == digest_of(examples), "the examples are others now");
    Course course{state.done, {}, state.validation_loss, nullptr, state.group_shares, state.examples};
    for (const float loss : state.losses) course.losses.push_back(at::tensor(loss));
    if (!state.best.empty()) {
      optimiser_.load(state.best);
      course.best = optimiser_.snapshot();
    }
    optimiser_.load(state.optimiser);
    return course;
  } catch (const Error& error) {
    keeper_->set_aside(error.what());
  }
  optimiser_.load(before);
  return {};
}

void Trainer::keep(Course& course, const Phase& phase, const LabelledImages& examples, std::uint32_t round) {
  if (course.examples.empty()) course.examples = digest_of(examples);
  FitState state{course.examples,
                 course.done,
                 {},
                 course.validation_loss,
                 optimiser_.serialised(),
                 {},
                 phase.objective->group_shares()};
  for (const at::Tensor& loss : course.losses) state.losses.push_back(loss.item<float>());
  if (course.best) {
    const auto now = optimiser_.snapshot();
    optimiser_.restore(*course.best);
    state.best = optimiser_.serialised();
    optimiser_.restore(*now);
  }
  keeper_->keep(round, state.packed());
}

FitSummary Trainer::fit(LabelledImages examples, const TrainingGuide& guide, std::uint32_t round) {
  require(examples.size() > 0, "round {}: nothing to train on", round);
  start();
  Course course = begun(examples, round);
  const DeviceExamples data(std::move(examples), network_);
  Phase drawn = phase(data.images(), guide, round, run_.training.corrections_after == 0);
  LossWatch watch(run_.training, run_.updates, round, losses_to_lower(data.images()));
  for (std::int64_t update = 1; update <= run_.updates; ++update) {
    if (update > 1 && update == run_.training.corrections_after + 1) drawn = phase(data.images(), guide, round, true);
    if (update <= course.done) {  // made before the fit was interrupted
      drawn.batches.next();
      if (update == course.done) drawn.objective->set_group_shares(course.group_shares);
      continue;
    }
    this->update(drawn, data, course, watch, round);
    if (keeper_ != nullptr && update < run_.updates && keeper_->is_due()) keep(course, drawn, data.images(), round);
  }
  FitSummary summary{run_.updates, 0, course.validation_loss};
  for (const at::Tensor& loss : course.losses)
    summary.train_loss += loss.item<double>() / static_cast<double>(averaged_updates(run_.updates));
  if (course.best) optimiser_.restore(*course.best);
  watch.finish(network_.parameters());
  return summary;
}

void Trainer::update(Phase& drawn, const DeviceExamples& data, Course& course, LossWatch& watch, std::uint32_t round) {
  const std::int64_t done = ++course.done;
  const Rng dropout(run_.model_stream(), {Purpose::Dropout, round, static_cast<std::uint32_t>(done)});
  const at::Tensor loss = batch_loss(drawn.next(data), drawn, dropout);
  watch.add(loss, done);
  // The images' own gradient, where a region loss needed one, is not asked for again.
  loss.backward({}, {}, false, network_.parameters().learning());
  optimiser_.update(rate_factor(run_.training, done, run_.updates));
  if (done > run_.updates - averaged_updates(run_.updates)) course.losses.push_back(loss.detach());
  if (!is_check(done)) return;
  const double checked = validation_loss();
  watch.add_validation(checked, done);
  if (course.best && !(checked < course.validation_loss)) return;
  course.validation_loss = checked;
  course.best = optimiser_.snapshot();
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
bool Trainer::may_share(const Batch& batch, const LossGroup& losses) const {
  return batch.bytes.defined() && network_.rows_are_independent() && run_.training.precision != Precision::Mixed &&
         std::ssize(losses.rows) == batch.size();
}

at::Tensor Trainer::batch_loss(const Batch& batch, Phase& phase, Rng dropout) const {
  const auto shares = [&](const LossGroup& losses) { return may_share(batch, losses); };
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
  at::Tensor loss = phase.objective->of(phase.places, pass.logits.to(at::kFloat), batch.labels);
  for (const LossGroup& losses : batch.losses) {
    at::Tensor term = shares(losses) ? term_of(losses, pass, batch.labels, batch) : own_term(losses, pass, batch);
    term = term * (losses.weight / static_cast<double>(batch.size()));
    const double clip = phase.clips[static_cast<std::size_t>(losses.kind)];
    loss = loss + (std::isinf(clip) ? term : term.clamp_max(clip));
  }
  return loss;
}

at::Tensor Trainer::term_of(const LossGroup& losses, const Forward& pass, const at::Tensor& labels,
                            const Batch& batch) const {
  const at::Tensor regions = batch.from.regions(losses.regions);
  return loss_term(losses.kind)(
      {network_, pass.x, pass.layers, pass.features, pass.factors, pass.logits, labels, regions, batch.size()});
}

/// The term from a pass of its own over its rows: derivatives of derivatives cost more than all the rest.
at::Tensor Trainer::own_term(const LossGroup& losses, const Forward& of_batch, const Batch& batch) const {
  const at::Tensor rows = batch.from.indices(losses.rows);
  Forward pass;
  pass.read(batch.from.pictures(losses.pictures), network_);
  if (of_batch.factors.defined()) pass.factors = of_batch.factors.index_select(0, rows);
  pass.logits = network_.logits(times(pass.features, pass.factors));
  return term_of(losses, pass, batch.labels.index_select(0, rows), batch);
}

double Trainer::validation_loss() const {
  const c10::InferenceMode no_gradients;
  const auto count = static_cast<std::int64_t>(validation_->images().size());
  double sum = 0;
  for (std::int64_t start = 0; start < count; start += kValidationBlock) {
    const std::int64_t size = std::min(kValidationBlock, count - start);
    at::Tensor features = validation_->input_range(start, size);
    if (!validation_->have_features()) features = network_.features(normalised(features, network_));
    const at::Tensor loss = at::cross_entropy_loss(network_.logits(features), validation_->label_range(start, size));
    sum += loss.item<double>() * static_cast<double>(size);
  }
  return sum / static_cast<double>(count);
}

}  // namespace xil
