#include "framework/core/tables.h"

#include <set>

namespace xil {
namespace {

void at_least(std::string_view key, std::int64_t value, std::int64_t least) {
  refuse_unless(value >= least, "'{}' must be at least {}, got {}", key, least, value);
}

void between(std::string_view key, double value, double low, double high) {
  refuse_unless(value >= low && value <= high, "'{}' must lie in [{}, {}], got {}", key, low, high, value);
}

}  // namespace

void FashionMnistParams::validate() const {
  std::set<std::int64_t> distinct;
  for (const std::int64_t label : classes) {
    between("classes", static_cast<double>(label), 0, 9);
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
  refuse_unless(values.empty() || values.size() == count, "'values' needs one grey value per class ({}), got {}",
                count, values.size());
  for (const std::int64_t value : values) between("values", static_cast<double>(value), 0, 255);
  between("square", static_cast<double>(square), 1, 14);
}

void WeldSeamsParams::validate() const {
  static constexpr std::array<std::string_view, 4> kTypes = {"irregular_scales", "crack", "binding_error",
                                                             "pores"};
  between("items", static_cast<double>(items), 10, 1e6);
  between("size", static_cast<double>(size), 16, 1024);
  between("defect_share", defect_share, 0.01, 0.99);
  refuse_unless(!defects.empty(), "'defects' must name at least one type. Known: {}", fmt::join(kTypes, ", "));
  for (const std::string& type : defects) {
    refuse_unless(std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end(),
                  "'defects': unknown type '{}'. Known: {}", type, fmt::join(kTypes, ", "));
  }
  between("contrast", contrast, 0.05, 3);
  between("confounder_strength", confounder_strength, 0, 1);
  between("validation_share", validation_share, 0, 0.5);
  between("test_share", test_share, 0.05, 0.8);
  refuse_unless(validation_share + test_share <= 0.95,
                "'test_share' and 'validation_share' together leave no pool: {} + {} is above 0.95", test_share,
                validation_share);
  at_least("render_seed", render_seed, 0);
}

void SimpleCnnParams::validate() const {
  between("channels1", static_cast<double>(channels1), 1, 4096);
  between("channels2", static_cast<double>(channels2), 1, 4096);
  between("kernel", static_cast<double>(kernel), 1, 31);
  between("stride", static_cast<double>(stride), 1, 8);
  between("hidden", static_cast<double>(hidden), 1, 65536);
}

void MlpParams::validate() const {
  refuse_unless(!hidden.empty(), "'hidden' needs at least one layer");
  for (const std::int64_t width : hidden) between("hidden", static_cast<double>(width), 1, 65536);
}

void RiseParams::validate() const {
  between("masks", static_cast<double>(masks), 2, 1e7);
  between("grid", static_cast<double>(grid), 2, 64);
  between("p", p, 0.01, 0.99);
  between("batch", static_cast<double>(batch), 1, 65536);
}

}  // namespace xil
