#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "experiments/runner/run_environment.h"

namespace xil {

/// A run's dataset, checked against the data of earlier runs of the folder.
struct CheckedDataset {
  std::shared_ptr<const Dataset> dataset;
  std::string source_digest;  ///< RunEnvironment::source_digest()
};

/// Fails if the set, before any split, is not the one that the first run of its source_key() in `out` had, or if its
/// split is not the one that the first run with that split had. Earlier versions of xil fixed the digests of splits
/// only: in folders of theirs, splits of other seeds are dealt again from the present set and compared before the set
/// is fixed. Nothing is written on failure.
CheckedDataset checked_dataset(const std::filesystem::path& out, RunEnvironment& environment, const RunParams& run);

}  // namespace xil
