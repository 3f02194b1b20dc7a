#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/text_table.h"

namespace xil {

/// A sentence of xil: what stands in `backticks` is code. Backticks without a partner stay.
std::string sentence_html(std::string_view sentence);
/// A table of the report page.
std::string table_html(const TextTable& table);
/// Such sentences as a list.
std::string list_html(const std::vector<std::string>& sentences);

}  // namespace xil
