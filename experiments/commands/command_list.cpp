#include <fmt/format.h>

#include "experiments/command_line/console.h"
#include "experiments/commands/commands.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

std::string_view singular(const std::string& what) {
  for (const std::string_view key : kComponentKeys) {
    if (what == key || what == fmt::format("{}s", key)) return key;
    if (key == "strategy" && what == "strategies") return key;
  }
  refuse("list: unknown registry '{}'. Known: datasets, explainers, models, strategies", what);
}

Value line_json(const RegistryEntry& entry) {
  const Value defaults = entry.resolve(Value(), entry.name);
  const auto parameter_json = [&](const FieldInfo& field) {
    return Value(Value::Map{{"name", Value(field.name)},
                            {"type", Value(field.type)},
                            {"default", *defaults.find(field.name)},
                            {"help", Value(field.help)}});
  };
  return Value(Value::Map{{"name", json_value(entry.name)},
                          {"summary", json_value(entry.summary)},
                          {"parameters", json_list(entry.describe(), parameter_json)}});
}

void print_table(std::span<const RegistryEntry> table) {
  for (const RegistryEntry& entry : table) {
    say("{}  {}\n", entry.name, entry.summary);
    for (const FieldInfo& field : entry.describe()) {
      say("    {} = {}  ({})  {}\n", field.name, field.default_value, field.type, field.help);
    }
  }
}

constexpr std::array kFlags = {kJsonFlag};

int command_list(const Arguments& arguments) {
  const Catalog all = catalog();
  const std::string_view key = singular(arguments.positional.front());
  if (arguments.has("json")) {
    const std::string plural = key == "strategy" ? "strategies" : fmt::format("{}s", key);
    say_json(Value(Value::Map{{plural, json_list(table_of(all, key), line_json)}}));
  } else {
    print_table(table_of(all, key));
  }
  return 0;
}

}  // namespace

constexpr Command kList = {"list",
                           "strategies|datasets|models|explainers",
                           "what can be chosen, with parameters and defaults",
                           1,
                           1,
                           kFlags,
                           command_list};

}  // namespace xil
