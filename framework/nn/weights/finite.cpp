#include "framework/nn/weights/finite.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace xil {

std::size_t count_not_finite(std::span<const float> values) {
  constexpr std::uint32_t kExponent = 0x7F800000;  // all these bits are set in NaN and infinities only
  std::size_t count = 0;
  for (const float value : values) count += (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1 : 0;
  return count;
}

std::string fault_of_values(std::string_view name, std::span<const float> values) {
  if (const std::size_t bad = count_not_finite(values)) {
    return fmt::format("holds NaN or infinite values ({} of {})", bad, values.size());
  }
  if (!name.ends_with("running_var")) return {};
  const auto negative = std::ranges::count_if(values, [](float value) { return value < 0; });
  return negative == 0 ? std::string() : fmt::format("holds negative values ({} of {})", negative, values.size());
}

}  // namespace xil
