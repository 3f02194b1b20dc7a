#pragma once

#include "experiments/command_line/command_line.h"

// The commands of `xil`; each returns the exit code.
namespace xil {

int command_plan(const Arguments& arguments);
int command_run(const Arguments& arguments);
int command_status(const Arguments& arguments);
int command_verify(const Arguments& arguments);
int command_export(const Arguments& arguments);
int command_figures(const Arguments& arguments);
int command_report(const Arguments& arguments);
int command_compare(const Arguments& arguments);
int command_submit(const Arguments& arguments);
int command_list(const Arguments& arguments);

}  // namespace xil
