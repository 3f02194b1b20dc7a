#include "framework/core/base/choice.h"

#include <fmt/ranges.h>

#include "framework/core/base/near_name.h"

namespace xil {

const NamedParams& find_named(std::span<const NamedParams> table, std::string_view name, std::string_view what,
                              std::string_view where) {
  for (const NamedParams& line : table) {
    if (line.name == name) return line;
  }
  std::vector<std::string_view> known;
  for (const NamedParams& line : table) known.push_back(line.name);
  refuse("{}unknown {} '{}'. Known: {}{}", detail::prefix(where), what, name, fmt::join(known, ", "),
         near_name(name, known));
}

Choice resolved(std::span<const NamedParams> table, std::string_view what, const std::string& name,
                const Value& params) {
  const NamedParams& line = find_named(table, name, what, params.where);
  auto typed = line.parse(params, fmt::format("{} '{}'", what, name));
  Value written = line.write(*typed);
  return {name, ChoiceParams(std::move(written), std::move(typed))};
}

}  // namespace xil
