#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "experiments/dataset_source.h"
#include "experiments/feature_files.h"
#include "framework/comm/farm.h"
#include "framework/core/dataset.h"
#include "framework/core/run_params.h"
#include "framework/store/journal.h"

namespace xil {

/// Carries out runs of one sweep folder in this process, one after the other, and keeps its journal.
class RunExecutor {
 public:
  struct Place {
    std::filesystem::path out;
    std::string device;  ///< "cpu", "cuda:0", ...
    int rank = 0;
  };
  explicit RunExecutor(Place place);

  /// One complete run: loop, run file, log. What goes wrong is in the journal and in the outcome.
  WorkOutcome execute(const RunParams& run, const std::string& run_id, const ProgressSink& progress);

 private:
  void carry_out(const RunParams& run, const std::string& run_id, const ProgressSink& progress);
  std::shared_ptr<const Dataset> dataset_of(const RunParams& run);

  Place place_;
  Journal journal_;
  FeatureFiles features_;   ///< of backbones that never learn
  DatasetSource datasets_;  ///< runs of one dataset and split share it
};

}  // namespace xil
