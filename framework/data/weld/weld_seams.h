#pragma once

#include <cstdint>
#include <memory>

#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Procedural photographs of metal-inert-gas weld seams, 3 x size x size; classes ok and defect. The picture of an item
/// depends only on (render_seed, item) and on the parameters of appearance, so that a larger number of items extends a
/// set. The split, which is stratified by defect type, and the marks depend on split_seed. Defect types that are held
/// out leave pool and validation; the other items stay the same except for their numbers. Pixels outside defect() and
/// confounder() are those of the sound, unmarked seam.
std::shared_ptr<const Dataset> make_weld_seams(const WeldSeamsParams& params, std::uint64_t split_seed);

}  // namespace xil
