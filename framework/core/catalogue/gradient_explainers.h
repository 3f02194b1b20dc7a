#pragma once

#include <array>
#include <cstdint>

#include "framework/core/catalogue/components.h"
#include "framework/core/catalogue/masking_explainers.h"

// Parameters of the explainers that differentiate the network. They share `of` and fills with those that hide parts.
namespace xil {

/// How the channels' gradients become one value per pixel.
enum class GradientSign { Absolute, Signed };
template <>
struct EnumNames<GradientSign> {
  static constexpr std::array<std::string_view, 2> names = {"absolute", "signed"};
};

/// Rows of a backward pass that explains several items: item i has row i modulo this, so that its map does not depend
/// on which items share the pass.
inline constexpr std::int64_t kExplainedTogether = 8;
/// A forward and a backward pass, in forward passes.
inline constexpr double kGradientPasses = 3;

/// Grad-CAM (Selvaraju et al. 2017).
struct GradcamParams : ExplainerParams {
  ExplainedValue of = ExplainedValue::Logit;

  void fields(auto&& f) { f("of", of, "what is differentiated of the explained class"); }
  void validate() const {}
  double passes() const override { return kGradientPasses * kExplainedTogether; }
  Value at_passes(double) const override { return Value(Value::Map{}); }
  std::int64_t cells_per_side() const override { return 0; }
  bool needs_spatial_layer() const override { return true; }
};

/// The gradient of the explained class in the picture (Simonyan et al. 2014).
struct InputGradientParams : ExplainerParams {
  ExplainedValue of = ExplainedValue::Logit;
  GradientSign sign = GradientSign::Absolute;
  bool times_input = false;

  void fields(auto&& f) {
    f("of", of, "what is differentiated of the explained class");
    f("sign", sign,
      "absolute: sum of the channels' absolute values; signed: their sum, whose positive part is what brighter pixels "
      "would add to the decision");
    f("times_input", times_input, "the gradient is multiplied by what the pixel has more than black");
  }
  void validate() const {}
  double passes() const override { return kGradientPasses * kExplainedTogether; }
  Value at_passes(double) const override { return Value(Value::Map{}); }
  std::int64_t cells_per_side() const override { return 0; }
  bool needs_spatial_layer() const override { return false; }
};

/// SmoothGrad (Smilkov et al. 2017): the mean input gradient of noisy copies.
struct SmoothgradParams : ExplainerParams {
  std::int64_t samples = 50;
  double noise = 0.2;
  ExplainedValue of = ExplainedValue::Logit;
  GradientSign sign = GradientSign::Absolute;

  void fields(auto&& f) {
    f("samples", samples, "noisy copies per explained item");
    f("noise", noise, "standard deviation of the noise, as a share of the range from black to white");
    f("of", of, "what is differentiated of the explained class");
    f("sign", sign, "of the mean gradient. absolute: sum of the channels' absolute values; signed: their sum");
  }
  void validate() const;
  double passes() const override { return kGradientPasses * static_cast<double>(samples); }
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return 0; }
  bool needs_spatial_layer() const override { return false; }
};

/// Integrated gradients (Sundararajan et al. 2017).
struct IntegratedGradientsParams : ExplainerParams {
  std::int64_t steps = 50;
  Fill from = Fill::Black;
  ExplainedValue of = ExplainedValue::Logit;

  void fields(auto&& f) {
    f("steps", steps, "points on the way from the empty picture to the item's");
    f("from", from, "the empty picture, in pixel space; colour: one random colour per explanation");
    f("of", of, "what is differentiated of the explained class: the map's sum is how much of it the picture adds");
  }
  void validate() const;
  double passes() const override { return kGradientPasses * static_cast<double>(steps); }
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return 0; }
  bool needs_spatial_layer() const override { return false; }
};

}  // namespace xil
