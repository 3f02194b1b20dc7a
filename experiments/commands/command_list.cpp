#include <fmt/format.h>

#include "experiments/command_line/console.h"
#include "experiments/commands/commands.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

std::string_view singular(const std::string& what) {
  for (const std::string_view key : kChoiceKeys) {
    if (what == key || what == fmt::format("{}s", key)) return key;
    if (key == "strategy" && what == "strategies") return key;
  }
  refuse("list: unknown registry '{}'. Known: datasets, explainers, models, strategies", what);
}

Value as_json(std::span<const NamedParams> table) {
  Value::List lines;
  for (const NamedParams& line : table) {
    Value::List parameters;
    for (const FieldInfo& field : line.describe()) {
      parameters.push_back(Value(Value::Map{{"name", Value(field.name)},
                                            {"type", Value(field.type)},
                                            {"default", *line.resolve(Value(), line.name).find(field.name)},
                                            {"help", Value(field.help)}}));
    }
    lines.push_back(Value(Value::Map{{"name", Value(std::string(line.name))},
                                     {"summary", Value(std::string(line.summary))},
                                     {"parameters", Value(std::move(parameters))}}));
  }
  return Value(std::move(lines));
}

void print_table(std::span<const NamedParams> table) {
  for (const NamedParams& line : table) {
    say("{}  {}\n", line.name, line.summary);
    for (const FieldInfo& field : line.describe()) {
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
    say_json(Value(Value::Map{{plural, as_json(table_of(all, key))}}));
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
