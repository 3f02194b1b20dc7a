#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "framework/core/interfaces/item.h"

namespace xil {

/// The names of the classes of a run.
std::vector<std::string> read_class_names(const std::filesystem::path& run_file);

/// /test of a run file: what the network of each round said of the test items.
struct RecordedTest {
  std::vector<std::string> classes;
  std::vector<std::int64_t> rounds;
  std::vector<ItemId> items;
  std::vector<float> probability;  ///< [round, item, class]

  /// Of every class for the i-th item in the r-th round.
  std::span<const float> of(std::size_t r, std::size_t i) const {
    return std::span(probability).subspan((r * items.size() + i) * classes.size(), classes.size());
  }
};
RecordedTest read_recorded_test(const std::filesystem::path& run_file);

}  // namespace xil
