#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "framework/core/base/choice.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Builds or reads the dataset of a resolved choice. The split depends on (choice, split_seed)
/// only. An unknown name is a configuration error that lists the known ones. Missing or damaged
/// files are failures that name the file and what to do.
std::shared_ptr<const Dataset> make_dataset(const Choice& choice, std::uint64_t split_seed);

/// The names that make_dataset knows, sorted.
std::vector<std::string_view> dataset_names();

}  // namespace xil
