#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>

#include "tests/fuzz/hdf5_mutations.h"
#include "tests/fuzz/mutations.h"

namespace xil::fuzz {
namespace {

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
    word |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return word;
}

/// Bob Jenkins' lookup3 (hashlittle, initial value 0), the checksum of HDF5's metadata.
std::uint32_t lookup3(std::string_view bytes) {
  std::uint32_t a = 0xDEADBEEF + static_cast<std::uint32_t>(bytes.size()), b = a, c = a;
  const auto turn = [](std::uint32_t& x, std::uint32_t& y, std::uint32_t& z, int by) {
    x = (x - z) ^ std::rotl(z, by), z += y;
  };
  const auto add = [&](std::string_view part) { a += word_at(part, 0), b += word_at(part, 4), c += word_at(part, 8); };
  while (bytes.size() > 12) {
    add(bytes);
    turn(a, b, c, 4);
    turn(b, c, a, 6);
    turn(c, a, b, 8);
    turn(a, b, c, 16);
    turn(b, c, a, 19);
    turn(c, a, b, 4);
    bytes.remove_prefix(12);
  }
  if (bytes.empty()) return c;
  add(bytes);
  const auto finish = [](std::uint32_t& x, std::uint32_t y, int by) { x = (x ^ y) - std::rotl(y, by); };
  finish(c, b, 14), finish(a, c, 11), finish(b, a, 25), finish(c, b, 16), finish(a, c, 4), finish(b, a, 14),
      finish(c, b, 24);
  return c;
}

void put_word(std::string& bytes, std::size_t at, std::uint32_t word) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(word >> (8 * i));
}

/// Where the block that begins there ends, as its checksum tells; blocks of our files are short.
std::optional<std::size_t> end_of_block(std::string_view bytes, std::size_t begin) {
  constexpr std::size_t kLongest = 3000;
  for (std::size_t end = begin + 8; end + 4 <= std::min(bytes.size(), begin + kLongest); ++end) {
    if (lookup3(bytes.substr(begin, end - begin)) == word_at(bytes, end)) return end;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> hdf5_blocks(const std::string& file) {
  static constexpr std::array<std::string_view, 15> kSignatures = {"\x89HDF", "OHDR", "OCHK", "FRHP", "FHDB",
                                                                   "FHIB",    "BTHD", "BTLF", "BTIN", "FAHD",
                                                                   "FADB",    "EAHD", "EAIB", "FSHD", "FSSE"};
  std::vector<std::pair<std::size_t, std::size_t>> blocks;
  for (const std::string_view signature : kSignatures) {
    for (std::size_t at = file.find(signature); at != std::string::npos; at = file.find(signature, at + 4)) {
      if (const auto end = end_of_block(file, at)) blocks.emplace_back(at, *end);
    }
  }
  std::ranges::sort(blocks);
  return blocks;
}

void mend_superblock(std::string& file) {
  constexpr std::size_t kSum = 44;  // of versions 2 and 3, with addresses of 8 bytes
  if (file.size() >= kSum + 4) put_word(file, kSum, lookup3(std::string_view(file).substr(0, kSum)));
}

std::string with_other_metadata(const Hdf5File& file, Rng& rng) {
  std::string bytes = file.bytes;
  if (file.blocks.empty()) return bytes;
  do {
    const auto [begin, end] = one_of(file.blocks, rng);
    const std::size_t at = begin + 4 + draw(rng, end - begin - 4);
    const std::string with = rng.bernoulli(0.5) ? nasty_number(rng) : noise(rng, 2);
    for (std::size_t i = 0; i < with.size() && at + i < end; ++i) bytes[at + i] = with[i];
    put_word(bytes, end, lookup3(std::string_view(bytes).substr(begin, end - begin)));
  } while (rng.bernoulli(0.4));
  return bytes;
}

}  // namespace xil::fuzz
