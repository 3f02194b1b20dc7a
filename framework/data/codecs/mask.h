#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"

namespace xil {

/// The region of a mask that has been decoded, and what its values are.
InspectedMask read_mask(const PictureFile& file, const DecodedFile& decoded, const SourceParams& params);

}  // namespace xil
