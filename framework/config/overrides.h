#pragma once

#include <span>
#include <string>
#include <utility>

#include "framework/config/spec.h"

namespace xil {

/// Splits "key=value" at the equals sign; refuses a text without an equals sign or without a key.
std::pair<std::string, std::string> split_assignment(const std::string& text, const std::string& where);
/// The right side as a list, typed as in YAML: "1" gives [1], "a,b" [a, b], "[a,b]" [[a, b]].
Value parse_values(const std::string& right_side, const std::string& where);
/// The integers of "range(a,b)", b excluded; refuses a text that is no range.
std::vector<Value> range_of(const std::string& key, const std::string& text, const std::string& where);

/// Applies `key=value` (fixed), `key=a,b` (an axis), `key=range(a,b)` (b excluded) and `key=[a,b]` (one list) to a
/// sweep. An override replaces every setting of the same key in the file; values are typed as in YAML.
void apply_overrides(SweepSpec& spec, std::span<const std::string> overrides, const Keys& keys);

}  // namespace xil
