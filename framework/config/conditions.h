#pragma once

#include <set>
#include <string>
#include <vector>

#include "framework/config/expand.h"

namespace xil {

/// Which runs of a sweep fit words, written as a map of keys and values as in `exclude`; a strategy is named by its
/// label too.
class Conditions {
 public:
  /// Precondition: keys and catalog outlive this.
  Conditions(const Expansion& expansion, const Keys& keys, const Catalog& catalog);

  /// Positions of the runs.
  std::vector<std::size_t> fitting(const Value& words) const;
  /// Why no run fits.
  std::string refusal(const Value& words) const;
  /// The complete configuration of a run.
  const Value& config(std::size_t run) const { return configs_[run]; }

 private:
  std::set<std::string> values_of(const std::string& key) const;

  const Keys& keys_;
  const Catalog& catalog_;
  std::vector<Value> configs_;
  std::vector<std::string> labels_;
};

}  // namespace xil
