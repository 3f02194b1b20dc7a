#include "framework/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "framework/core/digest.h"

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

/// The first character of a text that is not empty; a byte that begins none is not valid and one byte long.
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

/// Acts on a terminal, turns the direction of what follows, or is not seen at all. Joiners, which scripts and emoji need, are
/// none of these.
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
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  const auto code = static_cast<std::uint32_t>(character.code);
  if (code < 0x80) return fmt::format("\\x{:02x}", code);
  return code < 0x10000 ? fmt::format("\\u{:04x}", code) : fmt::format("\\U{:08x}", code);
}

/// Writes out the characters that `replaced` wants; most texts have none.
template <class Replaced>
std::string with_written_out(std::string_view text, Replaced&& replaced) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    if (replaced(character)) safe += written_out(character);
    else safe += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return safe;
}

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool contains(std::string_view signs, char sign) { return signs.find(sign) != std::string_view::npos; }

std::string with_backslashes(std::string_view text, std::string_view signs) {
  std::string safe;
  for (const char c : text) {
    if (contains(signs, c)) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string escaped_html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<') safe += "&lt;";
    else if (c == '>') safe += "&gt;";
    else if (c == '&') safe += "&amp;";
    else if (c == '"') safe += "&quot;";
    else safe += c;
  }
  return safe;
}

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

/// Spreadsheets take the signs of full width for the others.
bool begins_formula(std::string_view text) {
  constexpr std::array<std::string_view, 8> kSigns = {"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return text.starts_with(sign); });
}

}  // namespace

std::string printable(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  return with_written_out(text, [](const Character& one) { return !one.valid || is_hidden(one.code); });
}

std::string printable_lines(std::string_view text) {
  return with_written_out(text, [](const Character& one) { return !one.valid || (one.code != '\n' && is_hidden(one.code)); });
}

bool is_printable(std::string_view text) { return is_plain_ascii(text) || printable(text) == text; }

bool is_utf8(std::string_view text) { return is_plain_ascii(text) || valid_utf8(text) == text; }

std::string valid_utf8(std::string_view text) {
  return with_written_out(text, [](const Character& one) { return !one.valid; });
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) return std::string(text);
  std::string word = "'";
  if (is_printable(text)) {
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
  }
  word = "$'";
  for (const char c : text) {
    const bool plain = c >= 0x20 && c < 0x7F && c != '\'' && c != '\\';
    // Octal: a hexadecimal escape would take in the digits that follow it.
    word += plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return word + "'";
}

std::string shell_path(std::string_view path) {
  return shell_word(path.starts_with('-') ? fmt::format("./{}", path) : std::string(path));
}

std::string html_text(std::string_view text) { return escaped_html(printable(text)); }

std::string html_lines(std::string_view text) { return escaped_html(printable_lines(text)); }

std::string latex_text(std::string_view text) {
  std::string safe;
  // Behind the end of a line of a tabular, "[" would begin its space and "*" forbid a page break.
  if (text.starts_with('[') || text.starts_with('*')) safe = "{}";
  for (const char c : printable(text)) {
    if (c == '\\') safe += "\\textbackslash{}";
    else if (c == '~' || c == '^') safe += fmt::format("\\{}{{}}", c);
    else if (contains("&%$#_{}", c)) safe += fmt::format("\\{}", c);
    else safe += c;
  }
  return safe;
}

std::string markdown_text(std::string_view text) { return with_backslashes(printable(text), "|*_\\`<[]"); }

std::string markdown_sentence(std::string_view text) {
  const std::string line = printable(text);
  std::string safe = !line.empty() && contains("#>-+*=~|", line[0]) ? "\\" : "";
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = i + 1 < line.size() ? line[i + 1] : ' ';
    // A space or a digit behind "<" makes it a sign of comparison.
    const bool tag = line[i] == '<' && !contains(" 0123456789.=", next);
    const bool link = line[i] == ']' && contains("([:", next);
    if (tag || link || contains("\\`", line[i])) safe += '\\';
    safe += line[i];
  }
  return safe;
}

std::string csv_text(std::string_view text) {
  const std::string line = printable(text);
  std::string cell = begins_formula(line) && !is_number(line) ? "'" + line : line;
  // Semicolons too: spreadsheets of many countries part cells at them.
  if (cell.find_first_of(",;\"") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string file_stem(std::string_view label) {
  constexpr std::size_t kLongest = 80;
  std::string stem;
  for (const char c : label) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || contains("-._", c);
    stem += plain ? c : '_';
  }
  const bool telling = stem.find_first_not_of("._-") != std::string::npos;
  if (telling && stem.size() <= kLongest && !stem.starts_with('.') && !stem.starts_with('-')) return stem;
  stem.erase(0, stem.find_first_not_of(".-"));
  const std::string digest = sha256(label).substr(0, 8);
  return fmt::format("{}-{}", stem.empty() ? "label" : stem.substr(0, kLongest - digest.size() - 1), digest);
}

}  // namespace xil
