#pragma once

#include <string>
#include <vector>

#include "framework/config/spec.h"

namespace xil {

struct Expansion {
  std::vector<RunParams> runs;
  std::vector<std::string> run_ids;
  std::vector<std::string> notes;  ///< what had no effect, one sentence each
};

/// All combinations of the axes, the first axis slowest, without the excluded ones; the first of
/// equal runs stays.
Expansion expand(const SweepSpec& spec, const Keys& keys, const Catalog& catalog);

}  // namespace xil
