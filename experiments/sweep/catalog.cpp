#include "experiments/sweep/catalog.h"

#include "experiments/sweep/packed_spec.h"
#include "framework/core/catalogue/tables.h"
#include "strategies/registry.h"

namespace xil {
namespace {

void check_run(const RunParams& run) {
  check_strategy(run);
  const auto script = model_params_as<TorchscriptParams>(run.model);
  refuse_unless(!script || !script->torchscript.empty(),
                "model 'torchscript' needs 'torchscript': the file of the module");
}

}  // namespace

Catalog catalog() {
  return {dataset_table(),
          strategy_table(),
          model_table(),
          explainer_table(),
          [](const ComponentSpec& spec) { return make_strategy(spec)->traits(); },
          normalised_parameters,
          check_run,
          unpacked};
}

}  // namespace xil
