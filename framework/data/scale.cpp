#include "framework/data/scale.h"

#include "framework/core/error.h"

namespace xil {

Image scale_image(const Image&, const SourceParams&) { fail("not there yet"); }
Region scale_region(const Region&, const SourceParams&) { fail("not there yet"); }
std::vector<std::uint8_t> thumbnail(const Image&) { fail("not there yet"); }

}  // namespace xil
