#pragma once

#include <cstddef>

#include "framework/core/base/choice.h"
#include "framework/core/numeric/image.h"
#include "framework/data/check/set_check.h"

namespace xil {

/// The pictures of at most `most` findings, with what is odd about them, as one RGB picture to look at: errors,
/// contradictions and leaks first, but some of every kind. Alike pictures lie side by side, masks are outlined, and
/// files that cannot be read are grey. `choice` is what was checked.
Image contact_sheet(const SetCheck& check, const Choice& choice, std::size_t most = 60);

/// The findings that a sheet of that many shows, as positions in check.findings, ascending: every kind gets the same
/// number of places, and what is left over goes to the first kinds.
std::vector<std::size_t> findings_to_show(const SetCheck& check, std::size_t most);

}  // namespace xil
