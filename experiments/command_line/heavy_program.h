#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "experiments/command_line/command_line.h"

namespace xil {

/// The path of xil-run, which lies beside the program that is running; fails if it was not built.
std::filesystem::path heavy_program();
/// The folder of the program that is running.
std::filesystem::path own_folder();

/// Replaces this process by xil-run, which continues with the same command. `threads` is the number of threads of its
/// numerical libraries.
[[noreturn]] void continue_in_heavy_program(std::string_view command, const Arguments& arguments, std::int64_t threads);

}  // namespace xil
