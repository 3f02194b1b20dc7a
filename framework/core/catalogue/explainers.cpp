#include "framework/core/catalogue/explainers.h"

#include <bit>

namespace xil {

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

}  // namespace xil
