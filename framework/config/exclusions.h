#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "framework/core/base/value.h"

namespace xil {

/// The entries of `exclude`. A run is compared only with the entries that agree with it in all their plain values
/// (neither lists nor maps), so that many runs and many entries stay cheap.
class Exclusions {
 public:
  /// Precondition: every rule is a map.
  explicit Exclusions(const Value::List& rules);

  /// The indices of the rules that match a run's whole configuration.
  std::vector<std::size_t> matching(const Value& config) const;

 private:
  /// Rules that give plain values to the same keys, looked up by these values.
  struct Group {
    std::vector<std::string> keys;
    std::unordered_map<std::string, std::vector<std::size_t>> rules;
  };

  const Value::List& rules_;
  std::vector<Group> groups_;
};

}  // namespace xil
