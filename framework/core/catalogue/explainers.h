#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/gradient_explainers.h"
#include "framework/core/catalogue/masking_explainers.h"

// Names of the explainers. Their factories are in framework/nn/explainers; a test checks that every name has one.
namespace xil {

/// All explainers, sorted by name. Only explainers.cpp uses this table: using it compiles the parsers of all
/// parameters, which takes seconds. Other files call explainer_table().
inline constexpr std::array kExplainers = {
    registry_entry<GradcamParams>("gradcam", "where the last activations speak for the class, times their gradients"),
    registry_entry<HsicParams>("hsic", "dependence of the score on whether a cell is visible"),
    registry_entry<InputGradientParams>("input_gradient", "gradient of the class in the picture's pixels"),
    registry_entry<IntegratedGradientsParams>(
        "integrated_gradients", "gradients along the way from an empty picture, times what the picture adds"),
    registry_entry<RiseParams>("invrise", "how much hiding a pixel moves the decision to the other classes"),
    registry_entry<KernelShapParams>("kernel_shap", "Shapley values of the cells of a grid"),
    registry_entry<LimeParams>("lime", "a linear model of the score by visible segments"),
    registry_entry<OcclusionParams>("occlusion", "how far the score falls where a square is hidden"),
    registry_entry<RiseParams>("rise", "expected score of the predicted class given that a pixel is visible"),
    registry_entry<SmoothgradParams>("smoothgrad", "mean gradient over noisy copies of the picture"),
};
std::span<const RegistryEntry> explainer_table();

/// The parameters of an explainer.
std::shared_ptr<const ExplainerParams> explainer_params(const ComponentSpec& explainer);

/// Refuses a grid that is finer than the pixels of pictures of that size.
void check_grid(std::int64_t cells_per_side, std::int64_t height, std::int64_t width);

}  // namespace xil
