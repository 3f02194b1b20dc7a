#include "framework/nn/explainers/logistic_fit.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"

namespace xil {
namespace {

constexpr int kSteps = 8;
constexpr double kPenalty = 0.1;       ///< weight of the penalty on b; each score has weight 1
constexpr double kLargest = 15;        ///< largest exponent: beyond it scores are 0 and 1 to seven digits
constexpr double kLeastWeight = 1e-3;  ///< least weight of a score in a Newton step, even if the model is sure

/// The columns of the fit: 1 and the centred block means of every mask, [masks, 1 + blocks].
at::Tensor design(const MaskShaper& shaper, std::span<const MaskDraw> draws) {
  const std::size_t blocks = shaper.cells();
  const at::Tensor table =
      at::ones({static_cast<std::int64_t>(draws.size()), static_cast<std::int64_t>(blocks) + 1}, at::kDouble);
  double* row = table.data_ptr<double>();
  for (const MaskDraw& draw : draws) {
    shaper.block_means(draw, {row + 1, blocks});
    row += blocks + 1;
  }
  table.narrow(1, 1, static_cast<std::int64_t>(blocks)).sub_(0.5);
  return table;
}

at::Tensor modelled(const at::Tensor& x, const at::Tensor& coefficients) {
  return x.matmul(coefficients).clamp(-kLargest, kLargest).sigmoid();
}

}  // namespace

struct LogisticFit::Coefficients {
  at::Tensor values;  ///< [1 + blocks, 1]
};

LogisticFit::LogisticFit(const MaskShaper& shaper, std::span<const MaskDraw> draws, std::span<const double> scores) {
  require(!draws.empty() && draws.size() == scores.size(), "{} scores of {} masks", scores.size(), draws.size());
  const c10::InferenceMode no_gradients;
  const at::Tensor x = design(shaper, draws);
  if (!std::ranges::all_of(scores, [](double score) { return std::isfinite(score); })) {
    coefficients_ = std::make_unique<Coefficients>(Coefficients{at::full({x.size(1), 1}, kUndefined, at::kDouble)});
    return;
  }
  const at::Tensor y = at::tensor(at::ArrayRef<double>(scores.data(), scores.size()), at::kDouble).unsqueeze(1);
  at::Tensor penalty = at::full({x.size(1)}, kPenalty, at::kDouble);
  penalty[0] = 0;
  at::Tensor b = at::zeros({x.size(1), 1}, at::kDouble);
  b[0] = at::logit(y.mean(), 0.01);
  for (int step = 0; step < kSteps; ++step) {
    const at::Tensor p = modelled(x, b);
    const at::Tensor weights = (p * (1 - p)).clamp_min(kLeastWeight);
    const at::Tensor slope = x.t().matmul(y - p) - penalty.unsqueeze(1) * b;
    const at::Tensor curvature = x.t().matmul(weights * x) + at::diag(penalty);
    b = b + at::cholesky_solve(slope, at::linalg_cholesky(curvature));
  }
  coefficients_ = std::make_unique<Coefficients>(Coefficients{b});
}

LogisticFit::~LogisticFit() = default;

std::vector<double> LogisticFit::predict(const MaskShaper& shaper, std::span<const MaskDraw> draws) const {
  const c10::InferenceMode no_gradients;
  const at::Tensor scores = modelled(design(shaper, draws), coefficients_->values).contiguous();
  const double* first = scores.data_ptr<double>();
  return {first, first + scores.numel()};
}

}  // namespace xil
