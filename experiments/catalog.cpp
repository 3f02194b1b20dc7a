#include "experiments/catalog.h"

#include "experiments/packed_choice.h"
#include "framework/core/tables.h"
#include "strategies/registry.h"

namespace xil {

Catalog catalog() {
  return {kDatasets,
          strategy_table(),
          kModels,
          kExplainers,
          [](const Choice& choice) { return make_strategy(choice)->traits(); },
          without_idle_parameters,
          check_strategy,
          unpacked};
}

}  // namespace xil
