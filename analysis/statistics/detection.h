#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// How well scores tell defects from the rest. Every function takes one score per item, higher for a defect, and for
// each item whether it has one; the two have the same length. No score is NaN.
namespace xil {

/// A threshold: an item is flagged if its score is at least this.
struct DetectionStep {
  double threshold = 0;
  double false_alarms = 0;  ///< share of the items without a defect that are flagged; NaN if there are none
  double recall = 0;        ///< share of the defects that are flagged; NaN if there are none
  double precision = 0;     ///< share of the flagged items that have a defect
};
/// One step per distinct score, from the highest down, so that equal scores are flagged together (as in scikit-learn's
/// roc_curve without drop_intermediate, and precision_recall_curve from its end).
std::vector<DetectionStep> detection_steps(std::span<const double> scores, std::span<const std::uint8_t> is_defect);

/// Area under the ROC curve by trapezoids from (0, 0), which counts ties as half. NaN without defects, or without items
/// that have none.
double roc_area(std::span<const DetectionStep> steps);
/// Average precision: the sum over the steps of precision times the growth of recall. NaN without defects.
double mean_precision(std::span<const DetectionStep> steps);

/// The recall at a share of false alarms: the greatest of those at just this share, else linear between the steps. NaN
/// where a share is undefined.
double recall_at(std::span<const DetectionStep> steps, double false_alarms);
/// The precision of the first step that finds at least this share of the defects; its integral over the recall is
/// mean_precision(). NaN without defects.
/// Precondition: 0 < recall <= 1.
double precision_at(std::span<const DetectionStep> steps, double recall);

/// A threshold that keeps to a share of false alarms: items with a score above it are flagged.
struct OperatingPoint {
  double threshold = 0;
  double false_alarms = 0;  ///< share of the items without a defect that are flagged: at most the share asked for
  /// On new items of the same kind, if the threshold was chosen on these: (k + 1) / (n + 1) for the (k + 1)-th largest
  /// of n scores, the mean of an order statistic of the uniform distribution (David and Nagaraja 2003, ch. 2); for
  /// scores without ties.
  double expected_false_alarms = 0;
  double missed = 0;  ///< share of the defects that are not flagged
};
/// The lowest threshold that flags at most the share `rate` of the items without a defect. Nothing where a single one
/// is a larger share than `rate`, and without defects.
std::optional<OperatingPoint> operating_point(std::span<const double> scores, std::span<const std::uint8_t> is_defect,
                                              double rate);
/// The least number of items without a defect of which one is no larger share than `rate`.
/// Precondition: 0 < rate <= 1.
std::size_t items_needed(double rate);

/// Counts [true class][predicted class].
/// Precondition: both lists are of one length and below `classes`.
std::vector<std::vector<std::size_t>> confusion_counts(std::span<const std::size_t> truths,
                                                       std::span<const std::size_t> predictions, std::size_t classes);

}  // namespace xil
