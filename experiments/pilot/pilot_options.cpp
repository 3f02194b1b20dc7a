#include "experiments/pilot/pilot_options.h"

#include <algorithm>

#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"

namespace xil {

PilotRequest read_pilot(const Arguments& arguments) {
  const Catalog all = catalog();
  PilotRequest request;
  request.target = read_target(arguments, all);
  const Sweep& sweep = request.target.sweep;
  request.threads = common_threads(sweep);
  PilotOptions& options = request.options;
  options.items = static_cast<std::size_t>(arguments.integer("items", 2).value_or(60));
  options.rounds = arguments.integer("rounds", 0).value_or(2);
  options.masks = arguments.integer("masks", 16);
  options.updates = arguments.integer("updates", 1);
  options.device = read_run_options(arguments).device;
  const std::int64_t seed = arguments.integer("seed", 0).value_or(pilot_seed(sweep));
  refuse_unless(!has_seed(sweep.runs, seed),
                "--seed: runs of the sweep have the seed {}, and what was chosen on a seed should not be tested on it",
                seed);
  request.plan = plan_pilot(sweep, all, seed, static_cast<std::size_t>(arguments.integer("sections", 1).value_or(4)),
                            static_cast<std::size_t>(arguments.integer("families", 1).value_or(2)));
  return request;
}

}  // namespace xil
