#include "analysis/page/run_columns.h"

#include <algorithm>
#include <map>
#include <string>

#include "framework/core/base/json_value.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {
namespace {

/// Places of texts in the order of their first use.
class Texts {
 public:
  std::int64_t place_of(const std::string& text) {
    const auto [found, is_new] = places_.emplace(text, static_cast<std::int64_t>(texts_.size()));
    if (is_new) texts_.emplace_back(text);
    return found->second;
  }
  Value json() { return Value(std::move(texts_)); }

 private:
  std::map<std::string, std::int64_t> places_;
  Value::List texts_;
};

const MetricInfo* metric_column(const std::string& key) {
  const MetricInfo* metric = find_metric(key);
  return metric != nullptr && metric->name == key ? metric : nullptr;
}

std::string title_of(const std::string& key) {
  if (const MetricInfo* metric = metric_column(key)) return std::string(metric->title);
  std::string title = key;
  std::ranges::replace(title, '_', ' ');
  return title;
}

Value column_json(const Value::List& rows, const std::string& key, Texts& texts) {
  const bool is_text = std::ranges::any_of(rows, [&](const Value& row) {
    const Value* cell = row.find(key);
    return cell != nullptr && cell->get<std::string>() != nullptr;
  });
  Value::List values;
  for (const Value& row : rows) {
    const Value* cell = row.find(key);
    const auto* text = cell == nullptr ? nullptr : cell->get<std::string>();
    values.push_back(text != nullptr ? Value(texts.place_of(*text)) : cell == nullptr || is_text ? Value() : *cell);
  }
  return Value(Value::Map{{"key", Value(key)},
                          {"title", Value(title_of(key))},
                          {"text", Value(is_text)},
                          {"metric", Value(metric_column(key) != nullptr)},
                          {"values", Value(std::move(values))}});
}

}  // namespace

Value run_columns_json(const Value& rows) {
  Texts texts;
  Value::List columns;
  const auto* list = rows.get<Value::List>();
  if (list != nullptr && !list->empty()) {
    for (const auto& [key, cell] : *list->front().get<Value::Map>()) columns.push_back(column_json(*list, key, texts));
  }
  return Value(Value::Map{{"texts", texts.json()}, {"columns", Value(std::move(columns))}});
}

}  // namespace xil
