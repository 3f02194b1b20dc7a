#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/loop/corrector.h"
#include "framework/loop/expert_time.h"

namespace xil {

/// The pool at the start of a round; owns the data of a PoolView.
struct PoolState {
  std::vector<ItemId> pool, labelled;
  std::vector<int> given_labels;
  Prediction prediction, labelled_prediction;
  std::vector<Matrix> dropout;
  PoolView view() const {
    return {pool,   prediction.probabilities, prediction.features, labelled, labelled_prediction.features, given_labels,
            dropout};
  }
};

/// Sums over all looks so far.
struct Tally {
  std::int64_t shown = 0, judged = 0, wrong_reasons = 0;
  double explain_s = 0;  ///< wall clock of this round's maps
  /// For each tallied diagnostic (DiagnosticInfo::tally_title), how many maps had which value.
  std::map<std::string_view, std::map<double, int>> diagnostics;
};

/// Shows items to the expert and applies the answers: steps 1 to 4 of a round (framework/README.md).
class QueryStep {
 public:
  QueryStep(const LoopParts& parts, LabelledPool& pool, Corrector& corrector, ExpertTime& expert_time);

  /// Shows min(query_batch, limit) items of one round, fewer if the pool has fewer; neighbours count among them. With
  /// `budget: queries` neighbours are shown in addition, up to `limit` items in all.
  void show_round(std::uint32_t round, std::int64_t limit);

  /// Repeats the looks of `past` without the oracle, so that the labelled set and the sums are as after its last round.
  void replay(const RunHistory& past);

  const Tally& tally() const { return tally_; }

 private:
  /// The number of items that may still be shown: of this round's batch, and of the run.
  struct RemainingBudget {
    std::int64_t batch = 0, limit = 0;
  };
  PoolState look_at_pool(std::uint32_t round);
  void show_with_neighbours(const PoolState& state, std::size_t row, std::uint32_t round,
                            std::vector<std::uint8_t>& taken, RemainingBudget& remaining);
  Verdict show(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round);
  void show_for_comparison(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round);
  std::optional<Explanation> explain(ShownRecord& record);
  void count(const ShownRecord& record);

  const LoopParts& parts_;
  LabelledPool& pool_;
  Corrector& corrector_;
  ExpertTime& expert_time_;
  StrategyTraits traits_;
  Tally tally_;
};

}  // namespace xil
