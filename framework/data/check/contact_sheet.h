#pragma once

#include <cstddef>

#include "framework/core/base/component_spec.h"
#include "framework/core/numeric/image.h"
#include "framework/data/check/set_check.h"

namespace xil {

/// One RGB picture for viewing that shows the pictures of at most `most` findings and what is odd about them: errors,
/// contradictions and leaks come first, but every kind has some places. Pictures keep their aspect; similar ones lie
/// side by side, masks are outlined, and unreadable files are grey. `spec` is the dataset that was checked.
Image contact_sheet(const SetCheck& check, const ComponentSpec& spec, std::size_t most = 60);

/// The findings that a sheet of `most` findings shows, as positions in check.findings, ascending. Every kind gets the
/// same number of places; the remaining places go to the first kinds.
std::vector<std::size_t> findings_to_show(const SetCheck& check, std::size_t most);

}  // namespace xil
