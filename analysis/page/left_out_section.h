#pragma once

#include <span>
#include <string>

#include "framework/core/base/value.h"

namespace xil {

/// The section "Failed and left out": how many runs of each state there are, those that are not complete with their
/// reasons, and `notes`, what else was left out. `runs`: a list of maps, see Report::runs.
std::string left_out_html(const Value& runs, std::span<const std::string> notes);

}  // namespace xil
