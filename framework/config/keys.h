#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/catalogue/run_params.h"

namespace xil {

/// "oracle.label_noise" -> ("oracle", "label_noise"); without a dot the second is empty.
std::pair<std::string_view, std::string_view> split_key(std::string_view key);

/// The entry behind a dotted key; nullptr where there is none.
const Value* look_up(const Value& config, std::string_view key);

/// The keys of a sweep: RunParams' own, `group.member` of its maps (oracle, training), and
/// `choice.parameter`.
class Keys {
 public:
  explicit Keys(const Catalog& catalog);

  /// Refuses a key that no run could have; the message lists those that exist.
  void check(std::string_view key, std::string_view where) const;
  /// Every key that `key: value` fixes: a group's members instead of the group, a choice with its
  /// given parameters.
  std::vector<std::string> touched(const std::string& key, const Value& value) const;
  /// Order in which keys vary: choices first, then the rest as RunParams lists it, seed fastest.
  std::size_t rank(std::string_view key) const;

  bool is_choice(std::string_view head) const;
  bool is_group(std::string_view head) const;
  /// Has that dataset, strategy, ... this parameter? False for unknown names: reading the run will
  /// refuse them.
  bool has(std::string_view choice_key, std::string_view name, std::string_view parameter) const;
  /// The name that a run has without being told.
  const std::string& default_name(std::string_view choice_key) const;

 private:
  std::vector<std::string> known_below(std::string_view head) const;

  const Catalog* catalog_;
  Value defaults_;
};

}  // namespace xil
