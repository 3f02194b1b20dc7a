#pragma once

#include <span>
#include <string>

#include "framework/config/spec.h"

namespace xil {

/// Applies `key=value` (fixed), `key=a,b` (an axis), `key=range(a,b)` (b excluded) and `key=[a,b]`
/// (one list) to a sweep. An override replaces what the file says about the same key, wherever it
/// says it; values are typed as in YAML.
void apply_overrides(SweepSpec& spec, std::span<const std::string> overrides, const Keys& keys);

}  // namespace xil
