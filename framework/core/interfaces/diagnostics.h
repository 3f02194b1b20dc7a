#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xil {

/// The values that an explainer reports about one map, by the names of diagnostic_table(). An explainer may report only
/// some.
using Diagnostics = std::vector<std::pair<std::string, double>>;

struct DiagnosticInfo {
  std::string_view name;
  std::string_view meaning;  ///< for the format page
  bool is_count = false;  ///< stored as an integer, 0 if missing; otherwise as a floating-point number, NaN if missing
  bool per_look = true;   ///< a column of /shown
  std::string_view metric = {};  ///< names the logged mean over a round's explained test items; empty: none is logged
  /// If set, the run's log counts how many maps of the shown items had each value, under this title, as "symbol = value
  /// in maps". Empty for values that hardly ever repeat.
  std::string_view tally_title = {}, tally_symbol = {};
};

/// To add a diagnostic, add a line to kDiagnostics in diagnostics.cpp; a metric that it names also needs a line in
/// metrics.cpp.
std::span<const DiagnosticInfo> diagnostic_table();
/// The table's line for a name. Fails if there is none, so that no explainer reports a value that is not described.
const DiagnosticInfo& diagnostic_info(std::string_view name);
/// The value of that name; undefined (NaN) if the explainer did not report it.
double diagnostic(const Diagnostics& diagnostics, std::string_view name);

}  // namespace xil
