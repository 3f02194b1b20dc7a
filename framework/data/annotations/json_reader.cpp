#include "framework/data/annotations/json_reader.h"

#include "framework/core/base/error.h"
#include "framework/core/base/json.h"

namespace xil {
namespace {

constexpr int kMostDepth = 24;

/// The member, or nullptr where it is missing or null.
const Value* member(const Value& object, std::string_view key, std::string_view where) {
  require(object.get<Value::Map>() != nullptr, "{}: {} instead of an object with '{}'", where, kind_name(object), key);
  const Value* found = object.find(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks), last = text.find_last_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
}

std::string annotation_text(const DatasetRoot& root, const std::string& path) {
  const auto bytes = root.read(path);
  require(bytes.size() <= kMostAnnotationBytes, "{}: {} bytes are more than the {} that are read: divide the file",
          path, bytes.size(), kMostAnnotationBytes);
  std::string text(bytes.begin(), bytes.end());
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

Value annotation_json(const DatasetRoot& root, const std::string& path) {
  return parse_json(annotation_text(root, path), path, kMostDepth);
}

const Value::List& list_at(const Value& object, std::string_view key, std::string_view where) {
  static const Value::List kNothing;
  const Value* value = member(object, key, where);
  if (value == nullptr) return kNothing;
  const auto* list = value->get<Value::List>();
  require(list != nullptr, "{}: '{}' is {} instead of a list", where, key, kind_name(*value));
  return *list;
}

std::string text_at(const Value& object, std::string_view key, std::string_view where) {
  const Value* value = member(object, key, where);
  if (value == nullptr) return {};
  if (const auto* text = value->get<std::string>()) return *text;
  require(value->get<std::int64_t>() != nullptr || value->get<double>() != nullptr, "{}: '{}' is {} instead of a text",
          where, key, kind_name(*value));
  return to_json(*value);
}

int count_at(const Value& object, std::string_view key, std::string_view where) {
  const Value* value = member(object, key, where);
  if (value == nullptr) return 0;
  const double number = number_at(*value, where);
  require(number >= 0 && number <= INT32_MAX, "{}: '{}' is {}", where, key, number);
  return static_cast<int>(number);
}

double number_at(const Value& value, std::string_view where) {
  if (const auto* number = value.get<double>()) return *number;
  if (const auto* number = value.get<std::int64_t>()) return static_cast<double>(*number);
  fail("{}: {} where a number is expected", where, kind_name(value));
}

std::vector<double> points_of(const Value& value, std::string_view where) {
  const auto* list = value.get<Value::List>();
  require(list != nullptr, "{}: {} where a list of positions is expected", where, kind_name(value));
  std::vector<double> points;
  for (const Value& entry : *list) {
    const auto* pair = entry.get<Value::List>();
    if (pair == nullptr) {
      points.push_back(number_at(entry, where));
      continue;
    }
    require(pair->size() == 2, "{}: a position of {} numbers instead of two", where, pair->size());
    for (const Value& number : *pair) points.push_back(number_at(number, where));
  }
  require(points.size() % 2 == 0, "{}: {} numbers do not make positions of two", where, points.size());
  return points;
}

}  // namespace xil
