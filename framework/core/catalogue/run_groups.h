#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/core/interfaces/class_shape.h"

// The groups of a run's parameters: maps under one key of a sweep (`oracle.label_noise`, `training.batch_size`, ...).
namespace xil {

enum class VerdictRule { Mass, Iou, Hit };
enum class MaskNoise {
  None,
  Incomplete,
  Dilated,
  Shifted,
  Arbitrary,
  RandomPixels,
  OppositeBar,
  LowerHalf,
  WholePicture,
};
enum class ExpertKind { Simulated, Human, Replay };
enum class MapDisplay { Shown, AfterLabel, Hidden };
enum class ItemOrder { Chosen, Random };
enum class AccuracyDisplay { Shown, Hidden };
enum class MissingAnswers { Simulate, Refuse };
enum class KeepState { Last, Best };
enum class BatchOrder { Shuffled, Given };
enum class OptimiserKind { Adam, AdamW, Sgd };
enum class LearningSchedule { Constant, Linear, Cosine, Step };
enum class ClassWeights { None, Balanced };
enum class Precision { Float32, Mixed };
enum class Binarise { Mean, Median, Topk, Quantile };

template <>
struct EnumNames<VerdictRule> {
  static constexpr std::array<std::string_view, 3> names = {"mass", "iou", "hit"};
};
template <>
struct EnumNames<MaskNoise> {
  static constexpr std::array<std::string_view, 9> names = {"none",         "incomplete", "dilated",
                                                            "shifted",      "arbitrary",  "random_pixels",
                                                            "opposite_bar", "lower_half", "whole_picture"};
};
template <>
struct EnumNames<ExpertKind> {
  static constexpr std::array<std::string_view, 3> names = {"simulated", "human", "replay"};
};
template <>
struct EnumNames<MapDisplay> {
  static constexpr std::array<std::string_view, 3> names = {"shown", "after_label", "hidden"};
};
template <>
struct EnumNames<ItemOrder> {
  static constexpr std::array<std::string_view, 2> names = {"chosen", "random"};
};
template <>
struct EnumNames<AccuracyDisplay> {
  static constexpr std::array<std::string_view, 2> names = {"shown", "hidden"};
};
template <>
struct EnumNames<MissingAnswers> {
  static constexpr std::array<std::string_view, 2> names = {"simulate", "refuse"};
};
template <>
struct EnumNames<KeepState> {
  static constexpr std::array<std::string_view, 2> names = {"last", "best"};
};
template <>
struct EnumNames<BatchOrder> {
  static constexpr std::array<std::string_view, 2> names = {"shuffled", "given"};
};
template <>
struct EnumNames<OptimiserKind> {
  static constexpr std::array<std::string_view, 3> names = {"adam", "adamw", "sgd"};
};
template <>
struct EnumNames<LearningSchedule> {
  static constexpr std::array<std::string_view, 4> names = {"constant", "linear", "cosine", "step"};
};
template <>
struct EnumNames<ClassWeights> {
  static constexpr std::array<std::string_view, 2> names = {"none", "balanced"};
};
template <>
struct EnumNames<Precision> {
  static constexpr std::array<std::string_view, 2> names = {"float32", "mixed"};
};
template <>
struct EnumNames<Binarise> {
  static constexpr std::array<std::string_view, 4> names = {"mean", "median", "topk", "quantile"};
};

/// Who answers, what a person is shown, how the simulated expert answers, and what the answers cost.
struct OracleParams {
  ExpertKind expert = ExpertKind::Simulated;
  std::string person = "anonymous";
  ItemOrder order = ItemOrder::Chosen;
  MapDisplay maps = MapDisplay::Shown;
  std::int64_t near = 2;
  AccuracyDisplay accuracy = AccuracyDisplay::Shown;
  std::int64_t practice = 0;
  bool questionnaires = false;
  std::string session;
  MissingAnswers missing = MissingAnswers::Simulate;
  VerdictRule verdict = VerdictRule::Mass;
  double verdict_threshold = 0.2;
  double confounder_threshold = 0.2;
  double highlight = 0.1;
  double label_noise = 0;
  MaskNoise mask_noise = MaskNoise::None;
  double mask_noise_rate = 1;
  double mask_noise_share = 0.5;
  double mask_noise_px = 3;
  double look_s = 2;
  double label_s = 1;
  double region_s = 5;
  double glance_s = 1;
  std::vector<ClassShape> class_regions;

  void fields(auto&& f) {
    f("expert", expert, "simulated; human: a person answers (xil interact); replay: a person's answers of another run");
    f("person", person, "human: pseudonym of the person, letters, digits, - and _");
    f("order", order, "of the items of a round: as the strategy chose them, or in random order");
    f("maps", maps, "human: saliency maps are shown at once, after the label was given, or not at all");
    f("near", near, "human: so many near hits and near misses are shown beside an item");
    f("accuracy", accuracy, "human: whether the accuracy on the validation items is shown after a round");
    f("practice", practice, "human: so many validation items are shown for practice first; they are not counted");
    f("questionnaires", questionnaires, "human: NASA-TLX and SUS at the end, which may be skipped");
    f("session", session, "replay: run file of the session, OUT/runs/<run_id>.h5");
    f("missing", missing,
      "replay: items that the person did not answer are answered as by the simulated expert, or end the run");
    f("verdict", verdict,
      "what a map's score is. mass: the share of its positive relevance inside the region; iou: the Jaccard index of the "
      "region and the highlighted pixels (`highlight`); hit: 1 if its peak lies inside, else 0");
    f("verdict_threshold", verdict_threshold,
      "defect regions: reasons are wrong below this score. mass: a map of noise scores the region's share of the "
      "picture; usual are twice that share to .5. iou: a region smaller than `highlight` hardly scores more than its "
      "share over `highlight`; usual are .05 to .3. hit: all values above 0 are the same. `xil pilot` proposes one "
      "under which verdicts differ");
    f("confounder_threshold", confounder_threshold,
      "confounder regions: reasons are wrong above this score of the same measure; usual are .1 to .5, and with 1 "
      "nothing is wrong");
    f("highlight", highlight, "share of the pixels that the expert sees as highlighted (iou, wrong regions)");
    f("label_noise", label_noise, "probability that the expert gives a wrong label");
    f("mask_noise", mask_noise,
      "what is wrong with the regions that the expert marks for corrections. incomplete, dilated, shifted, arbitrary, "
      "lower_half: the region is cut, grown, moved, put anywhere, or its upper half is left out; in place of a "
      "confounder, random_pixels: every pixel with probability 1/2; opposite_bar: a bar at another border; "
      "whole_picture: everything");
    f("mask_noise_rate", mask_noise_rate, "probability that an item's regions are marked with that noise");
    f("mask_noise_share", mask_noise_share, "incomplete: share of the region that is left out");
    f("mask_noise_px", mask_noise_px, "dilated: by so many pixels; shifted: so far, in a random direction");
    f("look_s", look_s, "seconds to look at an item");
    f("label_s", label_s, "seconds to correct a label");
    f("region_s", region_s, "seconds to mark a region");
    f("glance_s", glance_s,
      "seconds to say whether an item has a confounder and which class it speaks for, where a strategy asks (dfr, "
      "group_dro); by default as long as a label, which is one choice too");
    f("class_regions", class_regions,
      "regions that the expert draws once per class (region_s each) instead of once per item, for all pictures of the "
      "class: a list of {class: NAME or a list, as: right|wrong, box: [left, top, right, bottom]}, or `circle: [x, y, radius]` or "
      "`polygon: [[x, y], ...]`, in shares of the picture. They stand in the place of the items' own regions, for "
      "verdicts and corrections; metrics are measured on the items' own");
  }
  /// Whether a class has a region where its pictures' defects, or their confounders, would be.
  bool draws_for_classes(ClassReason as) const {
    return std::ranges::any_of(class_regions, [&](const ClassShape& shape) { return shape.as == as; });
  }
  bool operator==(const OracleParams&) const = default;
  void validate() const;
};

/// An optimiser with a fixed number of updates (`updates` of the run); batches drawn with replacement-free epochs.
struct TrainingParams {
  std::int64_t batch_size = 32;
  OptimiserKind optimiser = OptimiserKind::Adam;
  double learning_rate = 1e-3;
  double backbone_rate = 1;
  LearningSchedule schedule = LearningSchedule::Constant;
  std::int64_t warmup = 0;
  double momentum = 0.9;
  double weight_decay = 0;
  ClassWeights class_weights = ClassWeights::None;
  Precision precision = Precision::Float32;
  BatchOrder order = BatchOrder::Shuffled;
  KeepState keep = KeepState::Last;
  std::int64_t check_every = 25;
  std::int64_t corrections_after = 0;

  void fields(auto&& f) {
    f("batch_size", batch_size, "examples per update");
    f("optimiser", optimiser, "adam; adamw: with decoupled weight decay; sgd: with momentum");
    f("learning_rate", learning_rate, "step size");
    f("backbone_rate", backbone_rate, "all but the last linear layer learn with so many times the learning rate");
    f("schedule", schedule,
      "of the learning rate over a fit's updates: linear or cosine down to 0; step: a tenth from the half on, a "
      "hundredth from three quarters on");
    f("warmup", warmup, "updates over which the learning rate rises linearly to its full value");
    f("momentum", momentum, "optimiser: sgd");
    f("weight_decay", weight_decay,
      "adam, sgd: L2 penalty added to the gradient; adamw: share of the learning rate by which "
      "values shrink");
    f("class_weights", class_weights,
      "balanced: the loss of a class counts n / (classes n_class) times, by the labels that it is trained on");
    f("precision", precision, "mixed: bfloat16 where autocast allows it, on CUDA devices only");
    f("order", order, "shuffled: every epoch anew; given: items in the order of labelling, then refutations");
    f("keep", keep, "the last state, or the one with the least validation loss");
    f("check_every", check_every, "keep: best looks at the validation loss every so many updates");
    f("corrections_after", corrections_after,
      "the first so many updates of a fit learn from labels alone; edited copies and region losses count after them");
  }
  bool operator==(const TrainingParams&) const = default;
  void validate() const;
};

/// What is measured besides what always is.
struct MetricsParams {
  Binarise binarise = Binarise::Mean;
  double quantile = 0.9;
  bool perturbation = false;
  std::int64_t neighbours = 0;

  void fields(auto&& f) {
    f("binarise", binarise,
      "dice, jaccard: pixels above the mean or the median of the positive relevance; topk: as many as the region has; "
      "quantile: above that quantile of the relevance");
    f("quantile", quantile, "binarise: quantile");
    f("perturbation", perturbation, "deletion_auc and insertion_auc of the explained items");
    f("neighbours", neighbours, "how like their so many nearest pool items the explained items are; 0: not measured");
  }
  bool operator==(const MetricsParams&) const = default;
  void validate() const;
};

}  // namespace xil
