#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/figures/time_split.h"

namespace xil {

/// Where the time of a dataset's runs went.
struct DatasetTimes {
  std::string dataset;
  std::size_t units = 0;
  std::vector<TimeSplit> splits;
};

/// The section "Where the time goes", a table with bars per dataset; empty where no times were measured.
std::string time_html(std::span<const DatasetTimes> datasets);

}  // namespace xil
