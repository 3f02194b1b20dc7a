#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"

namespace xil {

/// How far a short run goes, and what it looks for.
struct ShortRunPlan {
  std::int64_t rounds = 2;  ///< rounds as the sweep's own
  std::int64_t most = 100;  ///< items that one more round shows at most, in place of all rounds that are left
  std::size_t probes = 10;  ///< items per stage
};

/// A pool item that the strategy would show soon, that the network labels rightly and that has a region: its
/// explanation would be judged.
struct Probe {
  ItemId item = 0;
  int label = 0;
};

/// A network on its way: after the initial set, after the first rounds, and after as many items as the sweep shows.
struct NetworkStage {
  std::int64_t round = 0, shown = 0, labelled = 0;
  std::string state;           ///< Learner::state()
  std::vector<Probe> probes;   ///< in the order in which the strategy would show them
  std::int64_t looked_at = 0;  ///< pool items that it would have shown to find them
  std::vector<double> recall;  ///< per class, on the pool items that are not labelled; NaN without any
};

struct ShortRun {
  std::vector<NetworkStage> stages;
  std::vector<ShownRecord> looks;  ///< those of the run itself
};

/// Carries out the first rounds of a run as the sweep would, with the parts that it would use, but evaluates nothing:
/// no test item is predicted, explained or read. `step` is told what comes next.
/// Precondition: the run's expert is simulated, and its strategy does not label everything.
ShortRun short_run(const RunParams& run, const Dataset& dataset, Learner& learner, const ShortRunPlan& plan,
                   const std::function<void(std::string_view)>& step);

}  // namespace xil
