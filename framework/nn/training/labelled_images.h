#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/interfaces/region_loss.h"
#include "framework/core/numeric/image.h"

namespace xil {

/// Images of one size with their labels, packed: what a network trains on, once in memory. Where only its last layer
/// learns, features take the place of the pictures, of which only those with a region loss stay.
struct LabelledImages {
  /// A term of the loss on one example, with its region's place in `regions`.
  struct Loss {
    RegionLossKind kind = RegionLossKind::Rrr;
    double weight = 0;
    std::int64_t region = 0;
    std::int64_t picture = 0;  ///< place of the example's picture in `pixels`
  };

  int channels = 0, height = 0, width = 0;
  std::vector<std::uint8_t> pixels;          ///< [n or m, channels, height, width]
  Matrix features;                           ///< [n, width], or nothing
  std::vector<int> labels;                   ///< [n]
  std::vector<std::uint8_t> regions;         ///< [regions, height, width], 1 inside
  std::vector<std::vector<Loss>> losses_of;  ///< [n]
  std::vector<std::uint8_t> is_copy;         ///< [n], 1: an edited copy of an item
  std::vector<int> groups;                   ///< [n], or nothing where no loss or batch depends on them
  std::vector<std::int64_t> repeats;         ///< [n] how often an epoch draws each, or nothing: once

  /// The examples of a batch that have losses of one kind and weight: their places in the batch, in `pixels` and in
  /// `regions`.
  struct LossGroup {
    RegionLossKind kind = RegionLossKind::Rrr;
    double weight = 0;
    std::vector<std::int64_t> rows, pictures, regions;
  };

  std::size_t size() const { return labels.size(); }
  /// The losses of the examples at these places, by kind and weight.
  std::vector<LossGroup> loss_groups(std::span<const std::int64_t> places) const;
  /// The places of the examples that are no edited copies; empty where none is one.
  std::vector<std::int64_t> originals() const;
  /// Reserves memory for `count` images of the size of `like`.
  void reserve(std::size_t count, const Image& like);
  /// Fails where the image differs in size from those before, or a loss's region from its image.
  void add(const Image& image, int label, std::span<const RegionLoss> losses = {}, bool copy = false);
  /// An example whose features stand in `features`, without region losses.
  void add_label(int label, bool copy = false);
};

}  // namespace xil
