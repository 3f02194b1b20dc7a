#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "experiments/pilot/verdict_forecast.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/nn/bench/explain_bench.h"

namespace xil {

/// A network with an item whose explanation would be judged.
struct TrialItem {
  std::shared_ptr<const ExplainBench> network;
  std::size_t group = 0;  ///< of the network
  ItemId item = 0;
  int label = 0;           ///< which is predicted too
  std::uint64_t seed = 0;  ///< of the masks
  std::uint32_t round = 0;
};

/// Scores by each verdict rule, in the order of VerdictRule.
inline constexpr std::size_t kVerdictRules = EnumNames<VerdictRule>::names.size();

/// What maps of so many masks lead to.
struct MapsOfCount {
  std::int64_t masks = 0;
  double correlation = kUndefined;  ///< median over the items, of two maps with other masks
  std::array<std::vector<JudgedItem>, kVerdictRules> items;
  const std::vector<JudgedItem>& of(VerdictRule rule) const { return items[static_cast<std::size_t>(rule)]; }
};

/// Explains items with growing numbers of masks. The first masks of an item are those that the run itself would use.
class ExplainerTrial {
 public:
  /// Precondition: the dataset outlives the trial.
  ExplainerTrial(const Dataset& dataset, std::vector<TrialItem> items, Saliency saliency, const RiseParams& params,
                 double highlight)
      : dataset_(dataset),
        items_(std::move(items)),
        saliency_(saliency),
        params_(params),
        highlight_(highlight),
        drawn_(items_.size()) {}

  /// Two maps or more of `masks` masks each, of every item. Masks that are missing are drawn and scored.
  MapsOfCount maps(std::int64_t masks);
  /// Draws and scores so many masks of every item, as far as they are missing.
  void draw_all(std::int64_t masks);

 private:
  void draw(std::size_t i, std::size_t masks);
  double add_item(std::size_t i, std::size_t masks, MapsOfCount& result) const;

  const Dataset& dataset_;
  std::vector<TrialItem> items_;
  Saliency saliency_;
  RiseParams params_;
  double highlight_;
  std::vector<TriedMasks> drawn_;
};

/// Standard deviation of an item's masked scores for one p and fill.
struct SpreadCell {
  double p = 0.5;
  Fill fill = Fill::Black;
  double median = kUndefined;  ///< over the items
  double noise = kUndefined;   ///< share of the items below kLittleSpread
};
/// Below this standard deviation maps showed nothing, from the second on they are usable (DIANNA's developers,
/// github.com/dianna-ai/dianna/issues/24).
inline constexpr double kLittleSpread = 0.1, kEnoughSpread = 0.2;

/// Tries every p with every fill on the items, `masks` masks each.
std::vector<SpreadCell> score_spread(const Dataset& dataset, std::span<const TrialItem> items, const RiseParams& params,
                                     std::span<const double> ps, std::span<const Fill> fills, std::int64_t masks);

}  // namespace xil
