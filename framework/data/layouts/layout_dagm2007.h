#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// The root is a texture's folder: Train|Test / <number>.PNG, with Label/<number>_label.PNG for those with a defect. A
/// picture without such a mask is ok.
extern const Layout kDagm2007Layout;

}  // namespace xil
