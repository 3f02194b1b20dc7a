#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"

namespace xil {

/// The region that a decoded mask marks, and facts about the mask's values.
InspectedMask read_mask(const PictureFile& file, const DecodedFile& decoded, const SourceParams& params);

}  // namespace xil
