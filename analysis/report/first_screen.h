#pragma once

#include <string>

#include "analysis/report/report.h"

// What the page of a report shows before its figures.
namespace xil {

/// The answers to what sweeps asked beforehand, or that nothing was asked; then every comparison with what is ahead, as
/// exploratory. That the seeds can show nothing is said once, with the number that it takes.
std::string answers_html(const Report& report);
/// The final values with their intervals.
std::string values_html(const Report& report);
/// Values that others published beside ours; empty where the sweeps name none.
std::string published_html(const Report& report);

}  // namespace xil
