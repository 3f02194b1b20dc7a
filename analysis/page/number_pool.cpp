#include "analysis/page/number_pool.h"

#include <bit>

#include "analysis/page/base64.h"
#include "framework/core/base/json_value.h"

namespace xil {

std::int64_t NumberPool::add(std::span<const double> numbers) {
  std::string bytes;
  bytes.reserve(8 * numbers.size());
  for (const double number : numbers) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(bits >> shift & 0xFF);
  }
  const auto [place, is_new] = places_.emplace(std::move(bytes), static_cast<std::int64_t>(ends_.size()));
  if (is_new) {
    bytes_ += place->first;
    ends_.push_back(bytes_.size() / 8);
  }
  return place->second;
}

Value NumberPool::json() const {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes_.data());
  return Value(Value::Map{{"numbers", Value(base64({data, bytes_.size()}))}, {"ends", json_value(ends_)}});
}

}  // namespace xil
