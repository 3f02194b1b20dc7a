#include "framework/core/catalogue/tables.h"

#include <algorithm>
#include <bit>
#include <set>

namespace xil {
namespace {

void at_least(std::string_view key, std::int64_t value, std::int64_t least) {
  refuse_unless(value >= least, "'{}' must be at least {}, got {}", key, least, value);
}

}  // namespace

void FashionMnistParams::validate() const {
  std::set<std::int64_t> distinct;
  for (const std::int64_t label : classes) {
    check_within("classes", label, 0, 9);
    refuse_unless(distinct.insert(label).second, "'classes' names class {} twice", label);
  }
  refuse_unless(classes.size() != 1, "'classes' needs at least two classes");
  at_least("pool", pool, 0);
  at_least("validation", validation, 0);
  at_least("test", test, 0);
}

void DecoyFashionMnistParams::validate() const {
  FashionMnistParams::validate();
  const std::size_t count = classes.empty() ? 10 : classes.size();
  refuse_unless(values.empty() || values.size() == count, "'values' needs one grey value per class ({}), got {}", count,
                values.size());
  for (const std::int64_t value : values) check_within("values", value, 0, 255);
  check_within("square", square, 1, 14);
}

void WeldSeamsParams::validate() const {
  static constexpr std::array<std::string_view, 4> kTypes = {"irregular_scales", "crack", "binding_error", "pores"};
  check_within("items", items, 10, 1e6);
  check_within("size", size, 16, 1024);
  check_within("defect_share", defect_share, 0.01, 0.99);
  refuse_unless(!defects.empty(), "'defects' must name at least one type. Known: {}", fmt::join(kTypes, ", "));
  for (const std::string& type : defects) {
    refuse_unless(std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end(),
                  "'defects': unknown type '{}'. Known: {}", type, fmt::join(kTypes, ", "));
  }
  check_within("contrast", contrast, 0.05, 3);
  check_within("confounder_strength", confounder_strength, 0, 1);
  check_within("validation_share", validation_share, 0, 0.5);
  check_within("test_share", test_share, 0.05, 0.8);
  refuse_unless(validation_share + test_share <= 0.95,
                "'test_share' and 'validation_share' together leave no pool: {} + {} is above 0.95", test_share,
                validation_share);
  for (const std::string& type : hold_out_type) {
    refuse_unless(std::find(defects.begin(), defects.end(), type) != defects.end(),
                  "'hold_out_type' names '{}', which is not among 'defects': {}", type, fmt::join(defects, ", "));
  }
  at_least("render_seed", render_seed, 0);
}

void SimpleCnnParams::validate() const {
  check_within("channels1", channels1, 1, 4096);
  check_within("channels2", channels2, 1, 4096);
  check_within("kernel", kernel, 1, 31);
  check_within("stride", stride, 1, 8);
  check_within("hidden", hidden, 1, 65536);
  check_within("dropout", dropout, 0, 0.95);
}

void MlpParams::validate() const {
  refuse_unless(!hidden.empty(), "'hidden' needs at least one layer");
  for (const std::int64_t width : hidden) check_within("hidden", width, 1, 65536);
  check_within("dropout", dropout, 0, 0.95);
  check_within("init_sd", init_sd, 0, 10);
}

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

}  // namespace xil
