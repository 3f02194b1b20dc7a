#pragma once

#include <map>
#include <memory>

#include "experiments/interact/expert_desk.h"
#include "experiments/interact/lookahead_learner.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/oracle.h"
#include "strategies/strategy.h"

namespace xil {

/// The person at the desk as the loop's oracle. The verdict is the person's; verdict_score is what the verdict rule
/// says of the map on the true regions, where the dataset has them.
class HumanExpert final : public Oracle {
 public:
  /// Precondition: all parts outlive this object.
  struct Parts {
    const RunParams& run;
    const Dataset& dataset;
    const Strategy& strategy;
    ExpertDesk& desk;
    LookaheadLearner& learner;
  };
  explicit HumanExpert(const Parts& parts) : parts_(parts) {}

  Answer answer(const Question& question) const override;
  double compare(const Question& question) const override;
  Marking mark(ItemId item) const override;
  bool knows_regions() const override { return true; }
  double region_s() const override { return 0; }

 private:
  Card card_of(const Question& question) const;
  void look_ahead(const Question& question) const;

  Parts parts_;
  mutable std::map<ItemId, Marking> marked_;
  mutable std::map<std::pair<std::int64_t, ItemId>, std::int64_t> compared_;  ///< by round and item: how often
};

}  // namespace xil
