#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace xil {

/// A type of number in which torch stores tensors.
struct StoredType {
  std::string_view storage;  ///< torch's name: FloatStorage ...
  std::size_t bytes = 0;     ///< of one number
  /// `out[i]` becomes the number at bytes + i * stride * (bytes of one number).
  void (*read)(const char* from, std::size_t stride, std::size_t count, float* out) = nullptr;
};

/// Null if there is none of that name.
const StoredType* find_stored_type(std::string_view storage);

/// Where a tensor lies in its storage, counted in numbers.
struct StoredLayout {
  std::vector<std::int64_t> shape, strides;  ///< of one length
  std::uint64_t offset = 0;

  /// How many values; `most` + 1 where they are more than `most`. Precondition: no negative side, `most` below 2^32.
  std::uint64_t count(std::uint64_t most) const;
  /// Do all of at most 2^32 values lie within a storage of `size` < 2^32 numbers?
  bool fits(std::uint64_t size) const;
  /// Do the values lie one after the other? Precondition: there are values, and they fit.
  bool is_row_by_row() const;
};

/// The values row by row. Precondition: the layout fits `bytes` and has as many values.
void gather(const StoredType& type, std::string_view bytes, const StoredLayout& layout, std::span<float> values);

}  // namespace xil
