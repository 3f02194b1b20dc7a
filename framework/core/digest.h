#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// SHA-256 (FIPS 180-4), fed piece by piece.
class Digest {
 public:
  Digest();
  Digest& add(std::span<const std::uint8_t> bytes);
  Digest& add(std::string_view text);
  /// 64 lower-case hexadecimal digits of everything added so far.
  std::string hex() const;

 private:
  std::vector<std::uint32_t> state_;
  std::vector<std::uint8_t> pending_;
  std::uint64_t length_bytes_ = 0;
};

/// SHA-256 of a text, as 64 hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace xil
