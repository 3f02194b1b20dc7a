#pragma once

#include <string>
#include <string_view>

#include "framework/core/base/value.h"

namespace xil {

// JSON for readers, in UTF-8 whatever the texts hold: bytes that are none stand as \xe4, characters that are not seen
// (control characters, direction overrides) as \uXXXX. What identifies runs and is kept in their files is to_json() of
// value.h, whose bytes never change.

/// One line; numbers and null as in to_json().
std::string json_text(const Value& value);
/// A string literal, quotes included.
std::string json_text(std::string_view text);
/// For a <script> element: nothing in it ends the element or begins a comment.
std::string json_in_page(const Value& value);

}  // namespace xil
