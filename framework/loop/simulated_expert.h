#pragma once

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/oracle.h"
#include "framework/loop/class_regions.h"

namespace xil {

struct Judgement {
  Verdict verdict = Verdict::NotJudged;
  double score = kUndefined;
};

/// What a verdict rests on: the scores of a map by the verdict rule; NaN where no region is known, or where nothing in
/// the map is positive.
struct RegionScores {
  double defect = kUndefined, confounder = kUndefined;
};
/// The scores of a map with the marked regions (null: none known) by `params.verdict`.
RegionScores score_regions(const Explanation& explanation, const Region* defect, const Region* confounder,
                           const OracleParams& params);

/// The defect needs a score of at least verdict_threshold, the confounder one of at most confounder_threshold; if one
/// of them fails, the reasons are wrong. The score is that of the confounder if it fails or is the only region, else
/// that of the defect. Without any score, nothing is judged.
Judgement judge_scores(const RegionScores& scores, const OracleParams& params);

/// Judges a map against the marked regions: judge_scores() of score_regions().
Judgement judge_reasons(const Explanation& explanation, const Region* defect, const Region* confounder,
                        const OracleParams& params);

/// The expert who knows the true labels and regions. With label_noise the given label of an item is wrong with that
/// probability, always the same way for one (oracle seed, item), whatever the strategy or round. Mask noise spoils what
/// the expert marks for a correction in the same way; verdicts rest on the true regions. With class_regions the regions
/// of an item's true class stand in the place of its own, for marks and verdicts; they were drawn once, so that their
/// noise is the same for all items of a class, and marking costs nothing more.
class SimulatedExpert final : public Oracle {
 public:
  SimulatedExpert(const Dataset& dataset, const OracleParams& params, std::uint64_t oracle_seed)
      : dataset_(dataset), params_(params), seed_(oracle_seed), class_regions_(params.class_regions, dataset.info()) {}
  Answer answer(const Question& question) const override;
  Marking mark(ItemId item) const override;
  double compare(const Question&) const override { return params_.look_s; }
  bool knows_regions() const override {
    return class_regions_.empty() ? marks_defects(dataset_) : class_regions_.any_right();
  }
  double region_s() const override { return class_regions_.empty() ? params_.region_s : 0; }
  double preparation_s() const override { return static_cast<double>(class_regions_.drawn()) * params_.region_s; }
  double glance_s() const override { return params_.glance_s; }

 private:
  int given_label(ItemId item) const;

  const Dataset& dataset_;
  OracleParams params_;
  std::uint64_t seed_;
  ClassRegions class_regions_;
};

}  // namespace xil
