#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "experiments/command_line/console.h"
#include "experiments/commands/commands.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/near_name.h"
#include "framework/core/catalogue/metrics.h"
#include "strategies/correction.h"

namespace xil {
namespace {

/// Something that can be named, with its parameters.
struct ListedEntry {
  std::string name, summary;
  std::vector<FieldInfo> parameters = {};
};

/// What `xil list` knows by one name: parameters that stand below one key of a sweep, entries, or both.
struct Registry {
  std::string_view name;
  std::string_view key;      ///< of a sweep; a single entry may be asked for by it as well
  std::string_view heading;  ///< what the parameters are of
  std::vector<FieldInfo> parameters = {};
  std::string_view entries_heading = {};
  std::vector<ListedEntry> entries = {};
};

std::vector<ListedEntry> entries_of(std::span<const RegistryEntry> table) {
  std::vector<ListedEntry> entries;
  for (const RegistryEntry& entry : table)
    entries.push_back({std::string(entry.name), std::string(entry.summary), entry.describe()});
  return entries;
}

std::vector<ListedEntry> measured_columns() {
  std::vector<ListedEntry> entries;
  for (const MetricInfo& metric : metric_table()) {
    std::string summary =
        fmt::format("{}{}{}", metric.title, metric.unit == "1" ? "" : ", in ", metric.unit == "1" ? "" : metric.unit);
    if (metric.unit == "number") summary = std::string(metric.title);
    if (metric.better == Better::Less) summary += "; less is better";
    if (metric.of_maps) summary += "; in the rounds of explain_at";
    if (metric.per_class) summary += "; also per class, as NAME_0";
    if (!metric.meaning.empty()) summary += fmt::format(": {}", metric.meaning);
    entries.push_back({std::string(metric.name), summary});
  }
  return entries;
}

std::vector<ListedEntry> edit_kinds() {
  std::vector<ListedEntry> entries;
  for (const EditKindInfo& kind : kEditKinds) entries.push_back({std::string(kind.name), std::string(kind.summary)});
  return entries;
}

/// The parameters of a run that are neither components nor groups, which have lists of their own.
std::vector<FieldInfo> own_parameters() {
  auto parameters = describe<RunParams>();
  std::erase_if(parameters, [](const FieldInfo& field) { return field.type == "map"; });
  return parameters;
}

std::vector<Registry> registries() {
  const Catalog all = catalog();
  std::vector<Registry> list;
  constexpr std::array<std::string_view, 4> kPlurals = {"datasets", "strategies", "models", "explainers"};
  for (std::size_t i = 0; i < kComponentKeys.size(); ++i) {
    list.push_back({.name = kPlurals[i],
                    .key = kComponentKeys[i],
                    .heading = {},
                    .entries = entries_of(table_of(all, kComponentKeys[i]))});
  }
  list.push_back(
      {.name = "oracle", .key = "oracle", .heading = "keys below oracle:", .parameters = describe<OracleParams>()});
  list.push_back({.name = "training",
                  .key = "training",
                  .heading = "keys below training:",
                  .parameters = describe<TrainingParams>()});
  list.push_back({.name = "metrics",
                  .key = "metric",
                  .heading = "keys below metrics:",
                  .parameters = describe<MetricsParams>(),
                  .entries_heading = "measured per round, as `compare --metric` and the run files name it:",
                  .entries = measured_columns()});
  list.push_back({.name = "edits",
                  .key = "edit",
                  .heading = "keys of strategies that make edited copies:",
                  .parameters = describe<EditParams>(),
                  .entries_heading = "values of kind:",
                  .entries = edit_kinds()});
  list.push_back(
      {.name = "run", .key = "run", .heading = "keys of a run that stand alone:", .parameters = own_parameters()});
  return list;
}

Registry find_registry(const std::string& what) {
  auto list = registries();
  std::vector<std::string_view> known;
  for (Registry& registry : list) {
    if (what == registry.name || what == registry.key) return std::move(registry);
    known.push_back(registry.name);
  }
  refuse("list: unknown registry '{}'. Known: {}{}", what, fmt::join(known, ", "), near_name(what, known));
}

/// Keeps the entry, or the parameter, of one name.
void keep_only(Registry& registry, const std::string& name) {
  std::vector<std::string> known;
  for (const ListedEntry& entry : registry.entries) known.push_back(entry.name);
  for (const FieldInfo& field : registry.parameters) known.push_back(field.name);
  const std::vector<std::string_view> views(known.begin(), known.end());
  refuse_unless(std::ranges::find(known, name) != known.end(), "list: {} has no '{}'. Known: {}{}", registry.name, name,
                fmt::join(known, ", "), near_name(name, views));
  std::erase_if(registry.entries, [&](const ListedEntry& entry) { return entry.name != name; });
  std::erase_if(registry.parameters, [&](const FieldInfo& field) { return field.name != name; });
}

Value field_json(const FieldInfo& field) {
  return Value(Value::Map{{"name", Value(field.name)},
                          {"type", Value(field.type)},
                          {"default", parse_json(field.default_value, field.name)},
                          {"help", Value(field.help)}});
}

Value entry_json(const ListedEntry& entry) {
  return Value(Value::Map{{"name", Value(entry.name)},
                          {"summary", Value(entry.summary)},
                          {"parameters", json_list(entry.parameters, field_json)}});
}

/// {"strategies": [entries]}, {"oracle": [parameters]}, or both where there are both.
Value registry_json(const Registry& registry) {
  Value json(Value::Map{});
  const bool both = !registry.parameters.empty() && !registry.entries.empty();
  if (!registry.entries.empty()) json.set(registry.name, json_list(registry.entries, entry_json));
  if (!registry.parameters.empty())
    json.set(both ? "parameters" : registry.name, json_list(registry.parameters, field_json));
  return json;
}

constexpr std::size_t kColumns = 100;

/// Words of a text on lines of at most kColumns, each with the same indentation.
void print_folded(std::string_view text, std::size_t indent) {
  while (!text.empty()) {
    const std::size_t room = kColumns - indent;
    std::size_t end = text.size() <= room ? text.size() : text.rfind(' ', room);
    if (end == std::string_view::npos || end == 0) end = std::min(text.find(' '), text.size());
    say("{:{}}{}\n", "", indent, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void print_parameter(const FieldInfo& field) {
  say("    {} = {}  ({})\n", field.name, field.default_value, field.type);
  print_folded(field.help, 8);
}

void print_registry(const Registry& registry) {
  if (!registry.parameters.empty()) say("{}\n", registry.heading);
  for (const FieldInfo& field : registry.parameters) print_parameter(field);
  if (!registry.entries.empty() && !registry.entries_heading.empty()) {
    if (!registry.parameters.empty()) say("\n");
    say("{}\n", registry.entries_heading);
  }
  for (const ListedEntry& entry : registry.entries) {
    say("{}  {}\n", entry.name, entry.summary);
    for (const FieldInfo& field : entry.parameters) print_parameter(field);
  }
}

constexpr std::array kFlags = {kJsonFlag};

int command_list(const Arguments& arguments) {
  Registry registry = find_registry(arguments.positional.front());
  if (arguments.positional.size() > 1) keep_only(registry, arguments.positional[1]);
  if (arguments.has("json")) {
    say_json(registry_json(registry));
  } else {
    print_registry(registry);
  }
  return 0;
}

}  // namespace

constexpr Command kList = {"list",
                           "strategies|datasets|models|explainers|oracle|training|metrics|edits|run [NAME]",
                           "what can be chosen, with parameters, defaults and meanings; NAME: that entry alone",
                           1,
                           2,
                           kFlags,
                           command_list};

}  // namespace xil
