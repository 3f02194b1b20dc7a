#pragma once

#include <span>
#include <string>
#include <vector>

#include "framework/core/interfaces/records.h"

namespace xil {

/// Receives the events of the loop in order. Implementations keep, store or print them.
class RunLog {
 public:
  virtual ~RunLog() = default;
  /// Called once, before round 0: the dataset, and the test items in the order of RoundRecord::test_probability.
  virtual void start(const Dataset& dataset, std::span<const ItemId> initial, std::span<const ItemId> test) = 0;
  virtual void shown(const ShownRecord& record) = 0;
  virtual void corrected(const Correction& correction) = 0;
  /// `baseline`: the map's value where hiding or showing a pixel changes nothing.
  virtual void saliency(const SaliencyRecord& record, double baseline) = 0;
  /// Called last in a round, after its retraining and evaluation.
  virtual void round(const RoundRecord& record) = 0;
  /// Called after each round of a run that has several: all that was logged so far, with the learner's checkpoint(), is
  /// a place to resume from.
  virtual void checkpoint(const std::string& learner) = 0;
  /// A sentence for the run's log file.
  virtual void note(const std::string& sentence) = 0;
  /// A model state to keep (see RunParams::models).
  virtual void model(std::int64_t round, const std::string& state) = 0;
};

}  // namespace xil
