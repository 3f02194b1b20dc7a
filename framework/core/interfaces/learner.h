#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/enum_names.h"
#include "framework/core/interfaces/diagnostics.h"
#include "framework/core/interfaces/fit_keeper.h"
#include "framework/core/interfaces/records.h"

namespace xil {

/// Rows go with the items asked for. probabilities [n, classes], features [n, width of the penultimate layer]
/// (empty where not asked for).
struct Prediction {
  Matrix probabilities;
  Matrix features;
};

struct ExplainTask {
  ItemId item = 0;
  int target = 0;  ///< the class whose score is explained: the predicted one
};

/// A saliency map with what is needed to read it.
struct Explanation {
  Map map;              ///< height x width, as the explainer defines it
  double baseline = 0;  ///< the map's value where hiding or showing a pixel changes nothing
  Diagnostics diagnostics;
};

struct FitSummary {
  std::int64_t updates = 0;
  double train_loss = 0;        ///< mean over the last updates
  double validation_loss = 0;   ///< NaN where there are no validation items or it was not asked for
  std::int64_t upweighted = 0;  ///< examples that count more: see ErrorUpweighting
};

/// Group distributionally robust optimisation (Sagawa et al. 2020): the loss of a batch is sum_g q_g L_g with L_g the
/// mean loss of the batch's examples of group g, and q_g is in proportion to q_g exp(step L_g) before each update.
struct GroupRobustness {
  double step = 0.01;
  bool balance = true;  ///< batches draw the groups in turn
};

/// Up-weighting of errors (JTT, Liu et al. 2021): an early fit of early_share * updates first; the examples that its
/// network predicts wrongly are then drawn `factor` times in each epoch of the fit proper, which starts anew.
struct ErrorUpweighting {
  double early_share = 0.05;
  std::int64_t factor = 20;
};

enum class WeightPenalty : std::uint8_t { L1, L2 };
template <>
struct EnumNames<WeightPenalty> {
  static constexpr std::array<std::string_view, 2> names = {"l1", "l2"};
};

/// Re-fitting of the last layer (DFR, Kirichenko et al. 2023) after a fit: logistic regression on standardised features
/// of the penultimate layer, on as many items of each group as the smallest has; the mean of `refits` such draws.
struct LastLayerRefit {
  WeightPenalty penalty = WeightPenalty::L1;
  std::vector<double> strengths = {};  ///< inverse strengths C of the penalty, from which the fit chooses
  std::int64_t refits = 20;
  double held_out = 0.5;  ///< share of each group that the fit leaves to the re-fitting; 0: it re-fits on all items
};

/// How a fit treats its examples, besides drawing them.
struct TrainingGuide {
  bool balance = false;  ///< batches draw the classes in turn instead of every example equally often
  LossClips clips = no_loss_clips();
  std::optional<GroupRobustness> group_robust = {};
  std::optional<ErrorUpweighting> errors = {};
  std::optional<LastLayerRefit> refit = {};
};

/// A trainable model with its explainer; the only view that the loop has of a network.
class Learner {
 public:
  virtual ~Learner() = default;
  /// Trains on the examples with the run's fixed number of updates: cold from the initial weights, warm from the
  /// present ones. Random choices come from the streams of (model seed, round).
  virtual FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) = 0;
  virtual Prediction predict(std::span<const ItemId> items, bool with_features) = 0;
  /// Class probabilities under dropout, one [n, classes] per pass: everything else as in prediction (batch norm
  /// frozen). What is dropped comes from the streams of (model seed, round, item, pass), so that order does not matter.
  virtual std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                                   std::uint32_t round) = 0;
  /// Probability of `target` for pictures that need not be in the dataset, [n].
  virtual std::vector<float> scores(std::span<const Image> images, int target) = 0;
  /// One map per task; masks from the streams of (model seed, round, item), so that order does not matter.
  virtual std::vector<Explanation> explain(std::span<const ExplainTask> tasks, std::uint32_t round) = 0;
  /// The state that the next fit continues from, for another process; empty if every fit starts from the initial
  /// weights.
  virtual std::string checkpoint() const { return {}; }
  /// Restores a checkpoint(), as if this learner had made the fit before it.
  /// Precondition: `checkpoint` is not empty.
  virtual void resume(const std::string& checkpoint);
  /// Lets long fits keep their state there while they are under way, and go on from it; a learner whose fits are short
  /// may ignore it.
  /// Precondition: `keeper` outlives the learner's fits.
  virtual void keep_fits_in(FitKeeper& keeper);
  /// Serialised present state, for OUT/models.
  virtual std::string state() const = 0;
  /// What a user should know of the model, such as what a file of weights did not hold.
  virtual std::vector<std::string> notes() const { return {}; }
};

/// max(0, map - baseline): the part of a map that speaks for the explained decision. NaN stays NaN.
Map positive_relevance(const Explanation& explanation);

}  // namespace xil
