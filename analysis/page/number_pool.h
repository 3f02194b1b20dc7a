#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/value.h"

namespace xil {

/// Lists of numbers for a page: equal ones are kept once, bit for bit, as 64-bit floating point in base64.
class NumberPool {
 public:
  /// The place of the list in the pool.
  std::int64_t add(std::span<const double> numbers);
  /// {numbers: base64 of all lists one after the other, little-endian, ends: where each of them ends}
  Value json() const;
  std::size_t bytes() const { return bytes_.size(); }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::map<std::string, std::int64_t> places_;
};

}  // namespace xil
