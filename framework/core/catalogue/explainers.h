#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/components.h"
#include "framework/core/catalogue/run_groups.h"

// Names and parameters of the explainers. Their factories are in framework/nn/explainers; a test checks that every name
// has one.
namespace xil {

enum class Fill { Black, Mean, Blur, Colour };
template <>
struct EnumNames<Fill> {
  static constexpr std::array<std::string_view, 4> names = {"black", "mean", "blur", "colour"};
};

enum class Normalise { Constant, Coverage, Centred };
template <>
struct EnumNames<Normalise> {
  static constexpr std::array<std::string_view, 3> names = {"constant", "coverage", "centred"};
};

enum class Sampling { Bernoulli, Hadamard };
template <>
struct EnumNames<Sampling> {
  static constexpr std::array<std::string_view, 2> names = {"bernoulli", "hadamard"};
};

enum class Surrogate { Linear, Logistic };
template <>
struct EnumNames<Surrogate> {
  static constexpr std::array<std::string_view, 2> names = {"linear", "logistic"};
};

/// RISE (Petsiuk 2018) and InvRISE (arXiv 2410.12817) share their parameters.
struct RiseParams : ExplainerParams {
  std::int64_t masks = 400;
  std::int64_t grid = 7;
  NumberOrAuto p{0.5};
  std::int64_t pilot_masks = 50;
  Fill fill = Fill::Black;
  Normalise normalise = Normalise::Constant;
  Sampling sampling = Sampling::Bernoulli;
  bool control_variate = false;
  Surrogate surrogate = Surrogate::Linear;
  StopRule stop;
  std::int64_t batch = 50;
  Precision precision = Precision::Float32;

  void fields(auto&& f) {
    f("masks", masks, "masked copies per explained item");
    f("grid", grid, "cells per side of a mask's grid");
    f("p", p,
      "probability that a cell is visible; auto: per item, the p nearest .5 under which the score varies "
      "enough");
    f("pilot_masks", pilot_masks, "p: auto tries every p with so many masks");
    f("fill", fill, "what hidden pixels become, in pixel space; colour: a random colour per masked copy");
    f("normalise", normalise, "divide by N p (as published), by the coverage, or take the covariance");
    f("sampling", sampling,
      "bernoulli: independent cells; hadamard: blocks of masks in which cells are balanced and shifts stratified (p: "
      "0.5)");
    f("control_variate", control_variate,
      "what a model of the scores explains is not taken from the masks that were scored (normalise: centred)");
    f("surrogate", surrogate,
      "that model. linear: in the cells, its share of the map is exact; logistic: in the mask's means over blocks of "
      "pixels, its share is taken from 32 times as many masks without the network");
    f("stop", stop,
      "fixed: after `masks`; a number: at the end of a block of 128, as soon as the 95 % interval of a cell's effect "
      "reaches no farther than that share of the effects' range");
    f("batch", batch,
      "masked copies per forward pass at most, on CUDA devices; a CPU takes 32 whatever this is, with the same "
      "result");
    f("precision", precision, "of the forward passes. mixed: bfloat16 where autocast allows it, on CUDA devices only");
  }
  void validate() const;
  double passes() const override { return static_cast<double>(masks); }
  bool needs_spatial_layer() const override { return false; }
};
/// Masks in a block of Sampling::Hadamard: the power of two above the number of cells.
std::int64_t hadamard_order(std::int64_t cells);
/// `stop` may end an explanation after every block of this many masks.
std::int64_t stop_block(const RiseParams& params);

/// All explainers, sorted by name. Only explainers.cpp uses this table: using it compiles the parsers of all
/// parameters, which takes seconds. Other files call explainer_table().
inline constexpr std::array kExplainers = {
    registry_entry<RiseParams>("invrise", "how much hiding a pixel moves the decision to the other classes"),
    registry_entry<RiseParams>("rise", "expected score of the predicted class given that a pixel is visible"),
};
std::span<const RegistryEntry> explainer_table();

/// The parameters of an explainer.
std::shared_ptr<const ExplainerParams> explainer_params(const ComponentSpec& explainer);

}  // namespace xil
