#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kRegionsFlags = {
    Flag{"to", "DIR", "folder of the masks and of coco.json, one folder per run"},
};

/// `xil-run regions RUN.h5 ... --to DIR`: writes the regions that people drew, and says what was left out.
int regions_command(const Arguments& arguments);

// For `xil export --regions`, which starts xil-run, since only that program makes pictures.
inline constexpr Command kRegions = {
    "regions", "RUN.h5 ...", "writes the regions of people's sessions", 1, kAnyNumber, kRegionsFlags, regions_command};

}  // namespace xil
