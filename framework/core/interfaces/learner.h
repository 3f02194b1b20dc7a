#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

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
  double train_loss = 0;       ///< mean over the last updates
  double validation_loss = 0;  ///< NaN where there are no validation items or it was not asked for
};

/// How a fit treats its examples, besides drawing them.
struct TrainingGuide {
  bool balance = false;  ///< batches draw the classes in turn instead of every example equally often
  LossClips clips = no_loss_clips();
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
