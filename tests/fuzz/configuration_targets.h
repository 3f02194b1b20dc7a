#pragma once

#include <memory>

#include "tests/fuzz/target.h"

// Everything that is written as YAML.
namespace xil::fuzz {

std::unique_ptr<Target> sweep_target();
std::unique_ptr<Target> override_target();
std::unique_ptr<Target> config_target();
std::unique_ptr<Target> profile_target();

}  // namespace xil::fuzz
