#include "framework/core/base/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

}  // namespace

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
