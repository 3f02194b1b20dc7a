#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/core/base/component_spec.h"

// The questions that the program asks about every dataset, model and explainer. Their parameters answer them: a new
// component whose parameters do not answer does not compile.
namespace xil {

/// The expected size of a dataset, from its parameters alone.
struct ExpectedDataset {
  double channels = 3, height = 64, width = 64, classes = 2;
  double pool = 1000, validation = 200, test = 1000;
  bool regions = true;  ///< some items have a defect or confounder region
};

struct ImageSetParams;

/// Files that a dataset takes as they are, without the choices of an image set.
struct PlainFiles {
  std::string_view of;  ///< the dataset that they were published as
  std::string root;     ///< their folder
};

struct DatasetParams : ComponentParams {
  virtual ExpectedDataset expected() const = 0;
  /// The same parameters if the set is read from image files; null if it is not.
  virtual const ImageSetParams* image_set() const = 0;
  /// Nothing where the set is an image set, or procedural.
  virtual std::optional<PlainFiles> plain_files() const = 0;
  bool is_procedural() const { return image_set() == nullptr && !plain_files(); }
};

/// How a network's input is computed from pixels of 0 to 255.
enum class PixelScale { Unit, Raw, ZeroToOne, Imagenet };
template <>
struct EnumNames<PixelScale> {
  static constexpr std::array<std::string_view, 4> names = {"unit", "raw", "zero_to_one", "imagenet"};
};

struct ModelParams : ComponentParams {
  /// Multiply-adds of one picture's forward pass, in units of 10^9.
  virtual double forward_work(const ExpectedDataset& dataset) const = 0;
  /// Width of the penultimate features; of a module whose width is unknown that of a ResNet-50.
  virtual std::int64_t feature_width() const = 0;
  virtual PixelScale pixel_scale() const = 0;
  /// Share of the penultimate features that training drops.
  virtual double dropped_share() const = 0;
  /// Whether only the last linear layer learns.
  virtual bool has_frozen_backbone() const = 0;
  /// Whether the features of pictures are computed once and kept beside the runs.
  virtual bool caches_features() const = 0;
  /// Whether the network has activations that keep the picture's height and width, as Grad-CAM reads them.
  virtual bool has_spatial_layer() const = 0;
  /// Whether the network is a plain chain of convolutions, linear layers, ReLU and max pooling.
  virtual bool is_chain() const = 0;
  /// The parameters as a map for a run's identity: files are replaced by the digest of their content, and parameters
  /// without effect by their defaults.
  virtual Value identity() const = 0;
};

struct ExplainerParams : ComponentParams {
  /// The largest number of forward passes of one explanation, or of other work in units of a forward pass.
  virtual double passes() const = 0;
  /// The parameters to change, as a map, so that an explanation takes about so many passes and the fewest that it
  /// needs; empty where the number of passes is fixed.
  virtual Value at_passes(double passes) const = 0;
  /// Cells per side of the grid in which it hides parts of a picture, so that its maps show nothing finer; 0: there is
  /// none.
  virtual std::int64_t cells_per_side() const = 0;
  /// Whether it reads the network's spatial layer, so that models without one are refused.
  virtual bool needs_spatial_layer() const = 0;
};

}  // namespace xil
