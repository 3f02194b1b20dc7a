#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/core/base/since.h"
#include "framework/core/interfaces/correction.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/diagnostics.h"

namespace xil {

/// The expert's verdict. NotJudged: right label, and nobody asked or could judge the reasons. Unsure: the expert gave
/// no label (kNoLabel) and the item is set aside: it is neither labelled nor shown again.
enum class Verdict : std::uint8_t { WrongLabel, WrongReasons, RightReasons, NotJudged, Unsure };
inline constexpr int kNoLabel = -1;
/// Why an item was shown.
enum class Reason : std::uint8_t { Query, NearHit, NearMiss };

template <>
struct EnumNames<Verdict> {
  static constexpr std::array<std::string_view, 5> names = {"W", "RWR", "RRR", "not_judged", "unsure"};
  static constexpr std::size_t always = 4;  ///< files explain unsure only where they have it
};
template <>
struct EnumNames<Reason> {
  static constexpr std::array<std::string_view, 3> names = {"query", "near_hit", "near_miss"};
};
inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// A stored record describes its columns once: fields(f) calls f(name, member, meaning) in the order of the file.

/// One look of the expert: a row of /shown.
struct ShownRecord {
  std::int64_t round = 0;
  ItemId item = 0;
  Reason reason = Reason::Query;
  ItemId of = 0;
  double similarity = kUndefined;
  int true_label = 0;
  int given_label = 0;
  int predicted = 0;
  double probability = 0;
  Verdict verdict = Verdict::NotJudged;
  double verdict_score = kUndefined;
  std::int64_t edits = 0;
  std::int64_t region_losses = 0;
  bool explained = false;        ///< a map was made
  Diagnostics diagnostics = {};  ///< of the map; stored as columns of diagnostic_table()

  static void fields(auto&& f) {
    using R = ShownRecord;
    f("round", &R::round, "round in which it was shown");
    f("item", &R::item, "row of `/items`");
    f("reason", &R::reason, "why it was shown");
    f("of", &R::of, "the query that a neighbour belongs to; a query's own item");
    f("similarity", &R::similarity, "cosine of centred features, neighbour to query; NaN for queries");
    f("true_label", &R::true_label, "class");
    f("given_label", &R::given_label, "class that the expert gave; -1 for an item that was set aside");
    f("predicted", &R::predicted, "class that the network gave");
    f("probability", &R::probability, "of the predicted class");
    f("verdict", &R::verdict, "the expert's: wrong label, right for the wrong reasons, right for the right reasons");
    f("verdict_score", &R::verdict_score, "what the verdict was made from; NaN where nothing was judged");
    f("edits", &R::edits, "refutations that this look gave");
    f("region_losses", &R::region_losses, "terms of the loss on the item that this look gave", Since{5});
  }
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
