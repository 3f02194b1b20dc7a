#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/results/run_data.h"

namespace xil {

/// What a dataset is, as the runs saw it.
struct DataCard {
  std::string dataset;
  TextTable counts;                ///< items by class and split, and their sums
  std::vector<std::string> facts;  ///< sentences: size of the pictures, defect types, what the counts hold for
};

/// Of the run with the first unit of the first strategy: all strategies of a unit see the same items. Fails on an
/// unreadable file.
DataCard data_card(const Blocks& blocks);

}  // namespace xil
