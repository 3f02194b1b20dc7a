#include "framework/config/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <ranges>

#include "framework/config/conditions.h"
#include "framework/config/metric_word.h"
#include "framework/config/sweep.h"

namespace xil {
namespace {

constexpr std::string_view kRows = "rows";
/// What a row has besides the words of its condition.
constexpr std::array<std::string_view, 4> kOwnKeys = {"metric", "value", "sd", "source"};

bool is_own(std::string_view key) { return std::ranges::find(kOwnKeys, key) != kOwnKeys.end(); }

std::optional<double> number_of(const Value* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* whole = value->get<std::int64_t>()) return static_cast<double>(*whole);
  const auto* number = value->get<double>();
  return number != nullptr && std::isfinite(*number) ? std::optional(*number) : std::nullopt;
}

const std::string* text_of(const Value& row, std::string_view key) {
  const Value* value = row.find(key);
  return value == nullptr ? nullptr : value->get<std::string>();
}

Value condition_of(const Value& row) {
  Value::Map words;
  for (const auto& [key, value] : *row.get<Value::Map>()) {
    if (!is_own(key)) words.emplace_back(key, value);
  }
  return Value(std::move(words), row.where);
}

/// A share that was typed as per cent would lie out of range.
void check_value(const Value& row, const MetricInfo& metric) {
  const std::optional<double> value = number_of(row.find("value"));
  refuse_unless(value.has_value(), "{}: a row of 'published' needs 'value', a number (shares are written as .894)",
                row.where);
  const Value* deviation = row.find("sd");
  refuse_unless(deviation == nullptr || number_of(deviation).value_or(-1) >= 0,
                "{}: 'sd' is the standard deviation of a published value, a number that is not negative", row.where);
  if (metric.unit != "1") return;
  for (const char* key : {"value", "sd"}) {
    const double number = number_of(row.find(key)).value_or(0);
    refuse_unless(std::abs(number) <= 1, "{}: {} is a share, and '{}' is {}: is that per cent? Write {}", row.where,
                  metric.name, key, number, number / 100);
  }
}

void check_condition(const Value& row, const Keys& keys) {
  const Value condition = condition_of(row);
  const Value::Map& words = *condition.get<Value::Map>();
  refuse_unless(!words.empty(), "{}: a row of 'published' needs the words of its condition, such as strategy: active",
                row.where);
  for (const auto& [key, value] : words) {
    for (const std::string& touched : keys.touched(key, value)) {
      keys.check(touched, value.where);
      refuse_unless(!is_replication_key(touched),
                    "{}: a row of 'published' is compared with the mean over all seeds: leave '{}' out", value.where,
                    touched);
    }
  }
}

void check_row(const Value& row, const Keys& keys) {
  const std::string* metric = text_of(row, "metric");
  refuse_unless(metric != nullptr, "{}: a row of 'published' needs 'metric', such as accuracy", row.where);
  check_value(row, known_metric(*row.find("metric"), *metric, "'published'"));
  const std::string* source = text_of(row, "source");
  refuse_unless(source != nullptr && !source->empty() && source->find('\n') == std::string::npos,
                "{}: a row of 'published' needs 'source', a text of one line: who published the value, and where",
                row.where);
  check_condition(row, keys);
}

/// `common`: what the tables around it say.
void add_rows(const Value& entry, const Value& common, const Keys& keys, Value::List& rows) {
  refuse_unless(entry.get<Value::Map>() != nullptr, "{}: an entry of 'published' must be a map, not {}", entry.where,
                kind_name(entry));
  Value row = entry;
  for (const auto& [key, value] : *common.get<Value::Map>()) {
    if (row.find(key) == nullptr) row.set(key, value);
  }
  const Value* inner = entry.find(kRows);
  if (inner == nullptr) {
    check_row(row, keys);
    refuse_unless(std::ranges::find(rows, row) == rows.end(), "{}: this row of 'published' is there twice", row.where);
    rows.push_back(std::move(row));
    return;
  }
  const auto* list = inner->get<Value::List>();
  refuse_unless(list != nullptr && !list->empty(), "{}: 'rows' of 'published' must be a list of maps, not {}",
                inner->where, kind_name(*inner));
  const Value::List below = *list;
  row.erase(kRows);
  for (const Value& one : below) add_rows(one, row, keys, rows);
}

}  // namespace

void read_published(const Value& section, const Keys& keys, Value::List& rows) {
  if (section.is_null()) return;
  const Value nothing(Value::Map{});
  const auto* list = section.get<Value::List>();
  if (list == nullptr) {
    refuse_unless(section.find(kRows) != nullptr,
                  "{}: 'published' must be a list of maps, or a map with 'rows' and what holds for all of them, not {}",
                  section.where, kind_name(section));
    return add_rows(section, nothing, keys, rows);
  }
  for (const Value& entry : *list) add_rows(entry, nothing, keys, rows);
}

std::vector<PublishedValue> published_values(Value::List& rows, Expansion& expansion, const Keys& keys,
                                             const Catalog& catalog, bool overridden) {
  std::vector<PublishedValue> values;
  if (rows.empty()) return values;
  const Conditions conditions(expansion, keys, catalog);
  std::erase_if(rows, [&](const Value& row) {
    const Value condition = condition_of(row);
    const std::string ambiguity = conditions.ambiguity(condition);
    refuse_unless(ambiguity.empty(), "{}: a row of 'published': {}", row.where, ambiguity);
    const std::vector<std::size_t> found = conditions.fitting(condition);
    refuse_unless(!found.empty() || overridden, "{}: a row of 'published': {}", row.where,
                  found.empty() ? conditions.refusal(condition) : "");
    if (found.empty()) return true;
    PublishedValue& value = values.emplace_back();
    value.condition = to_json(condition);
    value.metric = *text_of(row, "metric");
    value.value = *number_of(row.find("value"));
    value.deviation = number_of(row.find("sd")).value_or(std::numeric_limits<double>::quiet_NaN());
    value.source = *text_of(row, "source");
    for (const std::size_t run : found) value.run_ids.push_back(expansion.run_ids[run]);
    return false;
  });
  return values;
}

}  // namespace xil
