#include "experiments/sweep/catalog.h"

#include <fmt/format.h>

#include "experiments/sweep/packed_spec.h"
#include "framework/core/catalogue/tables.h"
#include "strategies/registry.h"

namespace xil {
namespace {

/// Refuses a model without a spatial layer for `reader`.
[[noreturn]] void refuse_flat_model(const std::string& reader, const RunParams& run) {
  refuse(
      "{} reads a spatial layer, and model '{}' has none: take a network of convolutions, such as simple_cnn or "
      "resnet18",
      reader, run.model.name);
}

/// Refuses a model that cannot serve the explainer or a region loss.
void check_model(const RunParams& run, const StrategyTraits& traits) {
  const auto model = model_params(run.model);
  if (explainer_params(run.explainer)->needs_spatial_layer() && !model->has_spatial_layer())
    refuse_flat_model(fmt::format("explainer '{}'", run.explainer.name), run);
  for (const RegionLossKind kind : traits.region_losses) {
    const RegionLossInfo& loss = region_loss_info(kind);
    if (serves(*model, loss.needs)) continue;
    const std::string reader = fmt::format("region loss '{}' of strategy '{}'", loss.name, run.strategy.name);
    if (loss.needs == LossNeeds::SpatialLayer) refuse_flat_model(reader, run);
    refuse("{} follows each step of a network, and model '{}' has steps that it does not know: take simple_cnn or mlp",
           reader, run.model.name);
  }
}

void check_script(const RunParams& run, const StrategyTraits& traits) {
  const auto script = model_params_as<TorchscriptParams>(run.model);
  if (!script) return;
  refuse_unless(!script->torchscript.empty(), "model 'torchscript' needs 'torchscript': the file of the module");
  refuse_unless(traits.region_losses.empty() || script->head == ScriptHead::Trained,
                "region losses of strategy '{}' are parts of training, and model 'torchscript' with head: own learns "
                "nothing: take head: trained",
                run.strategy.name);
}

/// Refuses an explainer whose grid no picture of the set can have.
void check_explainer(const RunParams& run) {
  const ExpectedDataset set = dataset_params(run.dataset)->expected();
  check_grid(explainer_params(run.explainer)->cells_per_side(), static_cast<std::int64_t>(set.height),
             static_cast<std::int64_t>(set.width));
}

void check_run(const RunParams& run) {
  check_strategy(run);
  check_explainer(run);
  const StrategyTraits traits = make_strategy(run.strategy)->traits();
  check_model(run, traits);
  refuse_unless(
      run.oracle.expert == ExpertKind::Simulated || !traits.labels_all,
      "strategy '{}' corrects every item before the first round: nobody can answer for it in 'oracle.expert': "
      "{}",
      run.strategy.name, enum_name(run.oracle.expert));
  check_script(run, traits);
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
