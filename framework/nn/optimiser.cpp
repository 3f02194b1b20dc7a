#include "framework/nn/optimiser.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xil {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;

double scheduled(LearningSchedule schedule, double progress) {
  switch (schedule) {
    case LearningSchedule::Constant: return 1;
    case LearningSchedule::Linear: return 1 - progress;
    case LearningSchedule::Cosine: return (1 + std::cos(std::numbers::pi * progress)) / 2;
    case LearningSchedule::Step: return progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01;
  }
  fail("no such schedule");
}

}  // namespace

double rate_factor(const TrainingParams& training, std::int64_t update, std::int64_t updates) {
  const std::int64_t warmup = std::min(training.warmup, updates);
  if (update <= warmup) return static_cast<double>(update) / static_cast<double>(warmup);
  const double progress = static_cast<double>(update - 1 - warmup) / static_cast<double>(updates - warmup);
  return scheduled(training.schedule, progress);
}

/// Tensors of [count]; `variance` is empty where the optimiser has none.
struct Optimiser::Snapshot {
  at::Tensor values, buffers, mean, variance;
  std::int64_t step = 0;
};

struct Optimiser::State {
  Snapshot now;  ///< values and buffers are the network's own
  at::Tensor initial_values, initial_buffers;
};

Optimiser::Optimiser(const TrainingParams& training, Network& network) : training_(training), network_(network) {
  const at::Tensor &values = network.parameters().flat(), &buffers = network.parameters().buffers();
  const std::int64_t second = training.optimiser == OptimiserKind::Sgd ? 0 : values.numel();
  Snapshot now{values, buffers, at::zeros_like(values), at::zeros({second}, values.options())};
  state_ = std::make_unique<State>(State{std::move(now), values.clone(), buffers.clone()});
}

Optimiser::~Optimiser() = default;

std::shared_ptr<const Optimiser::Snapshot> Optimiser::snapshot() const {
  const Snapshot& now = state_->now;
  return std::make_shared<const Snapshot>(
      Snapshot{now.values.clone(), now.buffers.clone(), now.mean.clone(), now.variance.clone(), now.step});
}

void Optimiser::restore(const Snapshot& snapshot) {
  Snapshot& now = state_->now;
  now.values.copy_(snapshot.values);
  now.buffers.copy_(snapshot.buffers);
  now.mean.copy_(snapshot.mean);
  now.variance.copy_(snapshot.variance);
  now.step = snapshot.step;
}

void Optimiser::restart() {
  Snapshot& now = state_->now;
  now.values.copy_(state_->initial_values);
  now.buffers.copy_(state_->initial_buffers);
  now.mean.zero_();
  now.variance.zero_();
  now.step = 0;
}

void Optimiser::update(double factor) {
  at::Tensor gradient = network_.parameters().take_gradient();
  const double rate = training_.learning_rate * factor;
  if (training_.weight_decay != 0 && training_.optimiser != OptimiserKind::AdamW) {
    gradient = gradient.add_(state_->now.values, training_.weight_decay);
  }
  ++state_->now.step;
  training_.optimiser == OptimiserKind::Sgd ? descend(gradient, rate) : adam(gradient, rate);
}

void Optimiser::adam(const at::Tensor& gradient, double rate) {
  Snapshot& s = state_->now;
  s.mean.mul_(kBeta1).add_(gradient, 1 - kBeta1);
  s.variance.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
  const double correction1 = 1 - std::pow(kBeta1, static_cast<double>(s.step));
  const double correction2 = 1 - std::pow(kBeta2, static_cast<double>(s.step));
  step(s.mean, s.variance.sqrt().div_(std::sqrt(correction2)).add_(kEpsilon), rate, 1 / correction1);
}

void Optimiser::descend(const at::Tensor& gradient, double rate) {
  step(state_->now.mean.mul_(training_.momentum).add_(gradient), at::Tensor(), rate, 1);
}

/// values -= rate * correction * direction / scale, in the two parts that have rates of their own.
void Optimiser::step(const at::Tensor& direction, const at::Tensor& scale, double rate, double correction) {
  const std::int64_t count = state_->now.values.numel(), head = network_.head_room();
  const std::int64_t backbone = training_.backbone_rate == 1 ? 0 : count - head;
  const auto part = [&](std::int64_t start, std::int64_t length, double part_rate) {
    if (length == 0) return;
    at::Tensor values = state_->now.values.narrow(0, start, length);
    if (training_.optimiser == OptimiserKind::AdamW) values.mul_(1 - part_rate * training_.weight_decay);
    const at::Tensor to = direction.narrow(0, start, length);
    if (scale.defined()) {
      values.addcdiv_(to, scale.narrow(0, start, length), -part_rate * correction);
    } else {
      values.add_(to, -part_rate);
    }
  };
  part(0, backbone, rate * training_.backbone_rate);
  part(backbone, count - backbone, rate);
}

}  // namespace xil
