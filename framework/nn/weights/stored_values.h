#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace xil {

/// A type of number in which torch stores tensors.
struct StoredType {
  std::string_view storage;  ///< torch's name: FloatStorage ...
  std::size_t bytes = 0;     ///< size of one number
  /// Sets `out[i]` to the number at from + i * stride * (size of one number).
  void (*read)(const char* from, std::size_t stride, std::size_t count, float* out) = nullptr;
};

/// Null if there is no type of that name.
const StoredType* find_stored_type(std::string_view storage);

/// The place of a tensor in its storage, counted in numbers.
struct StoredLayout {
  std::vector<std::int64_t> shape, strides;  ///< of equal length
  std::uint64_t offset = 0;

  /// The number of values, or `most` + 1 if there are more than `most`.
  /// Precondition: no side is negative, and `most` is below 2^32.
  std::uint64_t count(std::uint64_t most) const;
  /// Whether all values lie within a storage of `size` numbers.
  /// Precondition: there are at most 2^32 values, and `size` is below 2^32.
  bool fits(std::uint64_t size) const;
  /// Whether the values lie one after the other.
  /// Precondition: there are values, and they fit.
  bool is_row_by_row() const;
};

/// Copies the values row by row.
/// Precondition: the layout fits `bytes` and has as many values as `values`.
void gather(const StoredType& type, std::string_view bytes, const StoredLayout& layout, std::span<float> values);

}  // namespace xil
