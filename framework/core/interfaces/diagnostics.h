#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xil {

/// What an explainer says about one of its maps besides the map, by names of diagnostic_table(). An explainer gives
/// those that it has.
using Diagnostics = std::vector<std::pair<std::string, double>>;

struct DiagnosticInfo {
  std::string_view name;
  std::string_view meaning;  ///< for the format page
  bool is_count = false;     ///< stored as a whole number, 0 where it is not there; others as a number, NaN likewise
  bool per_look = true;      ///< a column of /shown
  std::string_view metric = {};  ///< names the logged mean over a round's explained test items; empty: none is logged
  /// Its values over the maps of the shown items are counted in the run's log, under this title as "symbol = value in
  /// maps". Empty: they are not, as for numbers that hardly ever occur twice.
  std::string_view tally_title = {}, tally_symbol = {};
};

/// To add a diagnostic, add a line here; the means that are logged are described in metrics.cpp as well.
std::span<const DiagnosticInfo> diagnostic_table();
/// Its line; a failure for a name that has none, so that no explainer gives what nobody has described.
const DiagnosticInfo& diagnostic_info(std::string_view name);
/// The value of that name; undefined (NaN) where an explainer gave none.
double diagnostic(const Diagnostics& diagnostics, std::string_view name);

}  // namespace xil
