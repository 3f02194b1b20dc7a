#include "tests/fuzz/mutations.h"

#include <algorithm>
#include <array>

namespace xil::fuzz {
namespace {

/// First and last + 1 of a stretch of at most `most` bytes.
struct Piece {
  std::size_t begin = 0, size = 0;
};

Piece piece_of(const std::string& bytes, Rng& rng, std::size_t most) {
  if (bytes.empty()) return {};
  const std::size_t begin = draw(rng, bytes.size());
  return {begin, 1 + draw(rng, std::min(bytes.size() - begin, most))};
}

void overwrite(std::string& bytes, std::size_t at, std::string_view with) {
  for (std::size_t i = 0; i < with.size() && at + i < bytes.size(); ++i) bytes[at + i] = with[i];
}

void flip_bits(std::string& bytes, const Corpus&, Rng& rng) {
  if (bytes.empty()) return;
  for (std::size_t i = 1 + draw(rng, 4); i > 0; --i) {
    char& byte = bytes[draw(rng, bytes.size())];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << draw(rng, 8)));
  }
}

void put_noise(std::string& bytes, const Corpus&, Rng& rng) {
  overwrite(bytes, draw(rng, bytes.size() + 1), noise(rng, 8));
}

void put_number(std::string& bytes, const Corpus&, Rng& rng) {
  overwrite(bytes, draw(rng, bytes.size() + 1), nasty_number(rng));
}

/// Lengths and counts are often off by one.
void count_on(std::string& bytes, const Corpus&, Rng& rng) {
  if (bytes.empty()) return;
  char& byte = bytes[draw(rng, bytes.size())];
  byte = static_cast<char>(byte + (rng.bernoulli(0.5) ? 1 : -1) * static_cast<int>(1 + draw(rng, 4)));
}

void lose(std::string& bytes, const Corpus&, Rng& rng) {
  const Piece lost = piece_of(bytes, rng, 64);
  bytes.erase(lost.begin, lost.size);
}

void repeat(std::string& bytes, const Corpus&, Rng& rng) {
  const Piece source = piece_of(bytes, rng, 64);
  const std::string copy = bytes.substr(source.begin, source.size);
  for (std::size_t i = rng.bernoulli(0.9) ? 1 : 1 + draw(rng, 200); i > 0; --i) bytes.insert(source.begin, copy);
}

void move(std::string& bytes, const Corpus&, Rng& rng) {
  const Piece source = piece_of(bytes, rng, 256);
  const std::string copy = bytes.substr(source.begin, source.size);
  bytes.erase(source.begin, source.size);
  bytes.insert(draw(rng, bytes.size() + 1), copy);
}

void insert_noise(std::string& bytes, const Corpus&, Rng& rng) {
  bytes.insert(draw(rng, bytes.size() + 1), noise(rng, 16));
}

void insert_token(std::string& bytes, const Corpus& corpus, Rng& rng) {
  if (!corpus.tokens.empty()) bytes.insert(draw(rng, bytes.size() + 1), one_of(corpus.tokens, rng));
}

void put_token(std::string& bytes, const Corpus& corpus, Rng& rng) {
  if (!corpus.tokens.empty()) overwrite(bytes, draw(rng, bytes.size() + 1), one_of(corpus.tokens, rng));
}

void splice(std::string& bytes, const Corpus& corpus, Rng& rng) {
  const std::string& other = one_of(corpus.seeds, rng);
  bytes.resize(draw(rng, bytes.size() + 1));
  bytes += other.substr(draw(rng, other.size() + 1));
}

void borrow(std::string& bytes, const Corpus& corpus, Rng& rng) {
  const std::string& other = one_of(corpus.seeds, rng);
  const Piece piece = piece_of(other, rng, 256);
  bytes.insert(draw(rng, bytes.size() + 1), other, piece.begin, piece.size);
}

void cut(std::string& bytes, const Corpus&, Rng& rng) { bytes.resize(draw(rng, bytes.size() + 1)); }

using Change = void (*)(std::string&, const Corpus&, Rng&);
constexpr std::array<Change, 13> kChanges = {flip_bits,    put_noise,    put_number, count_on, lose,   repeat, move,
                                             insert_noise, insert_token, put_token,  splice,   borrow, cut};

}  // namespace

std::size_t draw(Rng& rng, std::size_t bound) { return static_cast<std::size_t>(rng.below(bound)); }

std::string noise(Rng& rng, std::size_t most) {
  std::string out(1 + draw(rng, most), '\0');
  std::ranges::generate(out, [&] { return static_cast<char>(rng.below(256)); });
  return out;
}

std::string nasty_number(Rng& rng) {
  static constexpr std::array<std::uint64_t, 16> kNumbers = {0,
                                                             1,
                                                             2,
                                                             0x7F,
                                                             0x80,
                                                             0xFF,
                                                             0x7FFF,
                                                             0x8000,
                                                             0xFFFF,
                                                             0x10000,
                                                             0x7FFFFFFF,
                                                             0x80000000,
                                                             0xFFFFFFFF,
                                                             0x4000000000000000,
                                                             0x7FFFFFFFFFFFFFFF,
                                                             0xFFFFFFFFFFFFFFFF};
  const std::uint64_t value = kNumbers[draw(rng, kNumbers.size())] - (rng.bernoulli(0.2) ? 1 : 0);
  const std::size_t bytes = std::size_t{1} << draw(rng, 4);
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
  if (rng.bernoulli(0.5)) std::ranges::reverse(out);
  return out;
}

std::string spoiled_bytes(std::string bytes, const Corpus& corpus, Rng& rng) {
  do spoil_bytes(bytes, corpus, rng);
  while (rng.bernoulli(0.5));
  return bytes;
}

void spoil_bytes(std::string& bytes, const Corpus& corpus, Rng& rng) {
  kChanges[draw(rng, kChanges.size())](bytes, corpus, rng);
  if (bytes.size() > kMostBytes) bytes.resize(kMostBytes);
}

}  // namespace xil::fuzz
