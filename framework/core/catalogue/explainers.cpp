#include "framework/core/catalogue/explainers.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace xil {
namespace {

/// {key: number}, where a number below `least` would be refused.
Value one_number(std::string_view key, double number, std::int64_t least) {
  return Value(Value::Map{{std::string(key), Value(std::max(least, static_cast<std::int64_t>(std::floor(number))))}});
}

}  // namespace

void RiseParams::validate() const {
  check_within("masks", masks, 2, 1e7);
  check_within("grid", grid, 2, 64);
  check_within("p", p.number.value_or(0.5), 0.01, 0.99);
  check_within("pilot_masks", pilot_masks, 2, 1e6);
  check_within("batch", batch, 1, 65536);
  if (sampling == Sampling::Hadamard) {
    refuse_unless(p.number == 0.5, "'sampling' hadamard shows every cell in half of the masks: p must be 0.5");
    const std::int64_t order = hadamard_order(grid * grid);
    refuse_unless(masks % order == 0,
                  "'masks' must be a multiple of {} under sampling hadamard with a grid of {}, got {}", order, grid,
                  masks);
  }
  refuse_unless(control_variate || surrogate == Surrogate::Linear,
                "'surrogate' is of the control variate: set control_variate");
  if (control_variate) {
    refuse_unless(normalise == Normalise::Centred,
                  "'control_variate' estimates the covariance of score and mask: normalise must be centred");
    refuse_unless(masks >= 2 * grid * grid,
                  "'control_variate' fits {} cells: masks must be at least twice as many, got {}", grid * grid, masks);
  }
  if (stop.tolerance) {
    check_within("stop", *stop.tolerance, 0.001, 0.3);
    refuse_unless(masks >= 2 * stop_block(*this), "'stop' needs at least two blocks of {} masks, got {}",
                  stop_block(*this), masks);
  }
}

Value RiseParams::at_passes(double passes) const {
  const std::int64_t cells = grid * grid;
  const std::int64_t order = sampling == Sampling::Hadamard ? hadamard_order(cells) : 1;
  std::int64_t least = control_variate ? 2 * cells : 2;
  if (stop.tolerance) least = std::max(least, 2 * stop_block(*this));
  const auto blocks = static_cast<std::int64_t>(passes) / order;
  return one_number("masks", static_cast<double>(blocks * order), (least + order - 1) / order * order);
}

void SmoothgradParams::validate() const {
  check_within("samples", samples, 1, 1e6);
  check_within("noise", noise, 0, 10);
}
Value SmoothgradParams::at_passes(double passes) const { return one_number("samples", passes / kGradientPasses, 1); }

void IntegratedGradientsParams::validate() const { check_within("steps", steps, 1, 1e6); }
Value IntegratedGradientsParams::at_passes(double passes) const {
  return one_number("steps", passes / kGradientPasses, 1);
}

void OcclusionParams::validate() const {
  check_within("grid", grid, 2, 64);
  check_within("patch", patch, 1, 64);
  refuse_unless(patch < grid, "'patch' must be smaller than grid ({}), or nothing of the picture is left, got {}", grid,
                patch);
}
Value OcclusionParams::at_passes(double passes) const {
  const double side = std::sqrt(std::max(passes - 1, 0.0)) - static_cast<double>(patch - 1);
  return one_number("grid", std::min(side, 64.0), patch + 1);
}

void LimeParams::validate() const {
  check_within("masks", masks, 2, 1e7);
  check_within("grid", grid, 2, 32);
  check_within("compactness", compactness, 0.01, 1e4);
  check_within("alpha", alpha, 1e-6, 1e6);
  check_within("kernel_width", kernel_width, 0.01, 100);
  refuse_unless(segments == Segmentation::Slic || compactness == LimeParams().compactness,
                "'compactness' is of superpixels: set segments to slic");
}
Value LimeParams::at_passes(double passes) const { return one_number("masks", passes, 2); }

void KernelShapParams::validate() const {
  check_within("masks", masks, 2, 1e7);
  check_within("grid", grid, 2, 32);
  refuse_unless(masks % 2 == 0, "'masks' come in pairs: they must be even, got {}", masks);
  refuse_unless(masks >= 2 * grid * grid, "'masks' must be at least twice the {} cells of the grid, got {}",
                grid * grid, masks);
}
Value KernelShapParams::at_passes(double passes) const {
  return one_number("masks", 2 * std::floor((passes - 2) / 2), 2 * grid * grid);
}

void HsicParams::validate() const {
  check_within("masks", masks, 4, 4096);
  check_within("grid", grid, 2, 32);
}
Value HsicParams::at_passes(double passes) const { return one_number("masks", std::min(passes, 4096.0), 4); }

std::int64_t hadamard_order(std::int64_t cells) {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(cells) + 1));
}

std::int64_t stop_block(const RiseParams& params) {
  constexpr std::int64_t kBlock = 128;
  const std::int64_t order = params.sampling == Sampling::Hadamard ? hadamard_order(params.grid * params.grid) : 1;
  return std::max(kBlock, order);  // powers of two: one divides the other
}

std::span<const RegistryEntry> explainer_table() { return kExplainers; }

std::shared_ptr<const ExplainerParams> explainer_params(const ComponentSpec& explainer) {
  return params_of<ExplainerParams>(explainer, explainer_table(), "explainer");
}

void check_grid(std::int64_t cells_per_side, std::int64_t height, std::int64_t width) {
  refuse_unless(cells_per_side <= std::min(height, width),
                "'explainer.grid' {} has more cells per side than a picture of {} x {} has pixels: lower it",
                cells_per_side, height, width);
}

}  // namespace xil
