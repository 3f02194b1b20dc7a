#include "framework/loop/set_demands.h"

#include "framework/core/base/error.h"
#include "framework/loop/class_regions.h"

namespace xil {

void check_set_demands(const RunParams& run, const StrategyTraits& traits, const Dataset& dataset) {
  ClassRegions(run.oracle.class_regions, dataset.info());
  if (traits.explained == 0) return;
  const std::size_t pool = items_of(dataset, Split::Pool).size();
  refuse_unless(static_cast<std::size_t>(traits.explained) <= pool,
                "'explained' is {}, but the pool of '{}' has {} items: lower it", traits.explained, dataset.info().name,
                pool);
}

}  // namespace xil
