#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// A type per folder MT_<type>, in lower case. The mask is the PNG file with a picture's name; pictures are not PNG
/// files.
extern const Layout kMagneticTileLayout;

}  // namespace xil
