#include "framework/data/near_duplicates.h"

#include "framework/core/error.h"

namespace xil {

std::vector<NearPair> near_pairs(std::span<const std::vector<std::uint8_t>>, double) { fail("not there yet"); }
std::vector<std::size_t> connected_groups(std::size_t, std::span<const NearPair>) { fail("not there yet"); }

}  // namespace xil
