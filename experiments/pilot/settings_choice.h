#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiments/pilot/explainer_trial.h"

namespace xil {

/// Verdicts of which more change between two sets of masks rest on the masks: few enough, and too many.
inline constexpr double kFewFlips = 0.1, kTooManyFlips = 0.25;
/// Two maps of an item that correlate less are noise for the greater part.
inline constexpr double kLeastCorrelation = 0.5;
/// From this share on the verdicts would hardly differ if only the sizes of the regions were judged.
inline constexpr double kSizesAlone = 0.9;

/// The best that a verdict rule can do with an explainer.
struct RuleChoice {
  VerdictRule rule = VerdictRule::Mass;
  std::int64_t masks = 0;
  double correlation = kUndefined;
  VerdictForecast forecast;
  std::string trouble;  ///< why no threshold is of use; empty: there is one
  std::string caution;  ///< what should be known of it
  bool works() const { return trouble.empty(); }
  /// Whether its verdicts hardly depend on the masks.
  bool is_stable() const { return forecast.flips <= kFewFlips && correlation >= kLeastCorrelation; }
};

/// The smallest number of masks under which verdicts by this rule hardly depend on the masks, with its thresholds; if
/// there is none, the largest number.
/// Precondition: `counts` is not empty, and ascending.
RuleChoice choose_for_rule(std::span<const MapsOfCount> counts, VerdictRule rule);

/// The numbers of masks to try: a half, a quarter and an eighth of `own`, `own`, and twice as many up to `most`, as far
/// as the parameters allow them.
std::vector<std::int64_t> mask_counts_to_try(const RiseParams& params, std::int64_t most);

/// The cell whose scores vary most; one with the explainer's own fill if it has three quarters of that. Null if the
/// cell with the explainer's own p and fill is enough (kEnoughSpread), or nearly as good.
const SpreadCell* better_spread(std::span<const SpreadCell> cells, const RiseParams& params);

/// A grid whose cells are as large as a region of this share of the picture; nothing if the explainer's own cells are
/// small enough, or if cells would be less than four pixels high or wide.
std::optional<std::int64_t> finer_grid(const RiseParams& params, double share, int height, int width);

/// The explainer with another grid, p or fill, and masks as it then needs.
RiseParams with_grid(RiseParams params, std::int64_t grid);
RiseParams with_spread(RiseParams params, const SpreadCell& cell);

}  // namespace xil
