#pragma once

#include <functional>
#include <string_view>

#include "experiments/pilot/pilot_options.h"
#include "experiments/pilot/section_report.h"

namespace xil {

/// Carries out the short runs of one section, tries explainers on their networks, and chooses.
SectionReport pilot_section(const PilotSection& section, const Dataset& dataset, const PilotOptions& options,
                            const std::function<void(std::string_view)>& step);

/// About how many seconds of one core that takes.
double expected_seconds(const PilotSection& section, const Catalog& catalog, const PilotOptions& options);

}  // namespace xil
