#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "framework/core/catalogue/run_groups.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The learning rate of update 1 ... updates as a share of the full one: a linear rise over `warmup` updates, then the
/// schedule over the rest.
double rate_factor(const TrainingParams& training, std::int64_t update, std::int64_t updates);

/// The optimiser with its state: the values of a network, with its buffers, and the moments.
///
/// Adam (Kingma and Ba 2015; torch's defaults beta .9 and .999, epsilon 1e-8; weight decay added to the gradient),
/// AdamW (Loshchilov and Hutter 2019) or stochastic gradient descent with momentum, with torch's order of operations.
/// All but the last linear layer learn with training.backbone_rate times the rate.
class Optimiser {
 public:
  /// Precondition: the network outlives the optimiser.
  Optimiser(const TrainingParams& training, Network& network);
  ~Optimiser();

  /// One update by the gradients that the network's tensors have gathered. `factor`: see rate_factor().
  void update(double factor);

  /// A copy of the whole state, for restore().
  struct Snapshot;
  std::shared_ptr<const Snapshot> snapshot() const;
  void restore(const Snapshot& snapshot);
  /// The same as bytes, for another process: as many 8-byte numbers as the tensors have values, the values, the step.
  std::string serialised() const;
  /// Takes over what serialised() gave; fails if those bytes are of another network or optimiser.
  void load(std::string_view bytes);
  /// Initial values and no moments, as at first.
  void restart();

 private:
  struct State;
  struct Block;
  void update_part(const at::Tensor& gradient, std::int64_t start, std::int64_t end, double rate);
  void adam(const Block& block, double rate) const;

  TrainingParams training_;
  Network& network_;
  std::unique_ptr<State> state_;
};

}  // namespace xil
