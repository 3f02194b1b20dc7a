#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "framework/core/base/error.h"

namespace xil {

/// Numbers and texts as bytes, in this machine's order: for files that only the machine that wrote them reads fast.
class ByteWriter {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void put(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    bytes_.append(bytes, sizeof(T));
  }
  void put(std::string_view text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_ += text;
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <class T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint64_t>(values.size()));
    if constexpr (std::is_arithmetic_v<T>) {
      bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    } else {
      for (const T& value : values) put(value);
    }
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads them in the same order. Fails where the bytes end early, so that no length in them is believed.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void get(T& value) { std::memcpy(&value, bytes(sizeof(T)).data(), sizeof(T)); }
  void get(std::string& text) { text = view(); }
  template <class T>
  void get(std::vector<T>& values) {
    const std::uint64_t count = number();
    values.clear();
    if constexpr (std::is_arithmetic_v<T>) {
      require(count <= left_.size() / sizeof(T), "the bytes end early");
      values.resize(count);
      std::memcpy(values.data(), bytes(count * sizeof(T)).data(), count * sizeof(T));
    } else {
      for (std::uint64_t i = 0; i < count; ++i) get(values.emplace_back());
    }
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    get(value);
    return value;
  }
  /// A text as it lies in the bytes.
  std::string_view view() {
    const std::uint64_t size = number();
    return bytes(size);
  }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view bytes(std::uint64_t count) {
    require(count <= left_.size(), "the bytes end early");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::string_view left_;
};

}  // namespace xil
