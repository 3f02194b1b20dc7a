#pragma once

#include "experiments/interact/expert_desk.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/run_log.h"
#include "framework/loop/evaluation.h"
#include "framework/store/runs/run_file_writer.h"

namespace xil {

/// Passes a run's events on and tells the desk what each round brought.
class RoundWatch final : public RunLog {
 public:
  struct Parts {
    RunFileWriter& own;
    const RunParams& run;
    const Dataset& dataset;
    Learner& learner;
    ExpertDesk& desk;
  };
  explicit RoundWatch(const Parts& parts) : parts_(parts), evaluation_(parts.run, parts.dataset) {}

  void start(const Dataset& dataset, std::span<const ItemId> initial, std::span<const ItemId> test) override;
  void shown(const ShownRecord& record) override;
  void corrected(const Correction& correction) override;
  void saliency(const SaliencyRecord& record, double baseline) override { parts_.own.saliency(record, baseline); }
  void round(const RoundRecord& record) override;
  void checkpoint(const std::string& learner) override { parts_.own.checkpoint(learner); }
  void note(const std::string& sentence) override { parts_.own.note(sentence); }
  void model(std::int64_t round, const std::string& state) override { parts_.own.model(round, state); }

 private:
  void count(const ShownRecord& record);

  Parts parts_;
  Evaluation evaluation_;
  RoundOutcome outcome_;
  std::vector<std::uint8_t> seen_;  ///< by item: labelled or set aside; looks at them are for comparison
};

}  // namespace xil
