#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace xil {

/// A configuration value: the content of a YAML file, of an override or of a parameter struct. Maps keep their order.
/// `where` is "file:line" (or "command line") for error messages and is never part of equality.
class Value {
 public:
  using List = std::vector<Value>;
  using Map = std::vector<std::pair<std::string, Value>>;
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map>;

  Data data;
  std::string where;

  // Not inline: every file that holds a Value would compile the variant's copies and comparisons once more.
  Value();
  Value(Data value, std::string location = {});
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  template <class T>
  const T* get() const {
    return std::get_if<T>(&data);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&data);
  }
  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  /// The entry of a map; nullptr if there is none or this is not a map.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// Sets or adds an entry.
  /// Precondition: this is a map.
  void set(std::string_view key, Value value);
  /// Removes an entry if it is there.
  /// Precondition: this is a map.
  void erase(std::string_view key);

  bool operator==(const Value& other) const;
};

/// The kind of the value for messages: "a boolean", "an integer", ...
std::string_view kind_name(const Value& value);

/// One-line JSON. Reals are written in the shortest form that reads back as the same double, always with a point or an
/// exponent, and as null if they are not finite.
std::string to_json(const Value& value);
/// The JSON string literal of a text, quotes included.
std::string json_string(std::string_view text);

}  // namespace xil
