#include "framework/nn/training/divergence.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "framework/core/base/error.h"
#include "framework/nn/weights/finite.h"

namespace xil {
namespace {

/// Losses on a CUDA device are read so many at a time.
constexpr std::size_t kReadTogether = 50;

/// Of the first tensor whose values cannot be: its name and what is wrong, as a phrase; empty where all can.
std::string fault_of(const Parameters& parameters) {
  const c10::InferenceMode no_gradients;
  // Finite in nearly every case, and quick: a sum is, unless one of its terms is not.
  const double sum = parameters.flat().sum().item<double>() + parameters.buffers().sum().item<double>();
  if (std::isfinite(sum)) return {};
  for (std::size_t i = 0; i < parameters.specs().size(); ++i) {
    const at::Tensor values = parameters[i].to(at::kCPU).contiguous();
    const std::string& name = parameters.specs()[i].name;
    const std::string fault =
        fault_of_values(name, {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())});
    if (!fault.empty()) return fmt::format("'{}' {}", name, fault);
  }
  return {};
}

std::string_view described(double value) { return std::isnan(value) ? "NaN" : "infinite"; }

}  // namespace

std::string what_to_lower(const TrainingParams& training) {
  std::string text = fmt::format("lower training.learning_rate (now {})", training.learning_rate);
  if (training.optimiser == OptimiserKind::Sgd) {
    text += fmt::format(" or training.momentum (now {}), or take training.optimiser adam", training.momentum);
  } else if (training.warmup == 0) {
    text += " or give training.warmup some updates";
  }
  if (training.precision == Precision::Mixed) text += ", or take training.precision float32";
  return text;
}

std::string losses_to_lower(const LabelledImages& examples) {
  std::map<RegionLossKind, double> largest;
  for (const auto& losses : examples.losses_of) {
    for (const LabelledImages::Loss& loss : losses) {
      double& weight = largest[loss.kind];
      weight = std::max(weight, loss.weight);
    }
  }
  std::string text;
  for (const auto& [kind, weight] : largest) {
    if (weight > 0)
      text +=
          fmt::format("{}the weight of the region loss {} (now {})", text.empty() ? "" : ", ", enum_name(kind), weight);
  }
  return text;
}

LossWatch::LossWatch(const TrainingParams& training, std::int64_t updates, std::uint32_t round, std::string losses)
    : training_(training), updates_(updates), round_(round), losses_(std::move(losses)) {}

void LossWatch::fail_for(const std::string& seen) const {
  const std::string losses = losses_.empty() ? losses_ : fmt::format("lower {}, or give it a clip, or ", losses_);
  fail("round {}: the training diverged: {}: {}{}", round_, seen, losses, what_to_lower(training_));
}

void LossWatch::add(const at::Tensor& loss, std::int64_t update) {
  if (waiting_.empty()) first_ = update;
  waiting_.push_back(loss.detach());
  if (loss.is_cpu() || waiting_.size() == kReadTogether) look();
}

void LossWatch::look() {
  if (waiting_.empty()) return;
  const at::Tensor losses = (waiting_.size() == 1 ? waiting_.front() : at::stack(waiting_)).to(at::kCPU, at::kFloat);
  const float* loss = losses.data_ptr<float>();
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (std::isfinite(loss[i])) continue;
    fail_for(fmt::format("the loss of update {} of {} is {}", first_ + static_cast<std::int64_t>(i), updates_,
                         described(loss[i])));
  }
  waiting_.clear();
}

void LossWatch::add_validation(double loss, std::int64_t update) const {
  if (!std::isfinite(loss))
    fail_for(fmt::format("the validation loss after update {} of {} is {}", update, updates_, described(loss)));
}

void LossWatch::finish(const Parameters& parameters) {
  look();
  if (const std::string fault = fault_of(parameters); !fault.empty()) {
    fail_for(fmt::format("after update {} of {} the tensor {}", updates_, updates_, fault));
  }
}

}  // namespace xil
