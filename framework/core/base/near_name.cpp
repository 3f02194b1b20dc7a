#include "framework/core/base/near_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace xil {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::array<std::string_view, 4> kWideSpaces = {"\u00A0", "\u202F", "\u3000", "\uFEFF"};

/// The name in lower case, without spaces and with underscores for dashes.
std::string core_of(std::string_view text) {
  std::string core;
  while (!text.empty()) {
    const auto wide =
        std::ranges::find_if(kWideSpaces, [&](std::string_view space) { return text.starts_with(space); });
    if (wide != kWideSpaces.end()) {
      text.remove_prefix(wide->size());
      continue;
    }
    const char c = text[0];
    text.remove_prefix(1);
    if (kSpaces.find(c) != std::string_view::npos) continue;
    core += c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return core;
}

/// The number of letters to be added, left out or replaced (Levenshtein 1966).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string about_spaces(std::string_view given) {
  const auto holds = [&](std::string_view space) { return given.find(space) != std::string_view::npos; };
  if (std::ranges::any_of(kWideSpaces, holds)) return " It holds a no-break or wide space";
  if (given.empty()) return "";
  if (kSpaces.find(given.back()) != std::string_view::npos) return " It ends with a space";
  return kSpaces.find(given.front()) != std::string_view::npos ? " It begins with a space" : "";
}

}  // namespace

std::string near_name(std::string_view given, std::span<const std::string_view> known) {
  constexpr std::size_t kLongest = 100;  // no typing error is compared beyond this length
  if (given.size() > kLongest) return "";
  const std::string core = core_of(given);
  std::size_t least = core.size() <= 3 ? 2 : core.size() <= 7 ? 3 : 4;  // a name must be nearer than this distance
  std::string_view nearest;
  for (const std::string_view name : known) {
    const std::size_t off = name.size() > kLongest ? least : distance(core, core_of(name));
    if (off >= least) continue;
    least = off;
    nearest = name;
  }
  return nearest.empty() ? "" : fmt::format("; did you mean '{}'?{}", nearest, about_spaces(given));
}

std::string near_name(std::string_view given, std::span<const std::string> known) {
  return near_name(given, std::vector<std::string_view>(known.begin(), known.end()));
}

}  // namespace xil
