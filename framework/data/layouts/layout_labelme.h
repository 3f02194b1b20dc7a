#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// A JSON file of labelme per picture, anywhere below the root; the picture is the one that imagePath names, or else
/// the one beside the file.
extern const Layout kLabelmeLayout;

}  // namespace xil
