#pragma once

#include <span>
#include <string>

#include "analysis/results/run_warnings.h"

namespace xil {

/// The section "Warnings" of the report page, `<section id="warnings">`; empty if there are none.
std::string warnings_html(std::span<const Warning> warnings);

}  // namespace xil
