#pragma once

#include <cstdint>
#include <optional>

#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/records.h"

namespace xil {

/// What the expert is shown: an item, the predicted class and, where the strategy judges reasons, the map.
struct Question {
  ItemId item = 0;
  std::uint32_t round = 0;
  int predicted = 0;
  const Explanation* explanation = nullptr;  ///< null: only the label is asked for
};

struct Answer {
  int given_label = 0;
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
  /// The regions that the expert draws for a correction, equal on every call. Mask noise may make them wrong.
  virtual Marking mark(ItemId item) const = 0;
  /// Seconds that looking at an item costs.
  virtual double look_s() const = 0;
  /// Seconds that marking one region costs.
  virtual double region_s() const = 0;
};

}  // namespace xil
