#include "framework/nn/training/optimiser.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

#include "framework/core/base/error.h"
#include "framework/nn/weights/finite.h"

namespace xil {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;
constexpr std::int64_t kUpdatedTogether =
    1 << 15;  ///< values of a thread that are updated at a time: 128 KiB of each tensor

double scheduled(LearningSchedule schedule, double progress) {
  switch (schedule) {
    case LearningSchedule::Constant:
      return 1;
    case LearningSchedule::Linear:
      return 1 - progress;
    case LearningSchedule::Cosine:
      return (1 + std::cos(std::numbers::pi * progress)) / 2;
    case LearningSchedule::Step:
      return progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01;
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

struct Optimiser::Block {
  at::Tensor values, gradient, mean, variance;
};

struct Optimiser::State {
  Snapshot now;  ///< values and buffers are the network's own
  at::Tensor initial_values, initial_buffers;
};

namespace {

std::array<at::Tensor, 4> parts_of(const auto& snapshot) {
  return {snapshot.values, snapshot.buffers, snapshot.mean, snapshot.variance};
}

}  // namespace

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

std::string Optimiser::serialised() const {
  const Snapshot& now = state_->now;
  std::string bytes;
  const auto append = [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
  for (const at::Tensor& part : parts_of(now)) {
    const at::Tensor values = part.detach().to(at::kCPU).contiguous();
    const std::int64_t count = values.numel();
    append(&count, sizeof count);
    append(values.data_ptr<float>(), values.nbytes());
  }
  append(&now.step, sizeof now.step);
  return bytes;
}

void Optimiser::load(std::string_view bytes) {
  Snapshot& now = state_->now;
  const auto take = [&](void* data, std::size_t size) {
    require(bytes.size() >= size, "the state of an optimiser lacks {} bytes", size - bytes.size());
    std::memcpy(data, bytes.data(), size);
    bytes.remove_prefix(size);
  };
  for (at::Tensor part : parts_of(now)) {
    std::int64_t count = 0;
    take(&count, sizeof count);
    require(count == part.numel(), "the state of an optimiser has {} values where {} are due", count, part.numel());
    at::Tensor values = at::empty({count}, at::kFloat);
    take(values.data_ptr<float>(), values.nbytes());
    const std::size_t bad = count_not_finite({values.data_ptr<float>(), static_cast<std::size_t>(count)});
    require(
        bad == 0,
        "the state of an optimiser holds NaN or infinite values ({} of {}): it is damaged, or its training diverged",
        bad, count);
    part.copy_(values);
  }
  take(&now.step, sizeof now.step);
  require(bytes.empty(), "the state of an optimiser has {} bytes too many", bytes.size());
}

void Optimiser::restart() {
  Snapshot& now = state_->now;
  now.values.copy_(state_->initial_values);
  now.buffers.copy_(state_->initial_buffers);
  now.mean.zero_();
  now.variance.zero_();
  now.step = 0;
}

/// values -= rate * direction, in the two parts that have rates of their own.
void Optimiser::update(double factor) {
  const at::Tensor gradient = network_.parameters().take_gradient();
  const std::int64_t count = gradient.numel();
  const std::int64_t backbone = training_.backbone_rate == 1 ? 0 : count - network_.head_room();
  const double rate = training_.learning_rate * factor;
  ++state_->now.step;
  update_part(gradient, 0, backbone, rate * training_.backbone_rate);
  update_part(gradient, backbone, count, rate);
}

/// Block by block, so that the values stay in the processor's cache from the first operation to the last.
void Optimiser::update_part(const at::Tensor& gradient, std::int64_t start, std::int64_t end, double rate) {
  const std::int64_t block = gradient.is_cpu() ? kUpdatedTogether * at::get_num_threads() : end - start;
  for (; start < end; start += block) {
    const std::int64_t length = std::min(block, end - start);
    const auto within = [&](const at::Tensor& all) { return all.narrow(0, start, length); };
    const Snapshot& now = state_->now;
    at::Tensor values = within(now.values), slope = within(gradient), mean = within(now.mean);
    const double decay = training_.weight_decay;
    if (training_.optimiser == OptimiserKind::AdamW) values.mul_(1 - rate * decay);
    if (decay != 0 && training_.optimiser != OptimiserKind::AdamW) slope.add_(values, decay);
    if (training_.optimiser == OptimiserKind::Sgd) {
      values.add_(mean.mul_(training_.momentum).add_(slope), -rate);
    } else {
      adam({values, slope, mean, within(now.variance)}, rate);
    }
  }
}

void Optimiser::adam(const Block& block, double rate) const {
  block.mean.mul_(kBeta1).add_(block.gradient, 1 - kBeta1);
  block.variance.mul_(kBeta2).addcmul_(block.gradient, block.gradient, 1 - kBeta2);
  const auto step = static_cast<double>(state_->now.step);
  const double correction1 = 1 - std::pow(kBeta1, step), correction2 = 1 - std::pow(kBeta2, step);
  const at::Tensor scale = block.variance.sqrt().div_(std::sqrt(correction2)).add_(kEpsilon);
  block.values.addcdiv_(block.mean, scale, -rate / correction1);
}

}  // namespace xil
