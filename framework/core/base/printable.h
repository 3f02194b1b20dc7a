#pragma once

#include <string>
#include <string_view>

namespace xil {

/// Makes a text one line for terminals, logs and messages. Line breaks, other control characters (C0, DEL, C1),
/// direction overrides and characters without a shape become \n, \t, \r, \x1b or \u202e; bytes that are not UTF-8
/// become \xe4. All other characters stay.
std::string printable(std::string_view text);
/// The same for a text of several lines: line feeds stay.
std::string printable_lines(std::string_view text);
/// Whether printable() leaves the text as it is.
bool is_printable(std::string_view text);
/// Whether the text is UTF-8 without overlong forms and surrogates.
bool is_utf8(std::string_view text);
/// Makes a text valid UTF-8: control characters stay, bytes that are not UTF-8 become \xe4.
std::string valid_utf8(std::string_view text);

}  // namespace xil
