#pragma once

#include "experiments/command_line/command_line.h"

// The part of `xil data` and `xil bench data` that xil-run does; each function returns the exit code.
namespace xil {

int check_data(const Arguments& arguments);
int pack_data(const Arguments& arguments);
int make_data(const Arguments& arguments);
int bench_data(const Arguments& arguments);

}  // namespace xil
