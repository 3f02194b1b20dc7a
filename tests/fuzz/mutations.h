#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/numeric/rng.h"

// What may become of bytes and texts. Everything is drawn from the stream, so that an input comes back from its number.
namespace xil::fuzz {

/// What a mutation may borrow from.
struct Corpus {
  std::vector<std::string> seeds;   ///< whole inputs; one at least
  std::vector<std::string> tokens;  ///< words and signs of the format
};

/// Inputs are kept below this, so that a slow one is slow because of what it says.
inline constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// A number below `bound`, which is at least 1.
std::size_t draw(Rng& rng, std::size_t bound);
template <class T>
const T& one_of(const std::vector<T>& values, Rng& rng) {
  return values[draw(rng, values.size())];
}

/// A number of 1 to 8 bytes that sizes, counts and offsets like to overflow with, in either order of bytes.
std::string nasty_number(Rng& rng);
/// A number as text: extreme, not finite, of another kind.
std::string nasty_literal(Rng& rng);
std::string noise(Rng& rng, std::size_t most);

/// One change: bits, bytes, numbers, pieces that are lost, moved, doubled or taken from another input, a cut.
void spoil_bytes(std::string& bytes, const Corpus& corpus, Rng& rng);
/// One change: lines, words, numbers, indentation, quotes and brackets, repetition and nesting; now and then one of
/// bytes.
void spoil_text(std::string& text, const Corpus& corpus, Rng& rng);

/// Some changes, mostly few.
std::string spoiled_bytes(std::string bytes, const Corpus& corpus, Rng& rng);
std::string spoiled_text(std::string text, const Corpus& corpus, Rng& rng);

}  // namespace xil::fuzz
