#include "framework/nn/explainers/explained_value.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "framework/core/base/error.h"

namespace xil {

at::Tensor explained_values(const at::Tensor& logits, std::span<const std::int64_t> targets, ExplainedValue of) {
  const at::Tensor classes = at::tensor(at::ArrayRef<std::int64_t>(targets.data(), targets.size()), at::kLong)
                                 .to(logits.device())
                                 .unsqueeze(1);
  const auto of_targets = [&](const at::Tensor& table) { return table.gather(1, classes).squeeze(1); };
  switch (of) {
    case ExplainedValue::Score:
      return of_targets(at::softmax(logits, 1));
    case ExplainedValue::LogProbability:
      return of_targets(at::log_softmax(logits, 1));
    case ExplainedValue::Logit:
      return of_targets(logits);
    case ExplainedValue::SumLogProbability:
      return at::log_softmax(logits, 1).sum(1);
  }
  fail("no such value to explain");
}

void require_finite_values(std::span<const double> values, std::string_view what, std::uint32_t round) {
  const auto bad = std::ranges::count_if(values, [](double value) { return !std::isfinite(value); });
  require(bad == 0,
          "round {}: the network's {} are NaN or infinite ({} of {}): its activations overflow, so lower "
          "training.learning_rate",
          round, what, bad, values.size());
}

Explanation explanation_of(const at::Tensor& map, std::string_view what, std::uint32_t round) {
  const at::Tensor host = map.to(at::kCPU, at::kDouble).contiguous();
  const std::span<const double> values(host.data_ptr<double>(), static_cast<std::size_t>(host.numel()));
  require_finite_values(values, what, round);
  Explanation explanation;
  explanation.map = Map(static_cast<int>(host.size(0)), static_cast<int>(host.size(1)));
  std::ranges::transform(values, explanation.map.values.begin(),
                         [](double value) { return static_cast<float>(value); });
  return explanation;
}

}  // namespace xil
