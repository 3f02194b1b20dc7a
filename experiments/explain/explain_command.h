#pragma once

#include "experiments/command_line/command_line.h"

namespace xil {

/// `xil explain`, see explain_options.h; returns the exit code.
int explain_command(const Arguments& arguments);

}  // namespace xil
