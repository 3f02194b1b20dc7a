#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "framework/loop/simulated_expert.h"

// What an expert would say to explanations under thresholds that are still to be chosen. Pure functions of scores.
namespace xil {

/// An item that the network labels rightly, with the scores of one or more of its maps.
struct JudgedItem {
  std::size_t group = 0;  ///< the network that was explained: a stage of a run
  int label = 0;
  RegionScores area;               ///< the regions' shares of the picture: NaN where there is no region
  std::vector<RegionScores> maps;  ///< one per map; the maps differ in their masks only
};

struct VerdictThresholds {
  double defect = 0.2, confounder = 0.2;
  bool operator==(const VerdictThresholds&) const = default;
};

/// Share of the maps that are called wrong, every item counted once; NaN if nothing is judged.
double wrong_share(std::span<const JudgedItem> items, const VerdictThresholds& thresholds);
/// Items of which at least one map is judged.
std::size_t judged_items(std::span<const JudgedItem> items);
/// Share of the pairs of maps (the first with the second, the third with the fourth, ...) that get different verdicts,
/// every item counted once: how much of a verdict comes from the masks. NaN without pairs.
double flipped_share(std::span<const JudgedItem> items, const VerdictThresholds& thresholds);
/// Share of the items with a defect's score whose verdict would be the same if as many of the smallest regions were
/// called wrong, whatever their maps: 1 if the verdicts tell nothing but sizes. NaN without such items, or if all or
/// none of them are called wrong.
double size_share(std::span<const JudgedItem> items, const VerdictThresholds& thresholds);

/// What thresholds would lead to.
struct VerdictForecast {
  VerdictThresholds thresholds;
  std::size_t judged = 0;
  double share = kUndefined;                         ///< called wrong
  double lowest = kUndefined, highest = kUndefined;  ///< the same in the groups that have enough items
  double flips = kUndefined, by_size = kUndefined;
};
VerdictForecast forecast(std::span<const JudgedItem> items, const VerdictThresholds& thresholds);

/// Below and above these shares of verdicts a run hardly tells anything.
inline constexpr double kFewestWrong = 0.1, kMostWrong = 0.9;
/// Groups and sets of fewer judged items say too little.
inline constexpr std::size_t kFewestInGroup = 5, kFewestJudged = 8;

/// The thresholds of a short list of round numbers under which every group has a share of 30 to 70 %, as nearly as that
/// is possible, and the fewest verdicts change with the masks; if the share is below 10 or above 90 % with them,
/// quantiles of the scores, rounded to two digits, are tried as well. Nothing if nothing is judged. For `hit`, whose
/// scores are 0 and 1, the only threshold is .5.
std::optional<VerdictForecast> choose_thresholds(std::span<const JudgedItem> items, VerdictRule rule);

/// The round numbers, ascending.
std::span<const double> round_thresholds();

/// Pearson's correlation of two maps over their pixels; NaN if one of them is constant.
double map_correlation(std::span<const double> one, std::span<const double> other);

}  // namespace xil
