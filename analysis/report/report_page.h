#pragma once

#include <string_view>

namespace xil {

/// The page of a report with slots "{{NAME}}"; see report_page().
extern const std::string_view kReportPage;

}  // namespace xil
