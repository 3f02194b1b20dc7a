#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/choice.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Builds or reads the dataset of a resolved choice. The split depends on (choice, split_seed)
/// only. An unknown name is a configuration error that lists the known ones. Missing or damaged
/// files are failures that name the file and what to do.
std::shared_ptr<const Dataset> make_dataset(const Choice& choice, std::uint64_t split_seed);

/// SHA-256 of the plain files of a dataset, as they lie there. Precondition: dataset_params(choice)->plain_files().
std::string files_digest(const Choice& choice);

/// The names that make_dataset knows, sorted.
std::vector<std::string_view> dataset_names();

}  // namespace xil
