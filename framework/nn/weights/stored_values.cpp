#include "framework/nn/weights/stored_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

namespace xil {
namespace {

static_assert(std::endian::native == std::endian::little, "torch's files hold little-endian numbers");

/// A number of IEEE 754 binary16, by its bits.
struct Half {
  std::uint16_t bits;

  explicit operator float() const {
    const std::uint32_t sign = (bits & 0x8000U) << 16, exponent = bits >> 10 & 0x1F, mantissa = bits & 0x3FF;
    if (exponent == 0) {  // zero and subnormal numbers are exact as a float
      const float size = static_cast<float>(mantissa) * 0x1p-24F;
      return std::bit_cast<float>(std::bit_cast<std::uint32_t>(size) | sign);
    }
    constexpr std::uint32_t kInfinite = 0x1F, kInfiniteFloat = 0xFF, kBiasDifference = 127 - 15;
    const std::uint32_t wide = exponent == kInfinite ? kInfiniteFloat : exponent + kBiasDifference;
    return std::bit_cast<float>(sign | wide << 23 | mantissa << 13);
  }
};

/// A bfloat16 number: the upper half of a float.
struct BFloat16 {
  std::uint16_t bits;
  explicit operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};

struct Bool {
  std::uint8_t byte;
  explicit operator float() const { return byte != 0 ? 1.0F : 0.0F; }
};

template <class Number>
float number_at(const char* from) {
  Number number;
  std::memcpy(&number, from, sizeof number);  // the bytes need not be aligned
  return static_cast<float>(number);
}

template <class Number>
void read_numbers(const char* from, std::size_t stride, std::size_t count, float* out) {
  if (stride != 1) {
    for (std::size_t i = 0; i < count; ++i) out[i] = number_at<Number>(from + i * stride * sizeof(Number));
  } else if constexpr (std::is_same_v<Number, float>) {
    std::memcpy(out, from, count * sizeof(float));
  } else {  // compilers vectorise this loop
    for (std::size_t i = 0; i < count; ++i) out[i] = number_at<Number>(from + i * sizeof(Number));
  }
}

template <class Number>
constexpr StoredType stored_type(std::string_view storage) {
  return {storage, sizeof(Number), read_numbers<Number>};
}

constexpr std::array<StoredType, 10> kTypes = {
    {stored_type<float>("FloatStorage"), stored_type<double>("DoubleStorage"), stored_type<Half>("HalfStorage"),
     stored_type<BFloat16>("BFloat16Storage"), stored_type<std::int64_t>("LongStorage"),
     stored_type<std::int32_t>("IntStorage"), stored_type<std::int16_t>("ShortStorage"),
     stored_type<std::int8_t>("CharStorage"), stored_type<std::uint8_t>("ByteStorage"),
     stored_type<Bool>("BoolStorage")}};

std::size_t size_of(std::int64_t value) { return static_cast<std::size_t>(value); }

}  // namespace

const StoredType* find_stored_type(std::string_view storage) {
  const auto found = std::ranges::find(kTypes, storage, &StoredType::storage);
  return found == kTypes.end() ? nullptr : found;
}

std::uint64_t StoredLayout::count(std::uint64_t most) const {
  // The sides of a tensor without values could overflow as well: a side of 0 is counted as 1.
  std::uint64_t product = 1;
  for (const std::int64_t side : shape) {
    const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(side, 1));
    if (factor > most / product) return most + 1;
    product *= factor;
  }
  return std::ranges::find(shape, 0) == shape.end() ? product : 0;
}

bool StoredLayout::fits(std::uint64_t size) const {
  if (std::ranges::find(shape, 0) != shape.end()) return true;
  std::uint64_t last = offset;
  for (std::size_t d = 0; d < shape.size() && last < size; ++d) {
    if (shape[d] == 1) continue;
    if (strides[d] < 0 || static_cast<std::uint64_t>(strides[d]) >= size) return false;
    last += static_cast<std::uint64_t>(shape[d] - 1) * static_cast<std::uint64_t>(strides[d]);  // below 2^64 - 2^32
  }
  return last < size;
}

bool StoredLayout::is_row_by_row() const {
  std::int64_t step = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (shape[d] != 1 && strides[d] != step) return false;
    step *= shape[d];
  }
  return true;
}

void gather(const StoredType& type, std::string_view bytes, const StoredLayout& layout, std::span<float> values) {
  if (values.empty()) return;
  if (layout.is_row_by_row()) {
    type.read(bytes.data() + layout.offset * type.bytes, 1, values.size(), values.data());
    return;
  }
  const std::size_t dimensions = layout.shape.size();
  const std::size_t row = dimensions == 0 ? 1 : size_of(layout.shape.back());
  const std::size_t stride = row == 1 ? 0 : size_of(layout.strides.back());
  std::vector<std::size_t> place(dimensions, 0);
  std::size_t at = layout.offset;
  for (std::size_t done = 0; done < values.size(); done += row) {
    type.read(bytes.data() + at * type.bytes, stride, row, values.data() + done);
    for (std::size_t d = dimensions; d-- > 1;) {  // to the next row, like an odometer
      const std::size_t axis = d - 1, step = layout.shape[axis] == 1 ? 0 : size_of(layout.strides[axis]);
      at += step;
      if (++place[axis] < size_of(layout.shape[axis])) break;
      at -= step * place[axis];
      place[axis] = 0;
    }
  }
}

}  // namespace xil
