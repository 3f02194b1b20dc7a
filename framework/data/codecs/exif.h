#pragma once

#include <cstdint>
#include <span>

namespace xil {

/// The tag Orientation (0x0112) in the first directory of a TIFF structure, as EXIF data holds it (CIPA DC-008, 4.6): 1
/// to 8. 1, upright, where there is none, or no sense is to be made of the bytes, as other readers do.
int exif_orientation(std::span<const std::uint8_t> tiff);

}  // namespace xil
