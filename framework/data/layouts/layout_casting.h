#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// train|test / ok_front|def_front. No masks.
extern const Layout kCastingLayout;

}  // namespace xil
