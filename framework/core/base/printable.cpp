#include "framework/core/base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace xil {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// The first character of a non-empty text. A byte that begins no character gives an invalid one of one byte.
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = length_of(lead);
  if (length == 0 || length > text.size()) return {lead, 1, false};
  if (length == 1) return {lead, 1, true};
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {lead, 1, false};
    code = code << 6 | (byte & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[length] || surrogate || code > 0x10FFFF) return {lead, 1, false};
  return {code, length, true};
}

/// Whether a character acts on a terminal, changes the direction of the text after it, or is invisible. Joiners are not
/// among them: scripts and emoji need them.
bool is_hidden(char32_t code) {
  constexpr std::array<std::pair<char32_t, char32_t>, 10> kRanges = {{{0x00, 0x1F},
                                                                      {0x7F, 0x9F},
                                                                      {0x061C, 0x061C},
                                                                      {0x200B, 0x200B},
                                                                      {0x200E, 0x200F},
                                                                      {0x2028, 0x202E},
                                                                      {0x2060, 0x206F},
                                                                      {0xFEFF, 0xFEFF},
                                                                      {0xFFF9, 0xFFFB},
                                                                      {0xE0000, 0xE007F}}};
  return std::ranges::any_of(kRanges, [&](const auto& range) { return code >= range.first && code <= range.second; });
}

std::string written_out(const Character& character) {
  if (!character.valid) return fmt::format("\\x{:02x}", static_cast<unsigned>(character.code));
  switch (character.code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto code = static_cast<std::uint32_t>(character.code);
  if (code < 0x80) return fmt::format("\\x{:02x}", code);
  return code < 0x10000 ? fmt::format("\\u{:04x}", code) : fmt::format("\\U{:08x}", code);
}

/// Writes out the characters that `replaced` selects; most texts have none.
template <class Replaced>
std::string with_written_out(std::string_view text, Replaced&& replaced) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    if (replaced(character))
      safe += written_out(character);
    else
      safe += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return safe;
}

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

std::string printable(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  return with_written_out(text, [](const Character& one) { return !one.valid || is_hidden(one.code); });
}

std::string printable_lines(std::string_view text) {
  return with_written_out(text,
                          [](const Character& one) { return !one.valid || (one.code != '\n' && is_hidden(one.code)); });
}

bool is_printable(std::string_view text) { return is_plain_ascii(text) || printable(text) == text; }

bool is_utf8(std::string_view text) { return is_plain_ascii(text) || valid_utf8(text) == text; }

std::string valid_utf8(std::string_view text) {
  return with_written_out(text, [](const Character& one) { return !one.valid; });
}

}  // namespace xil
