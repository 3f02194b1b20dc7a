#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/config/run_list.h"
#include "framework/config/spec.h"
#include "framework/config/sweep.h"

namespace xil {

struct Expansion {
  RunList runs;
  std::vector<std::string> run_ids;
  std::vector<std::string> notes;  ///< entries that had no effect, one sentence each
  StrategyLabels labels = {};
};

/// Whether the tables have a strategy of this name; a sweep of another version may name others.
bool is_known_strategy(const Catalog& catalog, std::string_view name);

/// All combinations of the axes, the first axis slowest, without the excluded ones. Of several equal runs the first is
/// kept.
Expansion expand(const SweepSpec& spec, const Keys& keys, const Catalog& catalog);

}  // namespace xil
