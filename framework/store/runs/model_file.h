#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// A trained model with what is needed to use it again.
struct SavedModel {
  std::string run_id;
  std::int64_t round = 0;
  std::string config;      ///< complete configuration of the run, JSON
  DatasetInfo dataset;     ///< classes and picture size
  std::string state;       ///< as Learner::state() gave it
  std::string input = {};  ///< how pixels become what the network reads; empty: unknown
};

/// Writes `<folder>/<run_id>-<round>.h5` and makes the folder where needed. An existing file stays.
void write_model(const std::filesystem::path& folder, const SavedModel& model);
/// Reads it back; the state is checksummed, so that damage is an error and never a wrong weight. `mend`: the remedy
/// that a message about a damaged file names.
SavedModel read_model(const std::filesystem::path& file,
                      std::string_view mend = "delete it, and its run as well if the model shall be made again");

}  // namespace xil
