#pragma once

#include "experiments/command_line/command_line.h"

namespace xil {

/// `prune OUT [--drop key=value]`: takes runs out of a results folder on purpose, or what nothing needs any more.
extern const Command kPrune;

}  // namespace xil
