#pragma once

#include <span>
#include <string>

#include "analysis/results/run_warnings.h"

namespace xil {

/// A section of warnings, a line each; empty if there are none.
std::string warnings_text(std::span<const Warning> warnings);
/// The same on standard output.
void say_warnings(std::span<const Warning> warnings);

}  // namespace xil
