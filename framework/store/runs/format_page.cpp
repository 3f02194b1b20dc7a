#include "framework/store/runs/format_page.h"

#include "framework/core/interfaces/records.h"
#include "framework/store/runs/record_table.h"

namespace xil {

std::vector<std::string> format_page_lines() {
  std::vector<std::string> lines = documented_fields<ShownRecord>("n");
  for (const auto& more : {documented_fields<RefutationRecord>("k"), documented_fields<Edit>("k"),
                           documented_fields<PenaltyRecord>("p")}) {
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

}  // namespace xil
