#pragma once

#include <cstdint>
#include <span>

namespace xil {

/// The tag Orientation (0x0112), 1 to 8, in the first directory of a TIFF structure, as EXIF data holds it (CIPA
/// DC-008, 4.6). It is 1 (upright) if there is no such tag or the bytes make no sense, as in other readers.
int exif_orientation(std::span<const std::uint8_t> tiff);

}  // namespace xil
