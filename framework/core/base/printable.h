#pragma once

#include <string>
#include <string_view>

namespace xil {

/// One line for terminals, logs and messages. Line breaks, other control characters (C0, DEL, C1), direction overrides
/// and characters without a shape become \n, \t, \r, \x1b or \u202e; bytes that are no UTF-8 become \xe4. The rest
/// stays.
std::string printable(std::string_view text);
/// The same for a text of several lines: line feeds stay.
std::string printable_lines(std::string_view text);
/// Does printable() leave it as it is?
bool is_printable(std::string_view text);
/// Is it UTF-8, without overlong forms and surrogates?
bool is_utf8(std::string_view text);
/// UTF-8 with control characters and all; bytes that are none become \xe4.
std::string valid_utf8(std::string_view text);

}  // namespace xil
