#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// The expert's verdict. NotJudged: right label, and nobody asked or could judge the reasons.
enum class Verdict : std::uint8_t { WrongLabel, WrongReasons, RightReasons, NotJudged };
/// Why an item was shown.
enum class Reason : std::uint8_t { Query, NearHit, NearMiss };

template <>
struct EnumNames<Verdict> {
  static constexpr std::array<std::string_view, 4> names = {"W", "RWR", "RRR", "not_judged"};
};
template <>
struct EnumNames<Reason> {
  static constexpr std::array<std::string_view, 3> names = {"query", "near_hit", "near_miss"};
};
template <>
struct EnumNames<EditKind> {
  static constexpr std::array<std::string_view, 4> names = {"augment", "randomise", "substitute", "inpaint"};
};
template <>
struct EnumNames<Split> {
  static constexpr std::array<std::string_view, 3> names = {"pool", "validation", "test"};
};

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// One look of the expert.
struct ShownRecord {
  std::int64_t round = 0;
  ItemId item = 0;
  Reason reason = Reason::Query;
  ItemId of = 0;                   ///< the query that a neighbour belongs to; a query's own id
  double similarity = kUndefined;  ///< of a neighbour to its query: cosine of centred features
  int true_label = 0;
  int given_label = 0;
  int predicted = 0;
  double probability = 0;  ///< of the predicted class
  Verdict verdict = Verdict::NotJudged;
  double verdict_score = kUndefined;
  std::int64_t edits = 0;                                 ///< refutations that this look gave
  bool penalised = false;                                 ///< the item got a region for the gradient penalty
  std::int64_t masks = 0;                                 ///< of the item's explanation; 0: not explained
  double mask_p = kUndefined, score_sd = kUndefined;      ///< of the explanation
  double map_noise = kUndefined, mask_gain = kUndefined;  ///< likewise: Explanation::noise and gain
};

/// One edited copy that joined the training set.
struct RefutationRecord {
  std::int64_t round = 0;
  ItemId item = 0;
  int label = 0;
  std::shared_ptr<const Edit> edit;  ///< shared with the labelled set
};

/// A shown item whose score must not depend on a region: correction by gradient penalty.
struct PenaltyRecord {
  std::int64_t round = 0;
  ItemId item = 0;
  std::shared_ptr<const Region> region;  ///< shared with the labelled set
};

/// A kept saliency map.
struct SaliencyRecord {
  std::int64_t round = 0;
  ItemId item = 0;
  Map map;
};

/// The state after a round's retraining. Values appear in the run file as /rounds/<name>, in this order.
struct RoundRecord {
  std::int64_t round = 0;
  std::int64_t shown = 0;
  double expert_s = 0;
  std::int64_t train_size = 0;
  std::vector<std::pair<std::string, double>> metrics;
  std::vector<std::pair<std::string, double>> timings;  ///< wall clock; every name ends in _s
  Matrix test_probability;                              ///< [test items, classes]
};

}  // namespace xil
