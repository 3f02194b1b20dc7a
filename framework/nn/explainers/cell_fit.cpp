#include "framework/nn/explainers/cell_fit.h"

#include <ATen/ATen.h>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"

namespace xil {
namespace {

/// Added to the diagonal, as a share of its largest value. It matters only if some cells were always visible together.
constexpr double kRidge = 1e-9;

/// 1 for a visible cell, 0 for a hidden one, less the mean of its column: [masks, cells].
at::Tensor centred_cells(std::span<const MaskDraw> draws) {
  const auto cells = static_cast<std::int64_t>(draws.front().cells.size());
  const at::Tensor table = at::empty({static_cast<std::int64_t>(draws.size()), cells}, at::kDouble);
  double* next = table.data_ptr<double>();
  for (const MaskDraw& draw : draws) next = std::copy(draw.cells.begin(), draw.cells.end(), next);
  return table - table.mean(0, true);
}

std::vector<double> values_of(const at::Tensor& tensor) {
  const double* first = tensor.data_ptr<double>();
  return {first, first + tensor.numel()};
}

}  // namespace

CellFit fit_cells(std::span<const MaskDraw> draws, std::span<const double> scores) {
  require(!draws.empty() && draws.size() == scores.size(), "{} scores of {} masks", scores.size(), draws.size());
  const c10::InferenceMode no_gradients;
  const at::Tensor cells = centred_cells(draws);
  const at::Tensor y = at::tensor(at::ArrayRef<double>(scores.data(), scores.size()), at::kDouble);
  const at::Tensor centred = (y - y.mean()).unsqueeze(1);
  at::Tensor products = cells.t().matmul(cells);
  products.diagonal().add_(kRidge * products.diagonal().max().item<double>() + std::numeric_limits<double>::min());
  const at::Tensor effects = at::cholesky_solve(cells.t().matmul(centred), at::linalg_cholesky(products));
  const at::Tensor residuals = centred - cells.matmul(effects);
  const double freedom = static_cast<double>(cells.size(0) - 1 - cells.size(1));
  const double sum = residuals.square().sum().item<double>();
  return {values_of(effects.contiguous()), values_of(residuals.contiguous()), freedom > 0 ? sum / freedom : kUndefined};
}

}  // namespace xil
