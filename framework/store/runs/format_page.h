#pragma once

#include <string>
#include <vector>

namespace xil {

/// The lines of the format page (framework/store/README.md) about the columns of the tables of records, for a test that
/// holds the page to them.
std::vector<std::string> format_page_lines();

}  // namespace xil
