#pragma once

#include "framework/core/catalogue/run_params.h"

namespace xil {

/// Everything that a run can choose: core's tables and the registry of strategies.
Catalog catalog();

}  // namespace xil
