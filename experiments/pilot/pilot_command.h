#pragma once

#include <array>

#include "experiments/command_line/command_line.h"
#include "experiments/command_line/sweep_options.h"

namespace xil {

inline constexpr std::array kPilotFlags = {
    kOutFlag,
    Flag{"items", "N", "explanations that are measured per section, over all families and networks; default: 60"},
    Flag{"masks", "N", "masks per map that are tried at most; default: twice the sweep's own"},
    Flag{"rounds", "N", "rounds of a short run, before a large one in place of the others; default: 2"},
    Flag{"updates", "N", "optimiser updates per fit; default: the sweep's own"},
    Flag{"sections", "N", "at most so many combinations of dataset, model and explainer; default: 4"},
    Flag{"families", "N", "at most so many families of strategies in each; default: 2"},
    Flag{"seed", "N", "of the pilot; default: 9000, or the next one that no run of the sweep has"},
    kDeviceFlag,
    kJsonFlag,
};
inline constexpr Command kPilot = {
    "pilot",
    "SWEEP [key=value ...]",
    "a short run per dataset and family of strategies; tells which thresholds, masks, p and fill to choose",
    1,
    kAnyNumber,
    kPilotFlags,
    nullptr,
    "It writes nothing, looks at no test item, and has a seed of its own. Choose before the sweep's first run, and keep\n"
    "what you chose: settings that are changed after a look at results are no plan any more."};

int pilot_command(const Arguments& arguments);

}  // namespace xil
