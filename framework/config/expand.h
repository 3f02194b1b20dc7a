#pragma once

#include <string>
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

/// All combinations of the axes, the first axis slowest, without the excluded ones. Of several equal runs the first is
/// kept.
Expansion expand(const SweepSpec& spec, const Keys& keys, const Catalog& catalog);

}  // namespace xil
