#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kBenchFarmFlags = {
    Flag{"runs", "N", "empty runs that the overhead is measured on; default: 1000"},
    Flag{"seed", "N", "seed of the simulated run times; default: 0"},
    kJsonFlag,
};
inline constexpr Command kBenchFarm = {
    "bench farm",
    "[OUT]",
    "the cost of handing out runs, and how well a schedule fills its ranks",
    0,
    1,
    kBenchFarmFlags,
    nullptr,
    "overhead: empty runs on the ranks that it is started on (mpirun -n N xil bench farm), by messages alone, and with "
    "what a\n"
    "sweep keeps of each: lease and journal, in a folder for temporary files. coordination: the share of a core that "
    "rank 0's\n"
    "coordinator takes while all ranks work on runs of 50 ms with 5 rounds. simulation: the schedule of `xil run` with "
    "run\n"
    "times as measured in OUT, or else assumed ones, beside the lower bound and static shards."};

int bench_farm(const Arguments& arguments);

}  // namespace xil
