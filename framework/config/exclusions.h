#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "framework/config/keys.h"

namespace xil {

/// The entries of `exclude`. A run is compared only with the entries that agree with it in all their plain values
/// (neither lists nor maps), so that many runs and many entries stay cheap.
class Exclusions {
 public:
  /// Texts in the rules are compared as configurations write them: `rrr` is `gradient_penalty` there.
  /// Precondition: every rule is a map.
  Exclusions(const Value::List& rules, const Keys& keys, const Catalog& catalog);

  /// The indices of the rules that match a run's whole configuration.
  std::vector<std::size_t> matching(const Value& config) const;

 private:
  /// Rules that give plain values to the same keys, looked up by these values.
  struct Group {
    std::vector<std::string> keys;
    std::unordered_map<std::string, std::vector<std::size_t>> rules;
  };

  Value::List rules_;
  std::vector<Group> groups_;
};

}  // namespace xil
