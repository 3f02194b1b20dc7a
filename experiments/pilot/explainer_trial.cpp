#include "experiments/pilot/explainer_trial.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

constexpr std::size_t kMostMaps = 4;           ///< of one item and count: two pairs
constexpr std::uint32_t kLaterMasks = 1000;    ///< copies of ExplanationStreams from here on: more masks
constexpr std::uint32_t kSpreadTrials = 2000;  ///< copies of the trials for p and fill

double share_of(const Region* region) {
  return region == nullptr ? kUndefined
                           : static_cast<double>(area(*region)) / static_cast<double>(region->values.size());
}

void append(ScoredMasks& all, ScoredMasks more) {
  if (all.size() == 0) all.unscored_seed = more.unscored_seed;
  std::ranges::move(more.draws, std::back_inserter(all.draws));
  std::ranges::copy(more.scores, std::back_inserter(all.scores));
}

double median_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return quantile(std::move(values), 0.5);
}

}  // namespace

void ExplainerTrial::draw(std::size_t i, std::size_t masks) {
  const TrialItem& item = items_[i];
  TriedMasks& drawn = drawn_[i];
  while (drawn.scored.size() < masks) {
    const bool first = drawn.scored.size() == 0;
    const auto missing = static_cast<std::int64_t>(masks - drawn.scored.size());
    MaskTrial trial{missing, params_.p.number, item.seed, item.round, item.item, 0};
    if (!first) {
      trial.p = drawn.p;
      trial.copy = kLaterMasks + static_cast<std::uint32_t>(drawn.scored.size());
    }
    TriedMasks more = item.network->draw(dataset_.image(item.item), item.label, params_, trial);
    drawn.p = more.p;
    append(drawn.scored, std::move(more.scored));
  }
}

/// The correlation of the item's first two maps.
double ExplainerTrial::add_item(std::size_t i, std::size_t masks, MapsOfCount& result) const {
  const TrialItem& item = items_[i];
  const DatasetInfo& info = dataset_.info();
  const MaskShaper shaper(info.height, info.width, static_cast<int>(params_.grid));
  const Estimator estimator = estimator_of(saliency_, params_, drawn_[i].p);
  const Region *defect = dataset_.defect(item.item), *confounder = dataset_.confounder(item.item);
  std::array<JudgedItem, kVerdictRules> judged;
  judged.fill({item.group, item.label, {share_of(defect), share_of(confounder)}, {}});
  std::vector<std::vector<double>> maps;
  for (std::size_t k = 0; k < std::min(kMostMaps, drawn_[i].scored.size() / masks); ++k) {
    const ScoredMasks part = drawn_[i].scored.part(k * masks, masks);
    maps.push_back(saliency_map(shaper, part, estimator));
    Explanation explanation{Map(info.height, info.width), saliency_baseline(part, estimator), {}};
    std::ranges::transform(maps.back(), explanation.map.values.begin(),
                           [](double value) { return static_cast<float>(value); });
    for (std::size_t rule = 0; rule < kVerdictRules; ++rule) {
      OracleParams oracle;
      oracle.verdict = static_cast<VerdictRule>(rule);
      oracle.highlight = highlight_;
      judged[rule].maps.push_back(score_regions(explanation, defect, confounder, oracle));
    }
  }
  for (std::size_t rule = 0; rule < kVerdictRules; ++rule) result.items[rule].push_back(std::move(judged[rule]));
  return map_correlation(maps.at(0), maps.at(1));
}

void ExplainerTrial::draw_all(std::int64_t masks) {
  for (std::size_t i = 0; i < items_.size(); ++i) draw(i, static_cast<std::size_t>(masks));
}

MapsOfCount ExplainerTrial::maps(std::int64_t masks) {
  MapsOfCount result{masks, kUndefined, {}};
  std::vector<double> correlations;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    draw(i, 2 * static_cast<std::size_t>(masks));
    correlations.push_back(add_item(i, static_cast<std::size_t>(masks), result));
  }
  result.correlation = median_of(std::move(correlations));
  return result;
}

std::vector<SpreadCell> score_spread(const Dataset& dataset, std::span<const TrialItem> items, const RiseParams& params,
                                     std::span<const double> ps, std::span<const Fill> fills, std::int64_t masks) {
  std::vector<SpreadCell> cells;
  for (const Fill fill : fills) {
    for (const double p : ps) {
      RiseParams tried = params;
      tried.fill = fill;
      tried.sampling = Sampling::Bernoulli;  // hadamard has p = .5 only
      std::vector<double> spreads;
      for (const TrialItem& item : items) {
        const MaskTrial trial{masks, p, item.seed, item.round, item.item, kSpreadTrials};
        spreads.push_back(item.network->draw(dataset.image(item.item), item.label, tried, trial).scored.score_sd());
      }
      const auto little = std::ranges::count_if(spreads, [](double spread) { return spread < kLittleSpread; });
      const auto count = static_cast<double>(spreads.size());
      cells.push_back({p, fill, median_of(spreads), count > 0 ? static_cast<double>(little) / count : kUndefined});
    }
  }
  return cells;
}

}  // namespace xil
