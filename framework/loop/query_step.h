#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/run_warnings.h"
#include "framework/core/interfaces/oracle.h"
#include "framework/loop/corrector.h"
#include "framework/loop/expert_time.h"
#include "framework/loop/pool_state.h"

namespace xil {

/// Sums over all looks so far.
struct Tally {
  std::int64_t shown = 0;
  RunFacts facts;           ///< what the looks say
  double explain_s = 0;     ///< wall clock of this round's maps
  std::int64_t unsure = 0;  ///< items that were set aside
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
  struct RoundInHand {
    const PoolState& state;
    std::uint32_t round = 0;
    RemainingBudget remaining;
    std::int64_t batch = 0;           ///< looks that the round is expected to have
    std::int64_t looks = 0;           ///< those that it had
    std::vector<std::uint8_t> taken;  ///< [pool] shown in this round
    /// For a person's page: the pool rows that may be asked next, and the query in hand with its given label.
    std::vector<std::size_t> next_queries, next_neighbours;
    std::optional<ItemBeside> query;
  };
  PoolState look_at_pool(std::uint32_t round);
  void practise(std::uint32_t round);
  void show_rows(RoundInHand& now, const std::vector<std::size_t>& wanted);
  void show_with_neighbours(RoundInHand& now, std::size_t row);
  void show_neighbours(RoundInHand& now, std::span<const Neighbour> neighbours, ItemId query);
  std::vector<Neighbour> neighbours_of(const RoundInHand& now, std::size_t row) const;
  Answer show(RoundInHand& now, const Neighbour& who, ItemId of);
  void show_for_comparison(RoundInHand& now, const Neighbour& who, ItemId of);
  void apply(const Answer& answer, ShownRecord& record, const Explanation* map);
  std::optional<Explanation> explain(ItemId item, int predicted, std::uint32_t round);
  void keep_map(ShownRecord& record, const Explanation& explained);
  void count(const ShownRecord& record);

  const LoopParts& parts_;
  LabelledPool& pool_;
  Corrector& corrector_;
  ExpertTime& expert_time_;
  StrategyTraits traits_;
  bool for_person_;  ///< the oracle is a person, whose page shows what is near and what may follow
  Tally tally_;
};

}  // namespace xil
