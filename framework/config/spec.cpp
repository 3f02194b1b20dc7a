#include "framework/config/spec.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

#include "framework/config/hypotheses.h"
#include "framework/config/published.h"
#include "framework/core/base/near_name.h"
#include "framework/core/base/pinned_file.h"

namespace xil {
namespace {

constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

const Value::Map& map_of(const Value& value, std::string_view what) {
  const auto* map = value.get<Value::Map>();
  refuse_unless(map != nullptr, "{}: '{}' must be a map, not {}", value.where, what, kind_name(value));
  return *map;
}

std::optional<std::int64_t> integer(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<Value> range_values(std::string_view text, const std::string& where) {
  const std::string_view inside = text.substr(6, text.size() - 7);
  const std::size_t comma = inside.find(',');
  const auto first = integer(inside.substr(0, comma));
  const auto end = comma == std::string_view::npos ? std::nullopt : integer(inside.substr(comma + 1));
  refuse_unless(first && end, "{}: '{}' must be range(first, end) with two integers, end exclusive", where, text);
  refuse_unless(*first < *end, "{}: '{}' is empty: the end is exclusive", where, text);
  const auto span = static_cast<std::uint64_t>(*end) - static_cast<std::uint64_t>(*first);
  refuse_unless(span <= kMaxRuns, "{}: '{}' has more than {} values: {}", where, text, kMaxRuns, span);
  std::vector<Value> values;
  for (std::int64_t number = *first; number < *end; ++number) values.emplace_back(number, where);
  return values;
}

std::string advice_on_name(const Value* given) {
  if (given == nullptr) return ": give the file another name, or a 'name' inside";
  if (given->get<std::int64_t>() == nullptr && given->get<double>() == nullptr && given->get<bool>() == nullptr)
    return "";
  return fmt::format(": quote it: name: \"{}\"", to_json(*given));
}

std::string read_name(const Value& root, const std::string& file) {
  const Value* given = root.find("name");
  const std::string name = given == nullptr            ? std::filesystem::path(file).stem().string()
                           : given->get<std::string>() ? *given->get<std::string>()
                                                       : std::string();
  const bool plain = name.find_first_not_of(kNameCharacters) == std::string::npos;
  refuse_unless(!name.empty() && name.size() <= 100 && plain && !name.starts_with('.'),
                "{}: 'name' must be a text of letters, digits, '.', '_' or '-' (it names the "
                "output folder), got {}{}",
                given ? given->where : file, given ? to_json(*given) : json_string(name), advice_on_name(given));
  return name;
}

/// Reads the question that the sweep is to answer. The report shows it; it is not part of the runs.
std::string read_question(const Value& root) {
  const Value* given = root.find("question");
  if (given == nullptr) return {};
  const auto* text = given->get<std::string>();
  refuse_unless(text != nullptr && text->find('\n') == std::string::npos,
                "{}: 'question' must be a text of one line, got {}", given->where, to_json(*given));
  return *text;
}

Axis zip_axis(const Value& value, const Keys& keys) {
  Axis axis;
  for (const auto& [key, entry] : map_of(value, "zip")) {
    keys.check(key, entry.where);
    const std::vector<Value> values = axis_values(key, entry);
    if (axis.keys.empty()) axis.rows.resize(values.size());
    refuse_unless(values.size() == axis.rows.size(), "{}: '{}' has {} values but '{}', which it is paired with, has {}",
                  entry.where, key, values.size(), axis.keys.empty() ? key : axis.keys.front(), axis.rows.size());
    axis.keys.push_back(key);
    for (std::size_t i = 0; i < values.size(); ++i) axis.rows[i].push_back(values[i]);
  }
  refuse_unless(!axis.keys.empty(), "{}: 'zip' is empty", value.where);
  return axis;
}

void read_zip(const Value& value, const Keys& keys, std::vector<Axis>& axes) {
  if (value.is_null()) return;
  if (value.get<Value::Map>() != nullptr) return axes.push_back(zip_axis(value, keys));
  const auto* list = value.get<Value::List>();
  refuse_unless(list != nullptr, "{}: 'zip' must be a map of equally long lists, or a list of such maps, not {}",
                value.where, kind_name(value));
  for (const Value& entry : *list) axes.push_back(zip_axis(entry, keys));
}

void read_exclude(const Value& value, const Keys& keys, Value::List& rules) {
  if (value.is_null()) return;
  const auto* list = value.get<Value::List>();
  refuse_unless(list != nullptr, "{}: 'exclude' must be a list of maps, not {}", value.where, kind_name(value));
  for (const Value& rule : *list) {
    const Value::Map& map = map_of(rule, "exclude");
    refuse_unless(!map.empty(), "{}: an empty entry of 'exclude' would exclude every run", rule.where);
    for (const auto& [key, entry] : map) {
      for (const std::string& touched : keys.touched(key, entry)) keys.check(touched, entry.where);
    }
    rules.push_back(rule);
  }
}

void refuse_repeats(const SweepSpec& spec, const Keys& keys) {
  std::map<std::string, std::pair<std::size_t, std::string>> owners;  // touched key -> its setting and place
  std::size_t setting = 0;
  const auto claim = [&](const std::string& key, const Value& value) {
    for (const std::string& touched : keys.touched(key, value)) {
      const auto [owner, fresh] = owners.try_emplace(touched, setting, value.where);
      refuse_unless(fresh || owner->second.first == setting, "{}: '{}' is given twice, also at {}", value.where,
                    touched, owner->second.second);
    }
  };
  for (const auto& [key, value] : spec.fixed) {
    claim(key, value);
    ++setting;
  }
  for (const Axis& axis : spec.axes) {
    for (std::size_t column = 0; column < axis.keys.size(); ++column, ++setting) {
      for (const auto& row : axis.rows) claim(axis.keys[column], row[column]);
    }
  }
}

std::string column_json(const Axis& axis, std::size_t column) {
  Value::List values;
  for (const auto& row : axis.rows) values.push_back(row[column]);
  return to_json(Value(std::move(values)));
}

}  // namespace

std::vector<Value> axis_values(const std::string& key, const Value& value) {
  if (const auto* text = value.get<std::string>(); text && text->starts_with("range(") && text->ends_with(')')) {
    return range_values(*text, value.where);
  }
  const auto* list = value.get<Value::List>();
  refuse_unless(list != nullptr, "{}: '{}' must be a list of values here, not {}; a single value belongs under 'fixed'",
                value.where, key, kind_name(value));
  refuse_unless(!list->empty(), "{}: the list of '{}' is empty, so there would be no runs", value.where, key);
  return *list;
}

SweepSpec read_spec(const Value& root, const std::string& file, const Keys& keys) {
  constexpr std::array<std::string_view, 9> kSections = {"name",    "question",   "fixed", "grid",     "zip",
                                                         "exclude", "hypotheses", "looks", "published"};
  refuse_unless(root.get<Value::Map>() != nullptr, "{}: a sweep must be a map with the keys {}, not {}", root.where,
                fmt::join(kSections, ", "), kind_name(root));
  for (const auto& [key, entry] : *root.get<Value::Map>()) {
    if (std::find(kSections.begin(), kSections.end(), key) != kSections.end()) continue;
    refuse(
        "{}: unknown key '{}' in a sweep file. Known keys: {} (parameters of runs belong under fixed, grid or zip){}",
        entry.where, key, fmt::join(kSections, ", "), near_name(key, kSections));
  }
  SweepSpec spec{read_name(root, file), file, {}, {}, {}, read_question(root)};
  if (const Value* fixed = root.find("fixed"); fixed && !fixed->is_null()) spec.fixed = map_of(*fixed, "fixed");
  for (const auto& [key, value] : spec.fixed) keys.check(key, value.where);
  if (const Value* grid = root.find("grid"); grid && !grid->is_null()) {
    for (const auto& [key, value] : map_of(*grid, "grid")) {
      keys.check(key, value.where);
      Axis axis{{key}, {}};
      for (const Value& entry : axis_values(key, value)) axis.rows.push_back({entry});
      spec.axes.push_back(std::move(axis));
    }
  }
  if (const Value* zip = root.find("zip")) read_zip(*zip, keys, spec.axes);
  if (const Value* exclude = root.find("exclude")) read_exclude(*exclude, keys, spec.exclude);
  if (const Value* hypotheses = root.find("hypotheses")) read_hypotheses(*hypotheses, keys, spec.hypotheses);
  if (const Value* looks = root.find("looks"); looks && !looks->is_null()) {
    refuse_unless(!spec.hypotheses.empty(), "{}: 'looks' goes with 'hypotheses', which look at the seeds",
                  looks->where);
    spec.looks = read_looks(*looks);
  }
  if (const Value* published = root.find("published")) read_published(*published, keys, spec.published);
  refuse_repeats(spec, keys);
  return spec;
}

void unpack_datasets(SweepSpec& spec, const Keys& keys, const Catalog& catalog) {
  bool any = false;
  const auto unpack = [&](const std::string& key, Value& value) {
    if (key != "dataset" || value.find("packed") == nullptr) return;
    value = catalog.unpacked(value);
    any = true;
  };
  for (auto& [key, value] : spec.fixed) unpack(key, value);
  for (Axis& axis : spec.axes) {
    for (std::size_t column = 0; column < axis.keys.size(); ++column) {
      for (auto& row : axis.rows) unpack(axis.keys[column], row[column]);
    }
  }
  if (any) refuse_repeats(spec, keys);
}

namespace {

void pin(Value& value, std::string_view key) {
  const auto* text = value.get<std::string>();
  if (text != nullptr) value = Value(pinned(*text, fmt::format("{}: '{}'", value.where, key)), value.where);
}

/// Pins the files in `value`, whose key may be an owner of file parameters or one of these parameters.
void pin_under(const std::string& key, Value& value) {
  for (const auto& [owner, parameter] : kPinnedKeys) {
    if (key == fmt::format("{}.{}", owner, parameter)) pin(value, parameter);
    Value* entry = key == owner ? value.find(parameter) : nullptr;
    if (entry != nullptr) pin(*entry, parameter);
  }
}

}  // namespace

void pin_files(SweepSpec& spec) {
  for (auto& [key, value] : spec.fixed) pin_under(key, value);
  for (Axis& axis : spec.axes) {
    for (std::size_t column = 0; column < axis.keys.size(); ++column) {
      for (auto& row : axis.rows) pin_under(axis.keys[column], row[column]);
    }
  }
  for (Value& rule : spec.exclude) {
    for (auto& [key, value] : *rule.get<Value::Map>()) pin_under(key, value);
  }
}

void order_spec(SweepSpec& spec, const Keys& keys) {
  std::ranges::stable_sort(spec.fixed, {}, [&](const auto& entry) { return keys.rank(entry.first); });
  std::ranges::stable_sort(spec.axes, {}, [&](const Axis& axis) {
    std::size_t slowest = keys.rank(axis.keys.front());
    for (const std::string& key : axis.keys) slowest = std::min(slowest, keys.rank(key));
    return slowest;
  });
}

std::string freeze(const SweepSpec& spec) {
  std::string fixed, grid, zip, exclude, hypotheses, published;
  for (const auto& [key, value] : spec.fixed) fixed += fmt::format("  {}: {}\n", key, to_json(value));
  for (const Axis& axis : spec.axes) {
    if (axis.keys.size() == 1) {
      grid += fmt::format("  {}: {}\n", axis.keys.front(), column_json(axis, 0));
      continue;
    }
    std::string columns;
    for (std::size_t column = 0; column < axis.keys.size(); ++column) {
      columns += fmt::format("{}{}: {}", columns.empty() ? "" : ", ", axis.keys[column], column_json(axis, column));
    }
    zip += fmt::format("  - {{{}}}\n", columns);
  }
  for (const Value& rule : spec.exclude) exclude += fmt::format("  - {}\n", to_json(rule));
  for (const Value& row : spec.hypotheses) hypotheses += fmt::format("  - {}\n", to_json(row));
  for (const Value& row : spec.published) published += fmt::format("  - {}\n", to_json(row));
  std::string text = fmt::format("name: {}\n", json_string(spec.name));
  if (!spec.question.empty()) text += fmt::format("question: {}\n", json_string(spec.question));
  const auto section = [&](std::string_view name, const std::string& lines) {
    if (!lines.empty()) text += fmt::format("{}:\n{}", name, lines);
  };
  section("fixed", fixed);
  section("grid", grid);
  section("zip", zip);
  section("exclude", exclude);
  section("hypotheses", hypotheses);
  if (!spec.hypotheses.empty() && !spec.looks.empty())
    text += fmt::format("looks: [{}]\n", fmt::join(spec.looks, ", "));
  section("published", published);
  return text;
}

}  // namespace xil
