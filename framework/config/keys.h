#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/catalogue/run_params.h"

namespace xil {

/// "oracle.label_noise" -> ("oracle", "label_noise"); the second is empty for a key without a dot.
std::pair<std::string_view, std::string_view> split_key(std::string_view key);

/// The parameter that every strategy has besides its own: its name in figures and tables, which is no part of a run.
inline constexpr std::string_view kLabelKey = "label";

/// The entry that a dotted key names; nullptr if there is none.
const Value* look_up(const Value& config, std::string_view key);

/// The keys that a sweep may set: those of RunParams itself, `group.member` of its maps (oracle, training), and
/// `component.parameter`.
class Keys {
 public:
  explicit Keys(const Catalog& catalog);

  /// Refuses a key that no run could have; the message lists those that exist. A catalog that is tolerant() takes all.
  void check(std::string_view key, std::string_view where) const;
  /// Every key that `key: value` fixes: for a group the keys of its members, for a component its own key and those of
  /// the parameters that are given.
  std::vector<std::string> touched(const std::string& key, const Value& value) const;
  /// Position of a key in the order in which keys vary: components first, then the others as RunParams lists them, seed
  /// fastest.
  std::size_t rank(std::string_view key) const;

  bool is_component(std::string_view head) const;
  bool is_group(std::string_view head) const;
  /// Whether the dataset, strategy, ... of that name has this parameter. False for an unknown name, which is refused
  /// when the run is read. To a catalog that is tolerant() whatever the tables do not tell is true: a component that
  /// they lack may have any parameter, and any component one that no other has.
  bool has(std::string_view component_key, std::string_view name, std::string_view parameter) const;
  /// The name that a run has for this component by default.
  const std::string& default_name(std::string_view component_key) const;

 private:
  std::vector<std::string> known_below(std::string_view head) const;
  bool is_known_parameter(std::string_view component_key, std::string_view parameter) const;

  const Catalog* catalog_;
  Value defaults_;
};

}  // namespace xil
