#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// Strategies that judge explanations alike as far as a pilot can tell: they have the same name and the same kinds of
/// corrections (edited copies, region losses, or none), which the networks that they explain depend on.
struct StrategyFamily {
  std::string name;  ///< "caipi", "caipi without corrections", "caipi with rrr"
  RunParams run;     ///< the first run of the sweep that is one of them, with the pilot's seed
  std::size_t runs = 0;
};

/// What is piloted at once: a dataset, a model and an explainer.
struct PilotSection {
  std::string name;
  RunParams first;                       ///< the first run of the sweep that is one of them, with the pilot's seed
  std::vector<StrategyFamily> families;  ///< those that judge explanations; if there are none, the first strategy
  bool judges = false;                   ///< whether any strategy judges explanations
  std::vector<std::string> others;       ///< names of the strategies that judge nothing
  std::vector<std::string> left_out;     ///< families beyond the limit
  std::vector<std::string> varied;       ///< other keys that differ between its runs: the first run's values are taken
};

struct PilotPlan {
  std::int64_t seed = 0;
  std::vector<PilotSection> sections;
  std::vector<std::string> left_out;  ///< sections beyond the limit
};

/// The first of a fixed sequence of seeds that no run of the sweep has.
std::int64_t pilot_seed(const Sweep& sweep);
/// Sections and families in the order of the sweep; at most so many of each.
PilotPlan plan_pilot(const Sweep& sweep, const Catalog& catalog, std::int64_t seed, std::size_t sections,
                     std::size_t families);

}  // namespace xil
