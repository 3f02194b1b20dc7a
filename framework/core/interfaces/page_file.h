#pragma once

#include <string_view>

namespace xil {

/// A file of a page, kept in the program.
struct PageFile {
  std::string_view name;          ///< letters, digits, '.', '-' and '_'; index.html is served as "/" as well
  std::string_view content_type;  ///< as in "text/css; charset=utf-8"
  std::string_view text;
};

}  // namespace xil
