#pragma once

#include <span>
#include <string>
#include <string_view>

namespace xil {

/// For the end of a message that refuses a name: "; did you mean 'random'? It ends with a space" where one of the known
/// is equal but for case, spaces and dashes, or a few letters away; empty where none is.
std::string near_name(std::string_view given, std::span<const std::string_view> known);
std::string near_name(std::string_view given, std::span<const std::string> known);

}  // namespace xil
