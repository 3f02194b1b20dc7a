#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/records.h"

namespace xil {

/// An item that a page shows beside the one in question.
struct ItemBeside {
  ItemId item = 0;
  Reason reason = Reason::NearHit;  ///< Query: the item in question was shown because of this one
  int predicted = 0;
  double probability = 0;  ///< of the predicted class
  double similarity = kUndefined;
  int given_label = kNoLabel;  ///< as the expert gave it
};

/// What the expert is shown: an item, the predicted class and, where the strategy judges reasons, the map. The rest is
/// for pages: nothing in it depends on the answer.
struct Question {
  ItemId item = 0;
  std::uint32_t round = 0;
  int predicted = 0;
  const Explanation* explanation = nullptr;  ///< null: only the label is asked for
  double probability = 0;                    ///< of the predicted class
  Reason reason = Reason::Query;
  double similarity = kUndefined;
  int given_label = kNoLabel;                    ///< for compare(): the label that the item has
  std::int64_t number = 0, in_round = 0;         ///< it is the number-th look, from 1, of so many of its round
  bool practice = false;                         ///< the answer will not be counted
  std::span<const ItemBeside> near = {};         ///< shown beside the item
  std::span<const ExplainTask> may_follow = {};  ///< items that may be asked next, likely ones first
};

struct Answer {
  int given_label = 0;  ///< kNoLabel with Verdict::Unsure
  Verdict verdict = Verdict::NotJudged;
  double verdict_score = kUndefined;
  double expert_s = 0;  ///< time of looking and, for W, of correcting the label
};

/// Regions as the expert marks them; absent if there is nothing to mark.
struct Marking {
  std::optional<Region> defect, confounder;
};

/// The expert.
class Oracle {
 public:
  virtual ~Oracle() = default;
  virtual Answer answer(const Question& question) const = 0;
  /// Shows a labelled item for comparison. Returns the seconds that looking at it costs.
  virtual double compare(const Question& question) const = 0;
  /// The regions that the expert draws for a correction, equal on every call. Mask noise may make them wrong.
  /// Precondition: the item was answered, or belongs to the initial set.
  virtual Marking mark(ItemId item) const = 0;
  /// Whether the expert can tell where an item's defect is, so that a map of an item without one has no right place.
  virtual bool knows_regions() const = 0;
  /// Seconds that marking one region costs on top of Answer::expert_s.
  virtual double region_s() const = 0;
  /// Seconds that the expert spends before the first item: drawing the regions of classes.
  virtual double preparation_s() const { return 0; }
  /// Seconds that telling an item's group costs (group_of()), on top of Answer::expert_s.
  virtual double glance_s() const { return 0; }
};

}  // namespace xil
