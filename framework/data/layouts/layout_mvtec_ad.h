#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// The root is a category's folder: train/good, test/<type> and ground_truth/<type>.
extern const Layout kMvtecAdLayout;

}  // namespace xil
