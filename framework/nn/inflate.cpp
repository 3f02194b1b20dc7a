#include "framework/nn/inflate.h"

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace xil {
namespace {

constexpr int kLongestCode = 15;
constexpr std::size_t kLiterals = 288, kMostLiterals = 286, kDistances = 30, kLengthCodes = 19;
constexpr int kEndOfBlock = 256, kDamaged = -1;

/// Lowest bit first. Beyond the end there are zeros, and ok() says so.
class Bits {
 public:
  explicit Bits(std::string_view bytes) : bytes_(bytes) {}

  int take(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i, ++at_) value |= bit() << i;
    return value;
  }
  void skip_to_byte() { at_ = (at_ + 7) / 8 * 8; }
  bool ok() const { return at_ <= 8 * bytes_.size(); }
  bool at_end() const { return (at_ + 7) / 8 == bytes_.size(); }

 private:
  int bit() const {
    const std::size_t byte = at_ / 8;
    return byte < bytes_.size() ? static_cast<std::uint8_t>(bytes_[byte]) >> (at_ % 8) & 1 : 0;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// A canonical Huffman code: how many codes there are of each length, and their symbols in the order of the codes.
class Code {
 public:
  explicit Code(std::span<const std::uint8_t> lengths) {
    for (const std::uint8_t length : lengths) ++count_[length];
    count_[0] = 0;
    std::array<std::size_t, kLongestCode + 2> start{};
    for (std::size_t length = 1; length <= kLongestCode; ++length) start[length + 1] = start[length] + count_[length];
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0) symbols_[start[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
    }
  }
  /// No more codes than there is room for.
  bool ok() const {
    int left = 1;
    for (std::size_t length = 1; length <= kLongestCode && left >= 0; ++length) left = 2 * left - count_[length];
    return left >= 0;
  }
  int symbol(Bits& bits) const {
    int code = 0, first = 0, index = 0;
    for (std::size_t length = 1; length <= kLongestCode; ++length) {
      code |= bits.take(1);
      if (code - first < count_[length]) return symbols_[static_cast<std::size_t>(index + code - first)];
      index += count_[length];
      first = 2 * (first + count_[length]);
      code *= 2;
    }
    return kDamaged;
  }

 private:
  std::array<std::uint16_t, kLongestCode + 1> count_{};
  std::array<std::uint16_t, kLiterals> symbols_{};
};

struct Codes {
  Code literals, distances;
};

Codes fixed_codes() {
  std::array<std::uint8_t, kLiterals> lengths{};
  for (std::size_t i = 0; i < kLiterals; ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  std::array<std::uint8_t, kDistances> distances{};
  distances.fill(5);
  return {Code(lengths), Code(distances)};
}

/// RFC 1951, 3.2.7; nothing where the lengths make no codes.
std::optional<Codes> read_codes(Bits& bits) {
  static constexpr std::array<std::uint8_t, kLengthCodes> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
  const auto literals = static_cast<std::size_t>(bits.take(5)) + 257;
  const auto all = literals + static_cast<std::size_t>(bits.take(5)) + 1;
  const auto listed = static_cast<std::size_t>(bits.take(4)) + 4;
  if (literals > kMostLiterals || all - literals > kDistances) return std::nullopt;
  std::array<std::uint8_t, kLengthCodes> short_lengths{};
  for (std::size_t i = 0; i < listed; ++i) short_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
  const Code code(short_lengths);
  if (!code.ok()) return std::nullopt;
  std::array<std::uint8_t, kLiterals + kDistances> lengths{};
  for (std::size_t i = 0; i < all;) {
    const int symbol = code.symbol(bits);
    if (symbol == kDamaged || (symbol == 16 && i == 0)) return std::nullopt;
    const int repeats = symbol < 16 ? 1 : symbol == 16 ? 3 + bits.take(2) : symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    const std::uint8_t length = symbol < 16 ? static_cast<std::uint8_t>(symbol) : symbol == 16 ? lengths[i - 1] : 0;
    if (static_cast<std::size_t>(repeats) > all - i) return std::nullopt;
    for (int k = 0; k < repeats; ++k) lengths[i++] = length;
  }
  const std::span<const std::uint8_t> found(lengths.data(), all);
  const Codes codes{Code(found.first(literals)), Code(found.subspan(literals))};
  return codes.literals.ok() && codes.distances.ok() ? std::optional(codes) : std::nullopt;
}

/// A length or a distance: in each group of `per_group` symbols the steps are twice those of the group before.
int stepped(int symbol, int per_group, int first, Bits& bits) {
  const int extra = symbol < 2 * per_group ? 0 : symbol / per_group - 1;
  const int base = symbol < 2 * per_group ? symbol : (per_group + symbol % per_group) << extra;
  return first + base + bits.take(extra);
}

class Inflation {
 public:
  Inflation(std::string_view packed, std::size_t size) : bits_(packed), size_(size) {}

  std::optional<std::string> run() {
    for (bool last = false; !last;) {
      last = bits_.take(1) == 1;
      const int kind = bits_.take(2);
      if (!(kind == 0 ? stored() : kind == 3 ? false : coded(kind == 1 ? fixed_codes() : read_codes(bits_)))) return {};
    }
    if (!bits_.ok() || !bits_.at_end() || out_.size() != size_) return {};
    return std::move(out_);
  }

 private:
  bool stored() {
    bits_.skip_to_byte();
    const int length = bits_.take(16);
    if ((bits_.take(16) ^ 0xFFFF) != length) return false;
    for (int i = 0; i < length && bits_.ok() && out_.size() <= size_; ++i) out_.push_back(static_cast<char>(bits_.take(8)));
    return bits_.ok() && out_.size() <= size_;
  }
  bool coded(const std::optional<Codes>& codes) {
    while (codes && bits_.ok() && out_.size() <= size_) {
      const int symbol = codes->literals.symbol(bits_);
      if (symbol == kEndOfBlock) return true;
      if (symbol == kDamaged) return false;
      if (symbol < kEndOfBlock) {
        out_.push_back(static_cast<char>(symbol));
      } else if (!repeat(symbol - kEndOfBlock - 1, codes->distances)) {
        return false;
      }
    }
    return false;
  }
  bool repeat(int symbol, const Code& distances);

  Bits bits_;
  std::size_t size_;
  std::string out_;
};

/// Copies what was unpacked before.
bool Inflation::repeat(int symbol, const Code& distances) {
  static constexpr int kLongest = 28;
  if (symbol > kLongest) return false;
  const int length = symbol == kLongest ? 258 : stepped(symbol, 4, 3, bits_);
  const int distance_symbol = distances.symbol(bits_);
  if (distance_symbol == kDamaged) return false;
  const auto distance = static_cast<std::size_t>(stepped(distance_symbol, 2, 1, bits_));
  if (distance > out_.size()) return false;
  for (int i = 0; i < length; ++i) out_.push_back(out_[out_.size() - distance]);
  return true;
}

}  // namespace

std::optional<std::string> inflated(std::string_view packed, std::size_t size) { return Inflation(packed, size).run(); }

}  // namespace xil
