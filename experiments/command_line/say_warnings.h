#pragma once

#include <span>

#include "analysis/results/run_warnings.h"

namespace xil {

/// Prints a section of warnings, a line each; nothing if there are none.
void say_warnings(std::span<const Warning> warnings);

}  // namespace xil
