#pragma once

#include <cstdint>
#include <optional>

#include "experiments/command_line/sweep_options.h"
#include "experiments/pilot/pilot_sections.h"

namespace xil {

/// How much a pilot does; see the flags of the command.
struct PilotOptions {
  std::size_t items = 60;
  std::int64_t rounds = 2;
  std::optional<std::int64_t> masks, updates;
  std::string device = "auto";
};

/// A pilot as the command line asks for it.
struct PilotRequest {
  SweepTarget target;
  PilotPlan plan;
  PilotOptions options;
  std::int64_t threads = 1;
};

/// Reads the sweep and the flags of `xil pilot`. Refuses flags out of range, a seed that runs of the sweep have, and
/// what common_threads() refuses.
PilotRequest read_pilot(const Arguments& arguments);

}  // namespace xil
