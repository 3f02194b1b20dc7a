#include "framework/store/runs/format_page.h"

#include "framework/core/interfaces/records.h"
#include "framework/core/interfaces/session.h"
#include "framework/store/runs/record_table.h"

namespace xil {

std::vector<std::string> format_page_lines() {
  std::vector<std::string> lines = documented_fields<ShownRecord>("n");
  for (const auto& more : {documented_fields<Correction>("k"), documented_fields<EditRecipe>("k"),
                           documented_fields<Edit>("k"), documented_fields<RegionLoss>("k")}) {
    lines.insert(lines.end(), more.begin(), more.end());
  }
  lines.emplace_back("| `explained` | n | u8 | 1: a map was made of it |");
  for (const DiagnosticInfo& info : diagnostic_table()) {
    if (!info.per_look) continue;
    lines.push_back(fmt::format("| `{}` | n | {} | {}; {} where the item was not explained |", info.name,
                                info.is_count ? "i64" : "f64", info.meaning, info.is_count ? "0" : "NaN"));
  }
  for (const auto& more : {documented_fields<SessionEvent>("e"), documented_fields<SessionAnswer>("a")})
    lines.insert(lines.end(), more.begin(), more.end());
  lines.emplace_back(
      "| `drew_defect` `drew_wrong` | a | u8 | 1: the person drew that region, and perhaps erased it again |");
  return lines;
}

}  // namespace xil
