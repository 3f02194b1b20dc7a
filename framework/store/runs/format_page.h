#pragma once

#include <string>
#include <vector>

namespace xil {

/// The lines that the format page (framework/store/README.md) must have about stored records; a test compares them.
std::vector<std::string> format_page_lines();

}  // namespace xil
