#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/interfaces/item.h"
#include "framework/core/numeric/image.h"

namespace xil {

/// What a run's network said of the test items in the run's last round.
struct TestPredictions {
  std::int64_t round = 0;
  std::vector<std::string> class_names;
  std::vector<ItemId> items;
  std::vector<std::size_t> labels;  ///< true classes
  std::vector<std::string> paths;   ///< files inside the dataset, or how the items are made
  std::vector<std::string> types;   ///< defect types; empty for none, and where none is named
  Matrix probabilities;             ///< [items, classes]; NaN where the network gave no number
};
/// Fails where the tables of the run file do not fit together, or a label names no class.
TestPredictions read_final_predictions(const std::filesystem::path& run_file);

}  // namespace xil
