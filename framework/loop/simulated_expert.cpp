#include "framework/loop/simulated_expert.h"

#include <cmath>

#include "framework/core/numeric/rng.h"
#include "framework/loop/mask_noise.h"
#include "framework/loop/metrics/localisation.h"

namespace xil {
namespace {

double score_of(VerdictRule rule, const Map& relevance, const Region& region, double highlight) {
  switch (rule) {
    case VerdictRule::Mass:
      return mass_inside(relevance, region);
    case VerdictRule::Iou:
      return peak(relevance) < 0 ? kUndefined : jaccard(highlighted(relevance, highlight), region);
    case VerdictRule::Hit:
      return hit(relevance, region);
  }
  return kUndefined;
}

}  // namespace

RegionScores score_regions(const Explanation& explanation, const Region* defect, const Region* confounder,
                           const OracleParams& params) {
  const Map relevance = positive_relevance(explanation);
  const auto score = [&](const Region* region) {
    return region ? score_of(params.verdict, relevance, *region, params.highlight) : kUndefined;
  };
  return {score(defect), score(confounder)};
}

Judgement judge_scores(const RegionScores& scores, const OracleParams& params) {
  if (scores.confounder > params.confounder_threshold) return {Verdict::WrongReasons, scores.confounder};
  if (!std::isnan(scores.defect)) {
    const bool enough = scores.defect >= params.verdict_threshold;
    return {enough ? Verdict::RightReasons : Verdict::WrongReasons, scores.defect};
  }
  if (!std::isnan(scores.confounder)) return {Verdict::RightReasons, scores.confounder};
  return {};
}

Judgement judge_reasons(const Explanation& explanation, const Region* defect, const Region* confounder,
                        const OracleParams& params) {
  return judge_scores(score_regions(explanation, defect, confounder, params), params);
}

int SimulatedExpert::given_label(ItemId item) const {
  const int truth = dataset_.item(item).label;
  Rng rng(seed_, {Purpose::Oracle, 0, item});
  if (!rng.bernoulli(params_.label_noise)) return truth;
  const int classes = dataset_.info().classes();
  const auto shift = 1 + static_cast<int>(rng.below(static_cast<std::uint64_t>(classes - 1)));
  return (truth + shift) % classes;
}

Marking SimulatedExpert::mark(ItemId item) const {
  constexpr std::uint32_t kDecision = 0, kDefect = 1, kConfounder = 2;  // copies: streams of one item
  constexpr std::uint32_t kOfClass = 3;                                 // added for a class, which is then the item
  const bool by_class = !class_regions_.empty();
  const ItemId named = by_class ? static_cast<ItemId>(dataset_.item(item).label) : item;
  const auto stream = [&](std::uint32_t copy) {
    return Rng(seed_, {Purpose::MaskNoise, 0, named, by_class ? copy + kOfClass : copy});
  };
  const bool noisy = params_.mask_noise != MaskNoise::None && stream(kDecision).bernoulli(params_.mask_noise_rate);
  const bool noisy_defect = noisy && !invents_region(params_.mask_noise);
  const auto marked = [&](const Region* region, bool spoilt, std::uint32_t copy) -> std::optional<Region> {
    if (region == nullptr) return std::nullopt;
    return spoilt ? with_mask_noise(*region, params_, stream(copy)) : *region;
  };
  const KnownRegions regions = class_regions_.of(dataset_, item);
  return {marked(regions.defect, noisy_defect, kDefect), marked(regions.confounder, noisy, kConfounder)};
}

Answer SimulatedExpert::answer(const Question& question) const {
  Answer answer;
  answer.given_label = given_label(question.item);
  answer.expert_s = params_.look_s;
  if (question.predicted != answer.given_label) {
    answer.verdict = Verdict::WrongLabel;
    answer.expert_s += params_.label_s;
  } else if (question.explanation != nullptr) {
    const KnownRegions regions = class_regions_.of(dataset_, question.item);
    const Judgement judgement = judge_reasons(*question.explanation, regions.defect, regions.confounder, params_);
    answer.verdict = judgement.verdict;
    answer.verdict_score = judgement.score;
  }
  return answer;
}

}  // namespace xil
