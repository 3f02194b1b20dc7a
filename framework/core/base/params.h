#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "framework/core/base/enum_names.h"
#include "framework/core/base/error.h"
#include "framework/core/base/value.h"

// A parameter struct declares each member once, with its default, and visits all of them in one function:
//
//   struct MarginParams {
//     double temperature = 1.0;
//     void fields(auto&& f) { f("temperature", temperature, "above 1 flattens the distribution"); }
//     void validate() const { refuse_unless(temperature > 0, "'temperature' must be positive, got {}", temperature); }
//   };
//
// Reading, writing, listing and checking all follow from fields(). Messages of validate() quote the key, so that the
// error can name its line.
namespace xil {

/// A number, or "auto" (std::nullopt): the value is then chosen from the data.
struct NumberOrAuto {
  std::optional<double> number;
  bool operator==(const NumberOrAuto&) const = default;
};

/// When to stop drawing. "fixed" (std::nullopt): at the configured number of draws. A number: as soon as the error is
/// below this tolerance.
struct StopRule {
  std::optional<double> tolerance;
  bool operator==(const StopRule&) const = default;
};

/// One line of `xil list`.
struct FieldInfo {
  std::string name;
  std::string type;
  std::string default_value;  ///< JSON
  std::string help;
};

namespace detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

/// The beginning of a message: the place and a colon; empty if there is no place.
std::string prefix(std::string_view where);
void read_scalar(const Value& value, std::string_view key, bool& out);
void read_scalar(const Value& value, std::string_view key, std::int64_t& out);
void read_scalar(const Value& value, std::string_view key, double& out);
void read_scalar(const Value& value, std::string_view key, std::string& out);
void read_scalar(const Value& value, std::string_view key, NumberOrAuto& out);
/// Also accepts {tolerance: number} in place of the number.
void read_scalar(const Value& value, std::string_view key, StopRule& out);
std::size_t read_enum_name(const Value& value, std::string_view key, std::span<const std::string_view> names);
/// The entries of a map of parameters; refuses what is no map, and keys that are not known. `owner`: what it
/// configures.
const Value::Map& known_entries(const Value& value, std::string_view owner, std::span<const std::string> known);
std::string joined(std::span<const std::string_view> words, std::string_view between);
[[noreturn]] void refuse_outside(std::string_view key, double value, double low, double high);
/// Throws validate()'s refusal as an error with the line of the key that its message quotes first.
[[noreturn]] void refuse_invalid(const Value& map, std::string_view owner, std::string_view message);
template <class P>
concept Parameters = requires(P p) {
  p.validate();
};

/// A type that reads and writes itself, where none of the rules below fits: `static T from_value(const Value&,
/// std::string_view key)`, `Value as_value() const` and `static std::string type_name()`.
template <class T>
concept ReadsItself = requires(const T& t, const Value& value, std::string_view key) {
  { T::from_value(value, key) } -> std::same_as<T>;
  { t.as_value() } -> std::same_as<Value>;
};

}  // namespace detail

template <detail::Parameters P>
P read_params(const Value& value, std::string_view owner);
template <detail::Parameters P>
Value to_value(const P& params);

namespace detail {

template <class T>
void read_value(const Value& value, std::string_view key, T& out) {
  if constexpr (ReadsItself<T>) {
    out = T::from_value(value, key);
  } else if constexpr (IsOptional<T>::value) {
    if (value.is_null()) return out.reset();
    read_value(value, key, out.emplace());
  } else if constexpr (IsVector<T>::value) {
    out.clear();
    const auto* list = value.get<Value::List>();
    if (list == nullptr) return read_value(value, key, out.emplace_back());  // a scalar is a list of one
    for (const Value& entry : *list) read_value(entry, key, out.emplace_back());
  } else if constexpr (std::is_enum_v<T>) {
    out = static_cast<T>(read_enum_name(value, key, EnumNames<T>::names));
  } else if constexpr (Parameters<T>) {
    out = read_params<T>(value, key);
  } else {
    read_scalar(value, key, out);
  }
}

template <class T>
Value write_value(const T& member) {
  if constexpr (ReadsItself<T>) {
    return member.as_value();
  } else if constexpr (IsOptional<T>::value) {
    return member ? write_value(*member) : Value();
  } else if constexpr (IsVector<T>::value) {
    Value::List list;
    for (const auto& entry : member) list.push_back(write_value(entry));
    return Value(std::move(list));
  } else if constexpr (std::is_enum_v<T>) {
    return Value(std::string(enum_name(member)));
  } else if constexpr (Parameters<T>) {
    return to_value(member);
  } else if constexpr (std::is_same_v<T, NumberOrAuto>) {
    return member.number ? Value(*member.number) : Value(std::string("auto"));
  } else if constexpr (std::is_same_v<T, StopRule>) {
    return member.tolerance ? Value(*member.tolerance) : Value(std::string("fixed"));
  } else {
    return Value(member);
  }
}

template <class T>
std::string type_name() {
  if constexpr (ReadsItself<T>) {
    return T::type_name();
  } else if constexpr (IsOptional<T>::value) {
    return type_name<typename T::value_type>() + " or nothing";
  } else if constexpr (IsVector<T>::value) {
    return "list of " + type_name<typename T::value_type>();
  } else if constexpr (std::is_enum_v<T>) {
    return joined(EnumNames<T>::names, "|");
  } else if constexpr (std::is_same_v<T, bool>) {
    return "boolean";
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return "integer";
  } else if constexpr (std::is_same_v<T, double>) {
    return "number";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "text";
  } else if constexpr (std::is_same_v<T, NumberOrAuto>) {
    return "number or auto";
  } else if constexpr (std::is_same_v<T, StopRule>) {
    return "fixed or number";
  } else {
    return "map";
  }
}

}  // namespace detail

/// For validate(): refuses a value outside [low, high].
template <class T>
void check_within(std::string_view key, T value, double low, double high) {
  const auto number = static_cast<double>(value);
  if (!(number >= low && number <= high)) detail::refuse_outside(key, number, low, high);
}

/// The names of a struct's members, in order.
template <detail::Parameters P>
std::vector<std::string> field_names() {
  std::vector<std::string> names;
  P{}.fields([&](std::string_view name, auto&, std::string_view) { names.emplace_back(name); });
  return names;
}

/// Names, types, defaults and meanings of a struct's members.
template <detail::Parameters P>
std::vector<FieldInfo> describe() {
  std::vector<FieldInfo> infos;
  P{}.fields([&](std::string_view name, auto& member, std::string_view help) {
    using T = std::remove_reference_t<decltype(member)>;
    infos.push_back(
        {std::string(name), detail::type_name<T>(), to_json(detail::write_value(member)), std::string(help)});
  });
  return infos;
}

/// Reads a map into a struct; members that the map does not name keep their defaults. Unknown keys, wrong types and
/// values that validate() refuses are configuration errors that begin with the place and with `owner`, the name of the
/// component that the map configures.
template <detail::Parameters P>
P read_params(const Value& value, std::string_view owner) {
  P params;
  if (value.is_null()) return params;
  detail::known_entries(value, owner, field_names<P>());
  params.fields([&](std::string_view name, auto& member, std::string_view) {
    if (const Value* entry = value.find(name)) detail::read_value(*entry, name, member);
  });
  try {
    params.validate();
  } catch (const Error& error) {
    detail::refuse_invalid(value, owner, error.what());
  }
  return params;
}

/// Every member with its present value, as a map.
template <detail::Parameters P>
Value to_value(const P& params) {
  Value::Map map;
  P copy = params;  // fields() visits mutable members
  copy.fields([&](std::string_view name, auto& member, std::string_view) {
    map.emplace_back(std::string(name), detail::write_value(member));
  });
  return Value(std::move(map));
}

}  // namespace xil
