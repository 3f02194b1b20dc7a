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

// The output of the programs. Names, titles, reasons and paths may contain any characters; on a terminal or in a log
// they are printed as one line of printable characters. A failure to write does not end a run; output_lost() reports it
// at the end.
namespace xil {

/// Writes the program's own lines; characters that act on a terminal, except line feeds, are written out.
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

/// Like fmt::print, but text arguments are made printable(), so that no name can start a line of its own.
template <class... Args>
void say_to(std::FILE* stream, fmt::format_string<Args...> format, Args&&... args) {
  const auto text = [&](auto&&... shown) { return fmt::vformat(format, fmt::make_format_args(shown...)); };
  write_lines(stream, text(detail::as_shown(std::forward<Args>(args))...));
}

template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  say_to(stdout, format, std::forward<Args>(args)...);
}

/// Writes a text without changes: control sequences for the terminal, and scripts that are to be piped on.
void say_as_it_is(std::string_view text);

/// Writes one document on a line, as json_text() makes it.
void say_json(const Value& document);

/// The columns of the terminal that standard output is; 0 if it is none.
std::size_t terminal_width();

/// Replaces closed standard streams by ones that cannot be written, so that no file that is opened later takes their
/// place and receives their output. Broken pipes become errors instead of signals.
/// Precondition: it is called first in main().
void secure_standard_streams();

/// The reason why some of the standard output was lost; empty if all of it was written.
std::string output_lost();

}  // namespace xil
