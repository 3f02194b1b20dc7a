#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/fit_keeper.h"
#include "framework/core/interfaces/learner.h"
#include "framework/nn/networks/network.h"
#include "framework/nn/training/device_examples.h"
#include "framework/nn/training/divergence.h"
#include "framework/nn/training/labelled_images.h"
#include "framework/nn/training/optimiser.h"

namespace xil {

/// Trains one network with the run's optimiser on the loss of batches: the mean cross entropy, weighted by class where
/// training.class_weights says so (as torch does, over the sum of the weights), plus each region loss of its examples:
/// weight / batch_size times the sum of the term over its rows, at most the limit that the guide gives for its kind.
class Trainer {
 public:
  /// `validation` may be empty; it is used for `keep: best` only, without dropout or region losses. The network's
  /// present values are the initial ones that a cold fit starts from.
  /// Precondition: the network outlives the trainer.
  Trainer(const RunParams& run, Network& network, LabelledImages validation);
  ~Trainer();

  /// Exactly `run.updates` updates on batches from the stream (model_seed, Batches, round); update
  /// u drops features by the stream (model_seed, Dropout, round, u). The first `corrections_after`
  /// updates know no edited copies and no region losses; after them batches are drawn anew from all
  /// examples, by the stream (model_seed, Batches, round, 1). With `restart: warm` the
  /// optimiser goes on where the state that the last fit kept left it. With `keep: best` the
  /// network ends in the state with the least validation loss among those after every
  /// `check_every` updates and the last one. FitSummary::train_loss is the mean loss of the last
  /// 25 updates, region losses included.
  FitSummary fit(LabelledImages examples, const TrainingGuide& guide, std::uint32_t round);
  /// Lets fits keep their state there and go on from it; null: nowhere. Bit for bit, a fit that was interrupted ends
  /// as one that was not.
  void keep_fits_in(FitKeeper* keeper) { keeper_ = keeper; }

  /// Puts the network into the state from which the next fit starts: with `restart: cold` the initial one.
  void start();

  /// The state that the next fit continues from; empty with `restart: cold`, where a fit continues from nothing.
  std::string checkpoint() const;
  void resume(std::string_view checkpoint);

 private:
  using LossGroup = LabelledImages::LossGroup;
  struct Batch;
  struct Phase;
  struct Forward;
  struct Course;
  Course begun(const LabelledImages& examples, std::uint32_t round);
  void keep(Course& course, const Phase& phase, const LabelledImages& examples, std::uint32_t round);
  void update(Phase& drawn, const DeviceExamples& data, Course& course, LossWatch& watch, std::uint32_t round);
  Phase phase(const LabelledImages& images, const TrainingGuide& guide, std::uint32_t round, bool corrected) const;
  bool may_share(const Batch& batch, const LossGroup& losses) const;
  at::Tensor batch_loss(const Batch& batch, Phase& phase, Rng dropout) const;
  at::Tensor term_of(const LossGroup& losses, const Forward& pass, const at::Tensor& labels, const Batch& batch) const;
  at::Tensor own_term(const LossGroup& losses, const Forward& of_batch, const Batch& batch) const;
  double validation_loss() const;
  bool is_check(std::int64_t update) const;

  const RunParams run_;
  Network& network_;
  Optimiser optimiser_;
  std::unique_ptr<DeviceExamples> validation_;
  FitKeeper* keeper_ = nullptr;
};

}  // namespace xil
