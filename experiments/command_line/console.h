#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <concepts>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "framework/core/base/text.h"
#include "framework/core/base/value.h"

// What the programs say. Names, titles, reasons and paths may hold anything; on a terminal or in a log they are one
// line of printable characters. What cannot be written does not end a run; output_lost() tells it at the end.
namespace xil {

/// The program's own lines; characters in it that act on a terminal are written out but for line feeds.
void write_lines(std::FILE* stream, std::string_view text);

namespace detail {

template <class T>
decltype(auto) as_shown(T&& argument) {
  if constexpr (std::convertible_to<T, std::string_view>)
    return printable(std::string_view(argument));
  else
    return std::forward<T>(argument);
}

}  // namespace detail

/// As fmt::print; arguments that are texts become printable() ones, so that no name makes lines of its own.
template <class... Args>
void say_to(std::FILE* stream, fmt::format_string<Args...> format, Args&&... args) {
  const auto text = [&](auto&&... shown) { return fmt::vformat(format, fmt::make_format_args(shown...)); };
  write_lines(stream, text(detail::as_shown(std::forward<Args>(args))...));
}

template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  say_to(stdout, format, std::forward<Args>(args)...);
}

/// Signs for the terminal itself, and scripts that are to be piped on.
void say_as_it_is(std::string_view text);

/// One document on a line, as json_text() makes it.
void say_json(const Value& document);

/// Closed standard streams become ones that cannot be written, so that no file that is opened later takes their place
/// and gets what was meant for them. Broken pipes become errors instead of signals. Call it first in main().
void secure_standard_streams();

/// Why what was written to standard output did not get there; empty if all of it did.
std::string output_lost();

}  // namespace xil
