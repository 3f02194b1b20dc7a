#include "framework/nn/training/objective.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/base/error.h"

namespace xil {

struct Objective::State {
  at::Tensor class_weights;
  std::optional<GroupRobustness> robust;
  std::vector<std::int64_t> group_of;  ///< [examples] places among the groups that occur
  std::int64_t groups = 0;
  at::Tensor share;  ///< q [groups], on the device of the logits from the first batch on
};

Objective::Objective(const LabelledImages& examples, const TrainingGuide& guide, const at::Tensor& class_weights)
    : state_(std::make_unique<State>()) {
  state_->class_weights = class_weights;
  state_->robust = guide.group_robust;
  if (!guide.group_robust) return;
  require(examples.groups.size() == examples.size(), "{} groups for {} examples", examples.groups.size(),
          examples.size());
  std::vector<int> kinds = examples.groups;
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  for (const int group : examples.groups) {
    state_->group_of.push_back(std::ranges::lower_bound(kinds, group) - kinds.begin());
  }
  state_->groups = static_cast<std::int64_t>(kinds.size());
}

Objective::~Objective() = default;

at::Tensor Objective::of(std::span<const std::int64_t> positions, const at::Tensor& logits, const at::Tensor& labels) {
  if (!state_->robust) return at::cross_entropy_loss(logits, labels, state_->class_weights);
  std::vector<std::int64_t> places;
  for (const std::int64_t position : positions) places.push_back(state_->group_of[static_cast<std::size_t>(position)]);
  // A row per group with 1 / (number of its examples) in the columns of its examples: no scattered sums, whose order
  // would depend on the device.
  std::vector<float> counts(static_cast<std::size_t>(state_->groups), 0.0f);
  for (const std::int64_t place : places) ++counts[static_cast<std::size_t>(place)];
  at::Tensor means = at::zeros({state_->groups, labels.size(0)}, at::kFloat);
  auto entries = means.accessor<float, 2>();
  for (std::size_t i = 0; i < places.size(); ++i) {
    entries[places[i]][static_cast<std::int64_t>(i)] = 1 / counts[static_cast<std::size_t>(places[i])];
  }
  at::Tensor losses = at::cross_entropy_loss(logits, labels, {}, at::Reduction::None);
  if (state_->class_weights.defined()) losses = losses * state_->class_weights.index_select(0, labels);
  const at::Tensor of_groups = at::mv(means.to(logits.device()), losses);
  at::Tensor& share = state_->share;
  if (!share.defined()) share = at::full_like(of_groups.detach(), 1.0 / static_cast<double>(state_->groups));
  share = share.to(of_groups.device()) * at::exp(of_groups.detach() * state_->robust->step);
  share = share / share.sum();
  return at::dot(share, of_groups);
}

std::vector<float> Objective::group_shares() const {
  if (!state_->share.defined()) return {};
  const at::Tensor shares = state_->share.cpu().contiguous();
  return {shares.data_ptr<float>(), shares.data_ptr<float>() + shares.numel()};
}

void Objective::set_group_shares(std::span<const float> shares) {
  if (shares.empty()) return;
  require(std::ssize(shares) == state_->groups, "{} shares for {} groups", shares.size(), state_->groups);
  state_->share = at::tensor(at::ArrayRef<float>(shares.data(), shares.size()));
}

}  // namespace xil
