#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// What a strategy may know at the start of a round. Row i of a pool matrix belongs to pool[i].
struct PoolView {
  std::span<const ItemId> pool;                   ///< unlabelled items, ascending
  const Matrix& probabilities;                    ///< [pool, classes]
  const Matrix& features;                         ///< [pool, width]; empty unless traits().uses_features
  std::span<const ItemId> labelled;               ///< labelled items, in the order in which they joined
  const Matrix& labelled_features;                ///< [labelled, width]; empty unless traits().uses_features
  std::span<const int> given_labels;              ///< [labelled], as the expert gave them
  std::span<const Matrix> dropout_probabilities;  ///< traits().dropout_passes times [pool, classes]
};

/// Another item that the expert should see because of a query.
struct Neighbour {
  std::size_t row = 0;  ///< of PoolView::pool, or of PoolView::labelled
  Reason reason = Reason::NearHit;
  double similarity = kUndefined;
  bool labelled = false;  ///< taken from the labelled items: shown for comparison only, it teaches nothing new
};

/// A term of the loss to be added to a corrected item.
struct PlannedLoss {
  RegionLossKind kind = RegionLossKind::Rrr;
  double weight = 0;
};

/// What an answer teaches besides the label.
struct CorrectionPlan {
  std::int64_t copies = 0;  ///< edited copies of the item
  EditRecipe recipe = {};   ///< how they are made; its wrong_region is that of the losses too
  std::vector<PlannedLoss> losses = {};
  bool is_empty() const { return copies <= 0 && losses.empty(); }
  bool edits_region() const { return copies > 0 && edit_kind_info(recipe.kind).edits_region; }
  /// Whether the expert is asked for the regions of the item.
  bool reads_regions() const { return edits_region() || !losses.empty(); }
};

/// Decides what the expert sees and what an answer teaches. Stateless: everything it depends on is handed in, so that
/// the same inputs give the same answer. Contract, checked for every registry entry by
/// tests/strategies/strategies_test.cpp: choose() gives min(count, pool) distinct rows; neighbours() gives distinct
/// rows, none of them taken, never the query's.
class Strategy {
 public:
  virtual ~Strategy() = default;
  virtual StrategyTraits traits() const = 0;
  /// Rows of the pool to query, best first.
  virtual std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const = 0;
  /// Items to show after the expert corrected the query at `row`, in the order of showing. `taken` [pool] marks the
  /// rows that this round has shown already; they are no neighbours any more.
  virtual std::vector<Neighbour> neighbours(const PoolView& view, std::size_t row, std::span<const std::uint8_t> taken,
                                            Rng& rng) const;
  /// The corrections of an item after this verdict, for queries and neighbours.
  virtual CorrectionPlan corrections(Verdict verdict) const;
  /// How the examples are trained on; the same in every round.
  virtual TrainingGuide guide() const;
};

}  // namespace xil
