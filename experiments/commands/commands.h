#pragma once

#include "experiments/command_line/command_line.h"

// The commands that `xil` carries out itself. Each stands in command_NAME.cpp, its flags beside the function that runs
// it.
namespace xil {

extern const Command kPlan, kRun, kStatus, kVerify, kExport, kFigures, kList, kReport, kCompare, kSubmit;

/// `interact` begins here: xil-run goes on with it.
int command_interact(const Arguments& arguments);

}  // namespace xil
