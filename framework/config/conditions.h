#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/config/expand.h"

namespace xil {

/// Which runs of a sweep fit words, written as a map of keys and values as in `exclude`; a strategy is named by its
/// label too, or by a map that has its label.
class Conditions {
 public:
  /// Precondition: keys and catalog outlive this.
  Conditions(const Expansion& expansion, const Keys& keys, const Catalog& catalog);

  /// Positions of the runs.
  std::vector<std::size_t> fitting(const Value& words) const;
  /// Those of them whose strategy `grid` would mean by these words, if there are any; else all.
  std::vector<std::size_t> meant(const Value& words) const;
  /// Why nobody can tell which strategy the words name: it is the label of one and the name of another. Empty if
  /// everybody can.
  std::string ambiguity(const Value& words) const;
  /// Why no run fits.
  std::string refusal(const Value& words) const;
  /// The complete configuration of a run.
  const Value& config(std::size_t run) const { return configs_[run]; }

 private:
  std::set<std::string> values_of(const std::string& key) const;
  bool has_label(const std::string& label) const;
  std::optional<std::string> exact_strategy(const Value& words) const;

  /// The strategy of a run.
  struct Named {
    std::string key;    ///< strategy_key()
    std::string name;   ///< its bare name
    std::string told;   ///< with its parameters, as tables say it where it has no label
    std::string label;  ///< empty: it has none
  };

  const Keys& keys_;
  const Catalog& catalog_;
  std::vector<Value> configs_;
  std::vector<Named> strategies_;
};

}  // namespace xil
