#pragma once

#include <vector>

#include "strategies/query.h"
#include "strategies/strategy.h"

// Baselines that mend shortcuts without a region drawn by an expert: they differ from `random` and `active` in how
// their examples are trained on.
namespace xil {

/// What the baselines share: label feedback on items that are queried at random or by least confidence.
struct BaselineParams : ComponentParams {
  QueryRule query = QueryRule::Random;

  void fields(auto&& f) { f("query", query, "which items are queried; uncertainty: the least confident"); }
};

/// Deep feature re-weighting (Kirichenko, Izmailov & Wilson 2023): see LastLayerRefit. The expert tells every labelled
/// item's group.
struct DfrParams : BaselineParams {
  WeightPenalty penalty = WeightPenalty::L1;
  std::vector<double> strengths = {1, 0.7, 0.3, 0.1, 0.07, 0.03, 0.01};
  std::int64_t refits = 20;
  double held_out = 0.5;

  void fields(auto&& f) {
    BaselineParams::fields(f);
    f("penalty", penalty, "of the last layer's weights, whose biases are free");
    f("strengths", strengths,
      "inverse strengths C of the penalty, as scikit-learn has them; of several the one with the best worst group is "
      "taken (the first among equals), fitted on half of the items and measured on the other half");
    f("refits", refits, "fits on group-balanced draws of the items, whose mean is taken");
    f("held_out", held_out,
      "share of each group's labelled items that only the last layer is fitted on; 0: all items are trained on and "
      "re-fitted on");
  }
  void validate() const;
};

/// Just train twice (Liu et al. 2021): see ErrorUpweighting.
struct JttParams : BaselineParams {
  double early_share = 0.05;
  std::int64_t upweight = 20;

  void fields(auto&& f) {
    BaselineParams::fields(f);
    f("early_share", early_share, "updates of the early fit, on top of `updates`, as a share of them");
    f("upweight", upweight, "how often an epoch draws what the early fit predicts wrongly");
  }
  void validate() const;
};

/// Group distributionally robust optimisation (Sagawa et al. 2020): see GroupRobustness. The expert tells every
/// labelled item's group.
struct GroupDroParams : BaselineParams {
  double step = 0.01;
  bool balance_groups = true;

  void fields(auto&& f) {
    BaselineParams::fields(f);
    f("step", step, "eta: how fast the weight of a group grows with its loss");
    f("balance_groups", balance_groups, "training draws the groups evenly");
  }
  void validate() const;
};

std::unique_ptr<Strategy> make_dfr(const DfrParams& params);
std::unique_ptr<Strategy> make_jtt(const JttParams& params);
std::unique_ptr<Strategy> make_group_dro(const GroupDroParams& params);

}  // namespace xil
