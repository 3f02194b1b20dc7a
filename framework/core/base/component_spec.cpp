#include "framework/core/base/component_spec.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/base/near_name.h"

namespace xil {

bool RegistryEntry::has(std::string_view parameter) const {
  const auto fields = describe();
  return std::ranges::find(fields, parameter, &FieldInfo::name) != fields.end();
}

const RegistryEntry& find_entry(std::span<const RegistryEntry> table, std::string_view name, std::string_view what,
                                std::string_view where) {
  for (const RegistryEntry& entry : table) {
    if (entry.name == name) return entry;
  }
  std::vector<std::string_view> known;
  for (const RegistryEntry& entry : table) known.push_back(entry.name);
  refuse("{}unknown {} '{}'. Known: {}{}", detail::prefix(where), what, name, fmt::join(known, ", "),
         near_name(name, known));
}

ComponentSpec resolved(std::span<const RegistryEntry> table, std::string_view what, const std::string& name,
                       const Value& params) {
  const RegistryEntry& entry = find_entry(table, name, what, params.where);
  auto typed = entry.parse(params, fmt::format("{} '{}'", what, name));
  Value written = entry.write(*typed);
  return {name, SpecParams(std::move(written), std::move(typed))};
}

}  // namespace xil
