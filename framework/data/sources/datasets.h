#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Builds or reads the dataset of a resolved spec. The split depends on (spec, split_seed)
/// only. An unknown name is a configuration error that lists the known ones. Missing or damaged
/// files are failures that name the file and what to do.
std::shared_ptr<const Dataset> make_dataset(const ComponentSpec& spec, std::uint64_t split_seed);

/// SHA-256 of the plain files of a dataset, as they are on the disk.
/// Precondition: dataset_params(spec)->plain_files().
std::string files_digest(const ComponentSpec& spec);

/// The names that make_dataset knows, sorted.
std::vector<std::string_view> dataset_names();

}  // namespace xil
