#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "framework/core/base/component_spec.h"
#include "framework/data/check/set_check.h"

namespace xil {

/// An image set with its complete parameters. `dataset` is a name in core's table, a folder whose layout is recognised,
/// or a CSV table. Refuses datasets that are not read from image files.
ComponentSpec read_image_set(const std::string& dataset, std::span<const std::string> assignments);

/// A dataset of any kind with its complete parameters; see read_image_set().
ComponentSpec read_dataset(const std::string& dataset, std::span<const std::string> assignments);

/// What `xil data check` is asked.
struct CheckTarget {
  ComponentSpec spec;
  CheckOptions options;
};
/// `assignments` are parameters of the set, split_seed=N, and explainer=NAME and explainer.PARAMETER=VALUE as in a
/// sweep: regions are measured by the grid of that explainer's masks. Refuses explainers without a grid.
CheckTarget read_check_target(const std::string& dataset, std::span<const std::string> assignments);

/// A procedural dataset and the seed of its split.
struct MadeSet {
  ComponentSpec spec;
  std::uint64_t split_seed = 0;
};
/// `assignments` are parameters of the dataset, and split_seed=N. Refuses datasets that are not procedural.
MadeSet read_made_set(const std::string& dataset, std::span<const std::string> assignments);

}  // namespace xil
