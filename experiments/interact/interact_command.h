#pragma once

#include "experiments/command_line/interact_options.h"

namespace xil {

/// `xil interact`: carries out one run whose expert is a person at a browser. Whatever ends the process, the same
/// command goes on with the same item.
int interact_command(const Arguments& arguments);

inline constexpr Command kInteractHeavy = {
    "interact",     "SWEEP [key=value ...]", "a person answers for one run, on a page of this machine", 1, kAnyNumber,
    kInteractFlags, interact_command};

}  // namespace xil
