#include "experiments/sweep/catalog.h"

#include <fmt/format.h>

#include "experiments/sweep/packed_spec.h"
#include "framework/core/catalogue/tables.h"
#include "strategies/registry.h"

namespace xil {
namespace {

/// The first region loss with that need, for a message; empty: there is none.
std::string loss_that(LossNeeds needs, const RunParams& run, const StrategyTraits& traits) {
  for (const RegionLossKind kind : traits.region_losses) {
    const RegionLossInfo& loss = region_loss_info(kind);
    if (loss.needs == needs) return fmt::format("region loss '{}' of strategy '{}'", loss.name, run.strategy.name);
  }
  return {};
}

/// Refuses a model without a spatial layer where the explainer or a region loss reads one.
void check_spatial_layer(const RunParams& run, const StrategyTraits& traits) {
  if (model_params(run.model)->has_spatial_layer()) return;
  std::string reader = loss_that(LossNeeds::SpatialLayer, run, traits);
  if (explainer_params(run.explainer)->needs_spatial_layer())
    reader = fmt::format("explainer '{}'", run.explainer.name);
  refuse_unless(reader.empty(),
                "{} reads a spatial layer, and model '{}' has none: take a network of convolutions, such as simple_cnn "
                "or resnet18",
                reader, run.model.name);
}

void check_chain(const RunParams& run, const StrategyTraits& traits) {
  if (model_params(run.model)->is_chain()) return;
  const std::string reader = loss_that(LossNeeds::PlainChain, run, traits);
  refuse_unless(reader.empty(),
                "{} follows each step of a network, and model '{}' has steps that it does not know: take simple_cnn or "
                "mlp",
                reader, run.model.name);
}

void check_run(const RunParams& run) {
  check_strategy(run);
  const StrategyTraits traits = make_strategy(run.strategy)->traits();
  check_spatial_layer(run, traits);
  check_chain(run, traits);
  refuse_unless(
      run.oracle.expert == ExpertKind::Simulated || !traits.labels_all,
      "strategy '{}' corrects every item before the first round: nobody can answer for it in 'oracle.expert': "
      "{}",
      run.strategy.name, enum_name(run.oracle.expert));
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
