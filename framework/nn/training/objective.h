#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/interfaces/learner.h"
#include "framework/nn/training/labelled_images.h"

namespace at {
class Tensor;
}

namespace xil {

/// The loss of a batch's predictions, without its region losses. By default the mean cross entropy, weighted by class
/// as torch does; with a guide that is group robust sum_g q_g L_g over the groups of all examples, L_g being 0 where
/// the batch has no example of the group. q is uniform at first and moves with every batch: q_g is multiplied by
/// exp(step L_g), then scaled to the sum 1, and the moved q weighs the batch (as the authors' code does).
class Objective {
 public:
  /// `class_weights`: [classes], or undefined.
  /// Precondition: the examples outlive the objective; with a group-robust guide they have groups.
  Objective(const LabelledImages& examples, const TrainingGuide& guide, const at::Tensor& class_weights);
  ~Objective();
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;

  /// The mean loss [] of the examples at these positions, from their logits [n, classes] and labels [n].
  at::Tensor of(std::span<const std::int64_t> positions, const at::Tensor& logits, const at::Tensor& labels);

  /// q of every group that occurs, [groups]; empty before the first batch and without a guide that is group robust.
  std::vector<float> group_shares() const;
  /// Goes on from what group_shares() gave.
  void set_group_shares(std::span<const float> shares);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xil
