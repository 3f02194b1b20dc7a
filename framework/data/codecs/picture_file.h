#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {

/// Where a file comes from: a set of pictures, or a file that was named alone. It decides what the message advises.
enum class Place { Set, Alone };

/// The content of a picture file of unknown origin, and the name that messages about it start with.
struct PictureFile {
  std::span<const std::uint8_t> bytes;
  std::string_view name;
  Place place = Place::Set;

  std::size_t size() const { return bytes.size(); }
  /// Fails unless `good`; `format` says what is wrong with the file.
  template <class... Args>
  void check(bool good, fmt::format_string<Args...> format, Args&&... args) const {
    if (!good) refuse(format, std::forward<Args>(args)...);
  }
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}: {}", name, fmt::format(format, std::forward<Args>(args)...),
         place == Place::Set ? "restore the file, or leave it out with damaged: skip" : "name another file");
  }
  /// Fails unless the kind of the file is supported; `format` names the kind.
  template <class... Args>
  void check_kind(bool supported, fmt::format_string<Args...> format, Args&&... args) const {
    if (supported) return;
    fail("{}: {} is not supported: {}", name, fmt::format(format, std::forward<Args>(args)...),
         place == Place::Set ? "convert the file to PNG, or leave it out with damaged: skip" : "convert it to PNG");
  }
  /// The unsigned number in the `width` bytes from position `at` on.
  /// Precondition: at + width <= size().
  std::uint32_t big_endian(std::size_t at, std::size_t width) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[at + i];
    return value;
  }
  std::uint32_t little_endian(std::size_t at, std::size_t width) const {
    std::uint32_t value = 0;
    for (std::size_t i = width; i > 0; --i) value = value << 8 | bytes[at + i - 1];
    return value;
  }
};

}  // namespace xil
