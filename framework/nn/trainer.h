#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "framework/core/image.h"
#include "framework/core/learner.h"
#include "framework/core/run_params.h"
#include "framework/nn/network.h"

namespace xil {

/// Decoded images with their labels.
struct LabelledImages {
  std::vector<Image> images;
  std::vector<int> labels;
};

/// Trains one network with Adam (Kingma and Ba 2015; torch's defaults beta .9 and .999, epsilon
/// 1e-8; weight decay added to the gradient) on the mean cross entropy of batches.
class Trainer {
 public:
  /// `validation` may be empty; it is looked at for `keep: best` only. The network must outlive the
  /// trainer; its present values are the initial ones that a cold fit starts from.
  Trainer(const RunParams& run, Network& network, const LabelledImages& validation);
  ~Trainer();

  /// Exactly `run.updates` updates on batches from the stream (model_seed, Batches, round). With
  /// `restart: warm` the optimiser goes on where the state that the last fit kept left it. With
  /// `keep: best` the network ends in the state with the least validation loss among those after
  /// every `check_every` updates and the last one.
  FitSummary fit(const LabelledImages& examples, std::uint32_t round);

 private:
  struct State;
  struct Data;
  double update(const Data& data, const std::vector<std::int64_t>& batch);
  double validation_loss() const;
  bool is_check(std::int64_t update) const;

  const RunParams run_;
  Network& network_;
  std::unique_ptr<State> initial_, state_;
  std::unique_ptr<Data> validation_;
};

}  // namespace xil
