#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/planning/set_record.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/learner.h"

namespace xil {

/// Provides the parts of a run that come from other rooms: pictures and networks. The runs of one process share it.
class RunEnvironment {
 public:
  virtual ~RunEnvironment() = default;
  virtual std::shared_ptr<const Dataset> dataset(const RunParams& run) = 0;
  /// Digest of the source from which the run's dataset is dealt, whatever the split; empty if the dataset depends on
  /// nothing outside of the program.
  virtual std::string source_digest(const RunParams&) { return {}; }
  /// Looks at a run's data set before any run on it begins, and refuses what all of them would fail of. Nothing if
  /// there is nothing to look at, or if `known` (null: none) is still true.
  virtual std::optional<SetRecord> look_at_set(const RunParams&, const SetRecord* /*known*/) { return std::nullopt; }
  /// Precondition: dataset and environment outlive the learner.
  virtual std::unique_ptr<Learner> learner(const RunParams& run, const Dataset& dataset) = 0;
  /// "cpu", "cuda:0", ...
  virtual std::string device() const = 0;
  /// Entries for the provenance of a run, such as the version of a library.
  virtual std::vector<std::pair<std::string, std::string>> provenance() const = 0;
};

}  // namespace xil
