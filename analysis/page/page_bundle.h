#pragma once

#include <span>
#include <string>
#include <string_view>

#include "framework/core/interfaces/page_file.h"

namespace xil {

/// The modules of a page (*.js) as one script, each after those that it imports, without `import` and `export`: a page
/// that is one file cannot import. Each `import ... from "./name.js";` has a line of its own, and no two modules
/// declare the same name. Fails on a module that is missing and on modules that import each other.
std::string bundled_script(std::span<const PageFile> files);
/// Its style sheets (*.css), by name.
std::string bundled_style(std::span<const PageFile> files);
/// The text of a file. Fails if it is not there.
std::string_view text_of_page_file(std::span<const PageFile> files, std::string_view name);

}  // namespace xil
