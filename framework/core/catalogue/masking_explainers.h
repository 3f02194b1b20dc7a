#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "framework/core/catalogue/components.h"
#include "framework/core/catalogue/run_groups.h"

// Parameters of the explainers that hide parts of a picture.
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

/// What of the network's output an explainer looks at. score: the probability of the explained class;
/// sum_log_probability: of all classes, as the penalty of `rrr` has it, the same for whatever class.
enum class ExplainedValue { Score, LogProbability, Logit, SumLogProbability };
template <>
struct EnumNames<ExplainedValue> {
  static constexpr std::array<std::string_view, 4> names = {"score", "log_probability", "logit", "sum_log_probability"};
};

enum class Segmentation { Grid, Slic };
template <>
struct EnumNames<Segmentation> {
  static constexpr std::array<std::string_view, 2> names = {"grid", "slic"};
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
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return grid; }
  bool needs_spatial_layer() const override { return false; }
};
/// Masks in a block of Sampling::Hadamard: the power of two above the number of cells.
std::int64_t hadamard_order(std::int64_t cells);
/// `stop` may end an explanation after every block of this many masks.
std::int64_t stop_block(const RiseParams& params);

/// Occlusion (Zeiler and Fergus 2014): how far the score falls where a square is hidden.
struct OcclusionParams : ExplainerParams {
  std::int64_t grid = 14;
  std::int64_t patch = 2;
  Fill fill = Fill::Black;
  ExplainedValue of = ExplainedValue::Score;

  void fields(auto&& f) {
    f("grid", grid, "cells per side; the hidden square moves by one cell");
    f("patch", patch, "cells per side of the hidden square");
    f("fill", fill, "what hidden pixels become, in pixel space; colour: a random colour per copy");
    f("of", of, "what falls, of the explained class");
  }
  void validate() const;
  /// The hidden squares, and the whole picture.
  double passes() const override { return static_cast<double>((grid + patch - 1) * (grid + patch - 1) + 1); }
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return grid; }
  bool needs_spatial_layer() const override { return false; }
};

/// LIME (Ribeiro et al. 2016): a weighted linear model of the scores of copies with hidden segments.
struct LimeParams : ExplainerParams {
  std::int64_t masks = 1000;
  Segmentation segments = Segmentation::Grid;
  std::int64_t grid = 7;
  double compactness = 10;
  double alpha = 2;
  double kernel_width = 0.25;
  Fill fill = Fill::Mean;
  ExplainedValue of = ExplainedValue::Score;

  void fields(auto&& f) {
    f("masks", masks, "copies with hidden segments per explained item, the whole picture among them");
    f("segments", segments, "grid: squares; slic: superpixels of similar colour");
    f("grid", grid, "cells per side; slic: about as many superpixels as such a grid has cells");
    f("compactness", compactness, "slic: weight of the distance against that of the colour; large: nearly squares");
    f("alpha", alpha, "of the ridge regression");
    f("kernel_width", kernel_width,
      "of the weight sqrt(exp(-d^2 / kernel_width^2)) of a copy, d = 1 - sqrt(visible share of the segments)");
    f("fill", fill, "what hidden pixels become, in pixel space; colour: a random colour per copy");
    f("of", of, "what is modelled of the explained class");
  }
  void validate() const;
  double passes() const override { return static_cast<double>(masks); }
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return grid; }
  bool needs_spatial_layer() const override { return false; }
};

/// KernelSHAP (Lundberg and Lee 2017) over the cells of a grid.
struct KernelShapParams : ExplainerParams {
  std::int64_t masks = 800;
  std::int64_t grid = 7;
  Fill fill = Fill::Black;
  ExplainedValue of = ExplainedValue::Score;

  void fields(auto&& f) {
    f("masks", masks, "coalitions of visible cells per explained item, in pairs of a coalition and its complement");
    f("grid", grid, "cells per side");
    f("fill", fill, "what hidden pixels become, in pixel space; colour: a random colour per copy");
    f("of", of, "whose Shapley values are estimated, of the explained class");
  }
  void validate() const;
  /// The coalitions, the whole picture and the empty one.
  double passes() const override { return static_cast<double>(masks + 2); }
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return grid; }
  bool needs_spatial_layer() const override { return false; }
};

/// HSIC attribution (Novello et al. 2022): how far the score depends on whether a cell is visible.
struct HsicParams : ExplainerParams {
  std::int64_t masks = 500;
  std::int64_t grid = 8;
  Fill fill = Fill::Black;
  ExplainedValue of = ExplainedValue::Score;

  void fields(auto&& f) {
    f("masks", masks, "copies per explained item, in which every cell is visible with probability .5");
    f("grid", grid, "cells per side");
    f("fill", fill, "what hidden pixels become, in pixel space; colour: a random colour per copy");
    f("of", of, "what may depend on the cells, of the explained class");
  }
  void validate() const;
  double passes() const override { return static_cast<double>(masks); }
  Value at_passes(double passes) const override;
  std::int64_t cells_per_side() const override { return grid; }
  bool needs_spatial_layer() const override { return false; }
};

}  // namespace xil
