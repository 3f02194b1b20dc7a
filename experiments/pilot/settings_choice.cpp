#include "experiments/pilot/settings_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "framework/core/base/error.h"

namespace xil {
namespace {

bool tells_apart(const VerdictForecast& forecast) {
  return forecast.share >= kFewestWrong && forecast.share <= kMostWrong;
}

std::string trouble_of(const RuleChoice& choice) {
  const VerdictForecast& found = choice.forecast;
  if (found.judged == 0) return "nothing in the maps speaks for the predicted class, so that no explanation is judged";
  if (found.judged < kFewestJudged)
    return fmt::format("only {} explanations can be judged, and {} are the least to choose from", found.judged,
                       kFewestJudged);
  if (!tells_apart(found)) {
    if (choice.rule == VerdictRule::Hit)
      return fmt::format("the map's peak lies {} the region in {:.0f} % of the maps",
                         found.share > 0.5 ? "outside" : "inside", 100 * std::max(found.share, 1 - found.share));
    return fmt::format("the scores are so alike that the best threshold still calls {:.0f} % wrong", 100 * found.share);
  }
  if (found.flips > kTooManyFlips)
    return fmt::format("even with {} masks {:.0f} % of the verdicts change with other masks: they are noise",
                       choice.masks, 100 * found.flips);
  if (choice.correlation < kLeastCorrelation && found.by_size >= kSizesAlone)
    return fmt::format(
        "the maps are noise (two of one item correlate by {:.2f} with {} masks), and {:.0f} % of the verdicts would be "
        "the same if the sizes of the regions alone were judged",
        choice.correlation, choice.masks, 100 * found.by_size);
  return {};
}

std::string caution_of(const RuleChoice& choice) {
  const VerdictForecast& found = choice.forecast;
  std::string text;
  const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : "; ") + sentence; };
  if (found.by_size >= kSizesAlone)
    add(fmt::format("{:.0f} % of the verdicts would be the same if the sizes of the regions alone were judged",
                    100 * found.by_size));
  if (found.flips > kFewFlips) add(fmt::format("{:.0f} % of the verdicts change with other masks", 100 * found.flips));
  if (choice.correlation < kLeastCorrelation)
    add(fmt::format("two maps of one item with other masks correlate by {:.2f} only", choice.correlation));
  if (found.lowest < kFewestWrong || found.highest > kMostWrong)
    add(fmt::format("the share goes from {:.0f} to {:.0f} % as the network learns", 100 * found.lowest,
                    100 * found.highest));
  return text;
}

RuleChoice choice_at(const MapsOfCount& count, VerdictRule rule) {
  RuleChoice choice{rule, count.masks, count.correlation, {}, {}, {}};
  if (const auto found = choose_thresholds(count.of(rule), rule)) choice.forecast = *found;
  return choice;
}

}  // namespace

RuleChoice choose_for_rule(std::span<const MapsOfCount> counts, VerdictRule rule) {
  require(!counts.empty(), "a rule is chosen from maps");
  RuleChoice choice;
  for (const MapsOfCount& count : counts) {
    choice = choice_at(count, rule);
    if (choice.forecast.judged >= kFewestJudged && tells_apart(choice.forecast) && choice.is_stable()) break;
  }
  choice.trouble = trouble_of(choice);
  if (choice.works()) choice.caution = caution_of(choice);
  return choice;
}

std::vector<std::int64_t> mask_counts_to_try(const RiseParams& params, std::int64_t most) {
  constexpr std::int64_t kFewest = 16;
  std::vector<std::int64_t> counts;
  const auto allowed = [&](std::int64_t count) {
    const std::int64_t order = hadamard_order(params.grid * params.grid);
    return count >= kFewest && (params.sampling != Sampling::Hadamard || count % order == 0) &&
           (!params.control_variate || count >= 2 * params.grid * params.grid);
  };
  for (const std::int64_t part : {8, 4, 2}) {
    if (params.masks % part == 0 && allowed(params.masks / part)) counts.push_back(params.masks / part);
  }
  counts.push_back(params.masks);
  for (std::int64_t count = 2 * params.masks; count <= most; count *= 2) counts.push_back(count);
  return counts;
}

const SpreadCell* better_spread(std::span<const SpreadCell> cells, const RiseParams& params) {
  constexpr double kBetter = 1.25, kNearly = 0.75;
  const double own_p = params.p.number.value_or(0.5);
  const SpreadCell *own = nullptr, *best = nullptr, *best_own_fill = nullptr;
  for (const SpreadCell& cell : cells) {
    if (cell.fill == params.fill && cell.p == own_p) own = &cell;
    if (params.sampling == Sampling::Hadamard && cell.p != 0.5) continue;
    if (best == nullptr || cell.median > best->median) best = &cell;
    if (cell.fill == params.fill && (best_own_fill == nullptr || cell.median > best_own_fill->median))
      best_own_fill = &cell;
  }
  if (best_own_fill != nullptr && best_own_fill->median >= kNearly * best->median) best = best_own_fill;
  if (best == nullptr || own == nullptr || own->median >= kEnoughSpread || !(best->median > kBetter * own->median))
    return nullptr;
  return best;
}

std::optional<std::int64_t> finer_grid(const RiseParams& params, double share, int height, int width) {
  constexpr int kLeastCell = 4;  // pixels
  if (!(share > 0) || share * static_cast<double>(params.grid * params.grid) >= 1) return std::nullopt;
  const auto grid = static_cast<std::int64_t>(std::ceil(1 / std::sqrt(share)));
  if (grid * kLeastCell > std::min(height, width)) return std::nullopt;
  return grid;
}

RiseParams with_grid(RiseParams params, std::int64_t grid) {
  params.grid = grid;
  const std::int64_t cells = grid * grid;
  if (params.control_variate) params.masks = std::max(params.masks, 2 * cells);
  if (params.sampling == Sampling::Hadamard) {
    const std::int64_t order = hadamard_order(cells);
    params.masks = (params.masks + order - 1) / order * order;
  }
  return params;
}

RiseParams with_spread(RiseParams params, const SpreadCell& cell) {
  params.p.number = cell.p;
  params.fill = cell.fill;
  return params;
}

}  // namespace xil
