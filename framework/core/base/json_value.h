#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "framework/core/base/params.h"
#include "framework/core/base/value.h"

// How the JSON documents of the commands say what they count, name and list.
namespace xil {

/// A list with what `write` makes of each entry.
template <class Entries, class Write>
Value json_list(const Entries& entries, Write write) {
  Value::List list;
  for (const auto& entry : entries) list.push_back(write(entry));
  return Value(std::move(list));
}

/// A count, a number, a text, the name of an enumerator, a list of them, or an optional one: null where there is none.
/// JSON has no infinity and no NaN either: they are written as null.
template <class T>
Value json_value(const T& content) {
  if constexpr (detail::IsOptional<T>::value) {
    return content ? json_value(*content) : Value();
  } else if constexpr (detail::IsVector<T>::value) {
    return json_list(content, [](const auto& entry) { return json_value(entry); });
  } else if constexpr (std::integral<T> && !std::is_same_v<T, bool>) {
    return Value(static_cast<std::int64_t>(content));
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    return Value(std::string(std::string_view(content)));
  } else {
    return detail::write_value(content);
  }
}

/// Null for an empty text.
inline Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace xil
