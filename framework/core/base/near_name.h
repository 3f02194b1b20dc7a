#pragma once

#include <span>
#include <string>
#include <string_view>

namespace xil {

/// The end of a message that refuses a name, such as "; did you mean 'random'? It ends with a space". It names the
/// nearest known name that equals the given one but for case, spaces, dashes and at most a few letters; empty if there
/// is none.
std::string near_name(std::string_view given, std::span<const std::string_view> known);
std::string near_name(std::string_view given, std::span<const std::string> known);

}  // namespace xil
