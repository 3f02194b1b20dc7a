#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"

namespace xil {

/// A table of the report page.
std::string table_html(const TextTable& table);
/// Sentences as a list.
std::string list_html(const std::vector<std::string>& sentences);

}  // namespace xil
