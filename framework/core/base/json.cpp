#include "framework/core/base/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

/// Numbers are written by to_json(), so that they have the same digits here, in CSV and in run files: the library does
/// not always write the shortest form of a real.
class Writer {
 public:
  std::string take() { return std::move(text_); }

  void write(const Value& value) {
    if (const auto* text = value.get<std::string>())
      text_ += json_text(*text);
    else if (const auto* list = value.get<Value::List>())
      write_list(*list);
    else if (const auto* map = value.get<Value::Map>())
      write_map(*map);
    else
      text_ += to_json(value);
  }

 private:
  void write_list(const Value::List& list) {
    text_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) text_ += ", ";
      write(list[i]);
    }
    text_ += ']';
  }
  void write_map(const Value::Map& map) {
    text_ += '{';
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (i > 0) text_ += ", ";
      text_ += json_text(map[i].first) + ": ";
      write(map[i].second);
    }
    text_ += '}';
  }

  std::string text_;
};

/// Builds a Value from the library's events, so that depth and repeated keys are checked before memory is taken.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Reader(std::string_view where, int depth) : where_(where), depth_(depth) {}
  Value take() { return std::move(root_); }

  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(Value(value)); }
  bool number_integer(std::int64_t value) override { return add(Value(value)); }
  bool number_unsigned(std::uint64_t value) override {
    require(value <= INT64_MAX, "{}: the number {} is too large", where_, value);
    return add(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(double value, const std::string&) override { return add(Value(value)); }
  bool string(std::string& text) override { return add(Value(std::move(text))); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value(Value::Map{})); }
  bool start_array(std::size_t) override { return open(Value(Value::List{})); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    require(is_new(open_.back(), name), "{}: the key '{}' is there twice", where_, name);
    open_.back().key = name;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    fail("{}: this is no JSON, from byte {} on", where_, position);
  }

 private:
  struct Open {
    Value value;
    std::string key;
    std::set<std::string> keys;  ///< of a large object
  };
  static bool is_new(Open& open, const std::string& name) {
    constexpr std::size_t kFew = 32;
    const auto& entries = *open.value.get<Value::Map>();
    if (entries.size() < kFew) return open.value.find(name) == nullptr;
    if (open.keys.empty()) {
      for (const auto& [key, value] : entries) open.keys.insert(key);
    }
    return open.keys.insert(name).second;
  }
  bool open(Value value) {
    require(static_cast<int>(open_.size()) < depth_, "{}: JSON of more than {} levels", where_, depth_);
    open_.push_back({std::move(value), {}, {}});
    return true;
  }
  bool close() {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }
  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* list = open_.back().value.get<Value::List>()) {
      list->push_back(std::move(value));
    } else {
      open_.back().value.get<Value::Map>()->emplace_back(open_.back().key, std::move(value));
    }
    return true;
  }

  std::string_view where_;
  int depth_;
  Value root_;
  std::vector<Open> open_;
};

}  // namespace

Value parse_json(std::string_view text, std::string_view where, int depth) {
  Reader reader(where, depth);
  require(nlohmann::json::sax_parse(text.begin(), text.end(), &reader), "{}: this is no JSON", where);
  return reader.take();
}

std::string json_text(const Value& value) {
  Writer writer;
  writer.write(value);
  return writer.take();
}

std::string json_text(std::string_view text) {
  const std::string utf8 = valid_utf8(text);
  return nlohmann::json(utf8).dump(-1, ' ', !is_printable(utf8));
}

std::string json_in_page(const Value& value) {
  std::string safe;
  // Outside of strings, JSON has none of these characters.
  for (const char c : json_text(value)) {
    if (c == '<' || c == '>' || c == '&')
      safe += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      safe += c;
  }
  return safe;
}

}  // namespace xil
