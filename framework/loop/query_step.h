#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/loop/corrector.h"
#include "framework/loop/expert_time.h"

namespace xil {

/// What the pool looks like at the start of a round; owns what a PoolView points to.
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

  /// One round: min(query_batch, `limit`) items or what is left of the pool; with `budget: queries` neighbours on top,
  /// as far as `limit` goes.
  void show_round(std::uint32_t round, std::int64_t limit);

  /// Shows again what was shown in the rounds of a past, without asking anybody: the labelled set and the sums are then
  /// what they were after its last round.
  void replay(const RunHistory& past);

  const Tally& tally() const { return tally_; }

 private:
  /// What may still be shown in this round: of the batch, and at all.
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
