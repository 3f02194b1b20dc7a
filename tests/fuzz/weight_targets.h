#pragma once

#include <memory>

#include "tests/fuzz/target.h"

// Weights of strangers.
namespace xil::fuzz {

std::unique_ptr<Target> weights_target();
std::unique_ptr<Target> script_target();

}  // namespace xil::fuzz
