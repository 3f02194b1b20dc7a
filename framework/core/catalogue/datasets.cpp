#include "framework/core/catalogue/datasets.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace xil {
namespace {

void at_least(std::string_view key, std::int64_t value, std::int64_t least) {
  refuse_unless(value >= least, "'{}' must be at least {}, got {}", key, least, value);
}

double all_if_zero(std::int64_t count, double all) {
  return count == 0 ? all : std::min(static_cast<double>(count), all);
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
  check_within("confounder_strength", confounder_strength, 0, 1);
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

ExpectedDataset FashionMnistParams::expected_with(bool regions) const {
  const double all = classes.empty() ? 10 : static_cast<double>(classes.size());
  const auto kept = static_cast<double>(validation);
  return {1, 28, 28, all, all_if_zero(pool, 6000 * all - kept), kept, all_if_zero(test, 1000 * all), regions};
}

ExpectedDataset WeldSeamsParams::expected() const {
  const auto all = static_cast<double>(items), side = static_cast<double>(size);
  return {3,   side, side, 2, all * (1 - (validation_share + test_share)), all * validation_share, all * test_share,
          true};
}

std::span<const RegistryEntry> dataset_table() { return kDatasets; }

std::shared_ptr<const DatasetParams> dataset_params(const ComponentSpec& dataset) {
  return params_of<DatasetParams>(dataset, dataset_table(), "dataset");
}

}  // namespace xil
