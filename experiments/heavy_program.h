#pragma once

#include <filesystem>

namespace xil {

/// xil-run, which lies beside the program that runs now; a failure where it was not built.
std::filesystem::path heavy_program();

}  // namespace xil
