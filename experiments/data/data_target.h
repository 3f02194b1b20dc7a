#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "framework/core/base/component_spec.h"

namespace xil {

/// An image set with its complete parameters. `dataset` is a name in core's table, a folder whose layout is recognised,
/// or a CSV table. Refuses datasets that are not read from image files.
ComponentSpec read_image_set(const std::string& dataset, std::span<const std::string> assignments);

/// A procedural dataset and the seed of its split.
struct MadeSet {
  ComponentSpec spec;
  std::uint64_t split_seed = 0;
};
/// `assignments` are parameters of the dataset, and split_seed=N. Refuses datasets that are not procedural.
MadeSet read_made_set(const std::string& dataset, std::span<const std::string> assignments);

}  // namespace xil
