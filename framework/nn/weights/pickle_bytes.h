#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {

/// The bytes of a pickle, read from the front. Every fault is a failure that names the file and the place.
class PickleBytes {
 public:
  PickleBytes(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    if (holds) return;
    fail(
        "'{}' holds no state dict that xil understands ({}, at byte {} of its pickle): save it again with "
        "torch.save(model.state_dict(), FILE)",
        file_, fmt::format(what, std::forward<Args>(args)...), at_);
  }
  std::string_view take(std::uint64_t count) {
    check(count <= bytes_.size() - at_, "{} bytes are missing", count - (bytes_.size() - at_));
    const std::string_view taken = bytes_.substr(at_, count);
    at_ += taken.size();
    return taken;
  }
  /// Reads a number of `count` bytes, the lowest byte first.
  std::uint64_t take_number(std::size_t count) {
    const std::string_view taken = take(count);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value |= std::uint64_t{static_cast<std::uint8_t>(taken[i])} << (8 * i);
    return value;
  }
  std::string_view take_line() {
    const std::size_t end = bytes_.find('\n', at_);
    check(end != std::string_view::npos, "a line without end");
    const std::string_view line = take(end - at_);
    take(1);
    return line;
  }
  std::size_t taken() const { return at_; }
  const std::string& file() const { return file_; }

 private:
  std::string_view bytes_;
  const std::string& file_;
  std::size_t at_ = 0;
};

}  // namespace xil
