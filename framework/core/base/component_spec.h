#pragma once

#include <concepts>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/base/params.h"

// Components that a run chooses by name: tables of names, and a chosen component with its parameters.
namespace xil {

/// The parameters of a component that a run chooses by name. Each concrete type also answers what the rest of the
/// program needs to know about the component (framework/core/catalogue/components.h).
struct ComponentParams {
  virtual ~ComponentParams() = default;
};

/// The parameters of a spec: as a map and, once a table has resolved the spec, also as a typed struct. Copies share
/// both, since a sweep has many runs with the same parameters. Changing the map drops the typed struct, so that the two
/// never differ.
class SpecParams {
 public:
  SpecParams(Value map = Value(Value::Map{})) : map_(std::make_shared<const Value>(std::move(map))) {}
  SpecParams(Value map, std::shared_ptr<const ComponentParams> typed)
      : map_(std::make_shared<const Value>(std::move(map))), typed_(std::move(typed)) {}

  operator const Value&() const { return *map_; }
  template <class T>
  const T* get() const {
    return map_->get<T>();
  }
  const Value* find(std::string_view key) const { return map_->find(key); }
  void set(std::string_view key, Value value) {
    change([&](Value& map) { map.set(key, std::move(value)); });
  }
  void erase(std::string_view key) {
    change([&](Value& map) { map.erase(key); });
  }
  /// Null if no table has resolved these parameters.
  const std::shared_ptr<const ComponentParams>& typed() const { return typed_; }
  bool operator==(const SpecParams& other) const { return map_ == other.map_ || *map_ == *other.map_; }

 private:
  void change(auto&& edit) {
    Value map = *map_;
    edit(map);
    *this = SpecParams(std::move(map));
  }

  std::shared_ptr<const Value> map_;
  std::shared_ptr<const ComponentParams> typed_;
};

/// A component's name with its parameters, fully resolved: a dataset, strategy, model or explainer of a run.
struct ComponentSpec {
  std::string name;
  SpecParams params = {};
  bool operator==(const ComponentSpec&) const = default;
};

/// A line of a table: a component that can be chosen by name, and its parameters.
struct RegistryEntry {
  std::string_view name;
  std::string_view summary;
  /// Reads and checks a map of parameters; a parameter that the map does not name has its default.
  std::shared_ptr<const ComponentParams> (*parse)(const Value& given, std::string_view owner);
  /// Writes all parameters as a map.
  Value (*write)(const ComponentParams& params);
  std::vector<FieldInfo> (*describe)();

  Value resolve(const Value& given, std::string_view owner) const { return write(*parse(given, owner)); }
  /// Whether the component has this parameter.
  bool has(std::string_view parameter) const;
};

/// The table line of a component whose parameters have the type P.
template <detail::Parameters P>
requires std::derived_from<P, ComponentParams>
constexpr RegistryEntry registry_entry(std::string_view name, std::string_view summary) {
  return {name, summary,
          [](const Value& given, std::string_view owner) -> std::shared_ptr<const ComponentParams> {
            return std::make_shared<P>(read_params<P>(given, owner));
          },
          [](const ComponentParams& params) { return to_value(static_cast<const P&>(params)); },
          [] { return describe<P>(); }};
}

/// The spec with the given parameters and the defaults of the others. `what` ("dataset") names the kind of component
/// in messages.
ComponentSpec resolved(std::span<const RegistryEntry> table, std::string_view what, const std::string& name,
                       const Value& params);

/// The parameters of a component as a P, which may be a base of their type. If no table has resolved the spec yet, its
/// parameters are read here.
template <class P>
std::shared_ptr<const P> params_of(const ComponentSpec& spec, std::span<const RegistryEntry> table,
                                   std::string_view what) {
  const std::shared_ptr<const ComponentParams> any =
      spec.params.typed() ? spec.params.typed() : resolved(table, what, spec.name, spec.params).params.typed();
  auto typed = std::dynamic_pointer_cast<const P>(any);
  require(typed != nullptr, "{} '{}' does not have the parameters that its use needs", what, spec.name);
  return typed;
}

/// The table line of a name. For an unknown name it throws a configuration error that lists the known ones.
const RegistryEntry& find_entry(std::span<const RegistryEntry> table, std::string_view name, std::string_view what,
                                std::string_view where = {});

}  // namespace xil
