#pragma once

#include <string>
#include <vector>

#include "framework/store/runs/run_file.h"

namespace xil {

/// Which metrics of `asked_for` are undefined in every round: what RunFacts::undefined is.
std::vector<std::string> undefined_ones(const RoundColumns& rounds, const std::vector<std::string>& asked_for);

}  // namespace xil
