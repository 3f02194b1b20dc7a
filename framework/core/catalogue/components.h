#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/core/base/choice.h"

// What the program wants to know of every dataset, model and explainer, answered by its parameters: a new one that does
// not answer does not compile.
namespace xil {

/// What a dataset will look like, from its parameters alone.
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
  /// The same parameters where the set is read from image files; null where it is not.
  virtual const ImageSetParams* image_set() const = 0;
  /// Nothing where the set is an image set, or procedural.
  virtual std::optional<PlainFiles> plain_files() const = 0;
  bool is_procedural() const { return image_set() == nullptr && !plain_files(); }
};

/// How pixels of 0 to 255 become what a network reads.
enum class PixelScale { Unit, Raw, ZeroToOne, Imagenet };
template <>
struct EnumNames<PixelScale> {
  static constexpr std::array<std::string_view, 4> names = {"unit", "raw", "zero_to_one", "imagenet"};
};

struct ModelParams : ComponentParams {
  /// Multiply-adds of one picture's forward pass, in units of 10^9.
  virtual double forward_work(const ExpectedDataset& dataset) const = 0;
  virtual PixelScale pixel_scale() const = 0;
  /// Share of the penultimate features that training drops.
  virtual double dropped_share() const = 0;
  /// Does nothing learn but the last linear layer?
  virtual bool has_frozen_backbone() const = 0;
  /// Are features of pictures computed once and kept beside the runs?
  virtual bool caches_features() const = 0;
  /// As a map for a run's identity: files by the digest of their content, and what has no effect at its default.
  virtual Value identity() const = 0;
};

struct ExplainerParams : ComponentParams {
  /// Forward passes, or as much work, that one explanation takes at most.
  virtual double passes() const = 0;
};

}  // namespace xil
