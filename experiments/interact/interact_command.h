#pragma once

#include "experiments/command_line/interact_options.h"

namespace xil {

/// `xil interact`: carries out one run whose expert is a person at a browser. Whatever ends the process, the same
/// command goes on with the same item.
int interact_command(const Arguments& arguments);

}  // namespace xil
