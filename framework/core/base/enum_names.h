#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace xil {

/// Specialise for an enum to give its values their names: `static constexpr std::array<std::string_view, N> names`.
template <class E>
struct EnumNames;

template <class E>
constexpr std::string_view enum_name(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

}  // namespace xil
