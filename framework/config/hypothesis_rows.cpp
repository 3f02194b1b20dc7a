#include "framework/config/hypothesis_rows.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "framework/config/hypotheses.h"
#include "framework/config/keys.h"
#include "framework/config/metric_word.h"
#include "framework/core/base/near_name.h"
#include "framework/core/base/params.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 11> kHypothesisKeys = {
    "better", "equivalent", "not_worse", "than", "within", "by", "metric", "of", "over", "sides", "dataset"};
constexpr std::string_view kForms =
    "'better: A, than: B', 'equivalent: [A, B], within: M' or 'not_worse: A, than: B, by: M'";

/// What a kind of hypothesis says besides the key of its name.
struct Form {
  HypothesisKind kind;
  bool has_than;
  std::string_view margin;  ///< the key of its margin; empty: it has none
};
constexpr std::array<Form, 3> kHypothesisForms = {Form{HypothesisKind::Better, true, ""},
                                                  Form{HypothesisKind::Equivalent, false, "within"},
                                                  Form{HypothesisKind::NotWorse, true, "by"}};

const Form& form_of(const Value& row) {
  const Form* found = nullptr;
  for (const Form& form : kHypothesisForms) {
    if (row.find(enum_name(form.kind)) == nullptr) continue;
    refuse_unless(found == nullptr, "{}: a hypothesis is one of {}, not two of them at once", row.where, kForms);
    found = &form;
  }
  refuse_unless(found != nullptr, "{}: a hypothesis is one of {}", row.where, kForms);
  return *found;
}

/// Refuses keys that hypotheses, or hypotheses of this form, do not have.
void check_own_keys(const Value& row, const Form& form) {
  const auto refuse_stray = [&](std::string_view key, bool belongs, std::string_view to) {
    const Value* given = row.find(key);
    refuse_unless(given == nullptr || belongs, "{}: '{}' belongs to {}", row.where, key, to);
  };
  for (const auto& [key, value] : *row.get<Value::Map>()) {
    refuse_unless(std::ranges::find(kHypothesisKeys, key) != kHypothesisKeys.end(),
                  "{}: unknown key '{}' in a hypothesis. Known keys: {}{}", value.where, key,
                  fmt::join(kHypothesisKeys, ", "), near_name(key, kHypothesisKeys));
  }
  refuse_stray("than", form.has_than, "'better' and 'not_worse'; 'equivalent' takes both conditions as a list");
  refuse_stray("within", form.margin == "within", "'equivalent'");
  refuse_stray("by", form.margin == "by", "'not_worse'");
  refuse_stray("sides", form.kind == HypothesisKind::Better,
               "'better': a test against a margin has the side that the margin lies on");
}

double margin_of(const Value& row, const Form& form, const MetricInfo& metric) {
  if (form.margin.empty()) return 0;
  const Value* given = row.find(form.margin);
  refuse_unless(given != nullptr,
                "{}: '{}' needs '{}', the margin: the largest difference of the metric that does not matter, such as "
                "{}: 0.02",
                row.where, enum_name(form.kind), form.margin, form.margin);
  double margin = 0;
  detail::read_value(*given, form.margin, margin);
  refuse_unless(std::isfinite(margin) && margin > 0, "{}: '{}' must be a number above 0, got {}", given->where,
                form.margin, to_json(*given));
  refuse_unless(metric.unit != "1" || margin < 1,
                "{}: '{}: {}' is as large as all that {} can differ by: shares are written as 0.02, not as percent",
                given->where, form.margin, to_json(*given), metric.name);
  return margin;
}

const MetricInfo& metric_of_row(const Value& row, std::string& name) {
  const Value* given = row.find("metric");
  if (given != nullptr) detail::read_value(*given, "metric", name);
  return given == nullptr ? *find_metric(name) : known_metric(*given, name, "a hypothesis");
}

/// A condition as a map of words: a strategy, or what is written as a map without a name.
Value condition_words(const Value& given) {
  refuse_unless(
      !given.is_null() && given.get<Value::List>() == nullptr,
      "{}: a condition of a hypothesis is a strategy's name or label, or a map such as {{name: active, copies: "
      "2}} or {{strategy: caipi, explainer: rise}}, not {}",
      given.where, kind_name(given));
  const auto* map = given.get<Value::Map>();
  Value words = given;
  if (map == nullptr || given.find("name") != nullptr) words = Value(Value::Map{{"strategy", given}}, given.where);
  refuse_unless(!words.get<Value::Map>()->empty(), "{}: an empty condition of a hypothesis would mean every run",
                given.where);
  return words;
}

/// Refuses words that do not exist, or say no more than which replication or data set.
void check_words(const Value& words, const Keys& keys) {
  for (const auto& [key, value] : *words.get<Value::Map>()) {
    for (const std::string& touched : keys.touched(key, value)) {
      keys.check(touched, value.where);
      refuse_unless(!is_replication_key(touched),
                    "{}: '{}' cannot choose a condition: a hypothesis rests on all its seeds and experts", value.where,
                    touched);
      refuse_unless(split_key(touched).first != "dataset",
                    "{}: 'dataset' belongs beside the conditions of a hypothesis, for both", value.where);
    }
  }
}

/// "active copies=3", "nearcaipi budget=shown"
std::string written(const Value& given) {
  const auto* map = given.get<Value::Map>();
  const auto* text = given.get<std::string>();
  if (map == nullptr) return text == nullptr ? to_json(given) : *text;
  std::string words;
  for (const char* first : {"label", "name", "strategy"}) {
    if (const Value* value = given.find(first); value != nullptr && words.empty()) words = written(*value);
  }
  for (const auto& [key, value] : *map) {
    if (key != "label" && key != "name" && key != "strategy")
      words += fmt::format("{}{}={}", words.empty() ? "" : " ", key, written(value));
  }
  return words;
}

std::array<Value, 2> sides_of(const Value& row, const Form& form) {
  const Value& own = *row.find(enum_name(form.kind));
  if (form.has_than) {
    const Value* than = row.find("than");
    refuse_unless(than != nullptr, "{}: '{}' needs 'than', the condition that it is compared with", row.where,
                  enum_name(form.kind));
    return {own, *than};
  }
  const auto* both = own.get<Value::List>();
  refuse_unless(both != nullptr && both->size() == 2, "{}: 'equivalent' takes a list of two conditions, not {}",
                own.where, both == nullptr ? std::string(kind_name(own)) : fmt::format("of {}", both->size()));
  return {both->front(), both->back()};
}

Value datasets_of(const Value& row) {
  const Value* given = row.find("dataset");
  if (given == nullptr) return {};
  const auto* list = given->get<Value::List>();
  refuse_unless(list == nullptr || !list->empty(), "{}: the list of 'dataset' is empty, so there would be no test",
                given->where);
  return list != nullptr ? *given : Value(Value::List{*given}, given->where);
}

}  // namespace

HypothesisRow read_hypothesis(const Value& row) {
  refuse_unless(row.get<Value::Map>() != nullptr, "{}: a hypothesis must be a map, {}, not {}", row.where, kForms,
                kind_name(row));
  const Form& form = form_of(row);
  check_own_keys(row, form);
  HypothesisRow read;
  read.terms.kind = form.kind;
  const MetricInfo& metric = metric_of_row(row, read.terms.metric);
  if (const Value* of = row.find("of")) detail::read_value(*of, "of", read.terms.of);
  refuse_unless(read.terms.of != Scalar::ToTarget,
                "{}: a hypothesis cannot be of 'to_target', whose budgets are cut off: take aubc, final or low",
                row.where);
  if (const Value* over = row.find("over")) detail::read_value(*over, "over", read.terms.over);
  if (const Value* sides = row.find("sides")) detail::read_value(*sides, "sides", read.terms.sides);
  read.terms.margin = margin_of(row, form, metric);
  const std::array<Value, 2> sides = sides_of(row, form);
  for (std::size_t i = 0; i < sides.size(); ++i) {
    read.conditions[i] = condition_words(sides[i]);
    read.words[i] = written(sides[i]);
  }
  read.datasets = datasets_of(row);
  return read;
}

void read_hypotheses(const Value& section, const Keys& keys, Value::List& rows) {
  constexpr std::size_t kMostHypotheses = 100;
  if (section.is_null()) return;
  const auto* list = section.get<Value::List>();
  refuse_unless(list != nullptr, "{}: 'hypotheses' must be a list of maps, not {}", section.where, kind_name(section));
  refuse_unless(list->size() <= kMostHypotheses, "{}: 'hypotheses' has {} entries; more than {} are no plan",
                section.where, list->size(), kMostHypotheses);
  for (const Value& row : *list) {
    const HypothesisRow read = read_hypothesis(row);
    for (const Value& words : read.conditions) check_words(words, keys);
    rows.push_back(row);
  }
}

std::vector<std::size_t> read_looks(const Value& section) {
  constexpr std::size_t kMostLooks = 10;
  std::vector<std::size_t> looks;
  const auto* list = section.get<Value::List>();
  refuse_unless(list != nullptr && !list->empty(),
                "{}: 'looks' must be a list of numbers of seeds, such as [8, 16, 24]", section.where);
  refuse_unless(list->size() <= kMostLooks, "{}: 'looks' has {} entries; at most {} are kept apart", section.where,
                list->size(), kMostLooks);
  for (const Value& entry : *list) {
    const auto* seeds = entry.get<std::int64_t>();
    refuse_unless(seeds != nullptr && *seeds > 0 && *seeds <= 100000,
                  "{}: 'looks' takes whole numbers of seeds above 0, got {}", section.where, to_json(entry));
    refuse_unless(looks.empty() || static_cast<std::size_t>(*seeds) > looks.back(),
                  "{}: 'looks' must ascend, got {} after {}", section.where, *seeds, looks.empty() ? 0 : looks.back());
    looks.push_back(static_cast<std::size_t>(*seeds));
  }
  return looks;
}

}  // namespace xil
