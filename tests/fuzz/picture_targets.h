#pragma once

#include <memory>

#include "tests/fuzz/target.h"

// Pictures of strangers.
namespace xil::fuzz {

std::unique_ptr<Target> png_target();
std::unique_ptr<Target> jpeg_target();
std::unique_ptr<Target> bmp_target();
std::unique_ptr<Target> tiff_target();
std::unique_ptr<Target> idx_target();

}  // namespace xil::fuzz
