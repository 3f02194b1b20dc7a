#pragma once

#include <string>
#include <string_view>

#include "framework/core/base/value.h"

namespace xil {

// JSON for readers, in UTF-8 whatever the texts hold: invalid bytes are written as \xe4, invisible characters (control
// characters, direction overrides) as \uXXXX. Run ids and run files use to_json() of value.h instead, whose bytes never
// change.

/// Reads a JSON document: objects keep their order, a key twice is refused, numbers without point and exponent are
/// integers. Fails with one line that begins with `where` for anything else than one document of at most `depth`
/// levels.
Value parse_json(std::string_view text, std::string_view where, int depth = 16);

/// One line of JSON; numbers and null are written as by to_json().
std::string json_text(const Value& value);
/// A string literal, quotes included.
std::string json_text(std::string_view text);
/// JSON for a <script> element: nothing in it ends the element or begins a comment.
std::string json_in_page(const Value& value);

}  // namespace xil
