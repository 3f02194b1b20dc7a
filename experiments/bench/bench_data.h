#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kBenchDataFlags = {
    Flag{"repeat", "N", "repetitions of every measurement; default: 3"},
    kJsonFlag,
};
inline constexpr Command kBenchData = {
    "bench data",
    "[DATASET key=value ...]",
    "loading by every way, beside the bare decoding of the same files",
    0,
    kAnyNumber,
    kBenchDataFlags,
    nullptr,
    "DATASET and key=value are as for 'xil data check'; without them a set is made in the folder for temporary files.\n"
    "Every line is the median of interleaved repetitions with the files in the system's cache."};

int bench_data(const Arguments& arguments);

}  // namespace xil
