#include "framework/core/interfaces/diagnostics.h"

#include <algorithm>
#include <array>
#include <limits>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::array kDiagnostics = {
    DiagnosticInfo{"masks", "masks that the map is made from", true},
    DiagnosticInfo{"mask_p", "probability with which they showed a cell", false, true, "explanation_p",
                   "masks of the shown items' maps", "p"},
    DiagnosticInfo{"score_mean", "mean of the masked scores: near 1 with a small deviation, the score is saturated",
                   false, false, "explanation_mean"},
    DiagnosticInfo{"score_sd", "standard deviation of the masked scores: near 0, the map is noise", false, true,
                   "explanation_sd"},
    DiagnosticInfo{
        "map_noise",
        "estimated share of the map's variance over the pixels that other masks would not bring again, 0 to 1"},
    DiagnosticInfo{"mask_gain",
                   "masks of plain RISE (InvRISE) that one of these masks stands for at equal noise, as the scores "
                   "predict it"},
};

}  // namespace

std::span<const DiagnosticInfo> diagnostic_table() { return kDiagnostics; }

const DiagnosticInfo& diagnostic_info(std::string_view name) {
  const auto found = std::ranges::find(kDiagnostics, name, &DiagnosticInfo::name);
  require(found != kDiagnostics.end(), "the diagnostic '{}' has no line in framework/core/interfaces/diagnostics.cpp",
          name);
  return *found;
}

double diagnostic(const Diagnostics& diagnostics, std::string_view name) {
  const auto found = std::ranges::find(diagnostics, name, &Diagnostics::value_type::first);
  return found == diagnostics.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

}  // namespace xil
