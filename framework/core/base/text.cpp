#include "framework/core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "framework/core/base/digest.h"

namespace xil {
namespace {

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
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  }
  return safe;
}

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

/// Spreadsheets take full-width signs for the usual ones.
bool begins_formula(std::string_view text) {
  constexpr std::array<std::string_view, 8> kSigns = {"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return text.starts_with(sign); });
}

}  // namespace

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
    // Octal, since a hexadecimal escape would swallow the digits that follow it.
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
  // After the end of a line of a tabular, LaTeX would read "[" as the beginning of an optional space and "*" as the ban
  // of a page break.
  if (text.starts_with('[') || text.starts_with('*')) safe = "{}";
  for (const char c : printable(text)) {
    if (c == '\\')
      safe += "\\textbackslash{}";
    else if (c == '~' || c == '^')
      safe += fmt::format("\\{}{{}}", c);
    else if (contains("&%$#_{}", c))
      safe += fmt::format("\\{}", c);
    else
      safe += c;
  }
  return safe;
}

std::string markdown_text(std::string_view text) { return with_backslashes(printable(text), "|*_\\`<[]"); }

std::string markdown_sentence(std::string_view text) {
  const std::string line = printable(text);
  std::string safe = !line.empty() && contains("#>-+*=~|", line[0]) ? "\\" : "";
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = i + 1 < line.size() ? line[i + 1] : ' ';
    // If a space or a digit follows, "<" is a sign of comparison.
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
  // Semicolons as well: in many countries, spreadsheets separate cells by them.
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

std::vector<std::string_view> lines_in(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace xil
