#pragma once

#include "framework/core/catalogue/run_params.h"

namespace xil {

/// Everything that a run can choose: core's tables and the strategies' registry.
Catalog catalog();

}  // namespace xil
