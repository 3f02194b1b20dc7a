#pragma once

#include "experiments/command_line/command_line.h"

// What xil-run does for `xil data` and `xil bench data`; each returns the exit code.
namespace xil {

int check_data(const Arguments& arguments);
int pack_data(const Arguments& arguments);
int make_data(const Arguments& arguments);
int bench_data(const Arguments& arguments);

}  // namespace xil
