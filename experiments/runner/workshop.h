#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/learner.h"

namespace xil {

/// Where the parts of a run that need a room of their own come from: pictures and networks. Runs of one process share
/// it.
class Workshop {
 public:
  virtual ~Workshop() = default;
  virtual std::shared_ptr<const Dataset> dataset(const RunParams& run) = 0;
  /// Digest of what the run's dataset is dealt from, whatever the split; empty where nothing outside of the program
  /// enters.
  virtual std::string source_digest(const RunParams&) { return {}; }
  /// Dataset and workshop must outlive the learner.
  virtual std::unique_ptr<Learner> learner(const RunParams& run, const Dataset& dataset) = 0;
  /// "cpu", "cuda:0", ...
  virtual std::string device() const = 0;
  /// What it adds to a run's provenance, such as the version of a library.
  virtual std::vector<std::pair<std::string, std::string>> provenance() const = 0;
};

}  // namespace xil
