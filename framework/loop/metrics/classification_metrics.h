#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

using NamedValues = std::vector<std::pair<std::string, double>>;

/// accuracy, balanced_accuracy, f1, mcc, auroc, average_precision of probabilities [n, classes] against labels [n].
/// Two classes: f1, auroc and average_precision have `positive_class` as positive. More classes, or two of which none
/// is the positive one (`positive_class` is negative, as where none of a set's classes is ok): f1 is the macro mean
/// over the classes that occur in labels or predictions; auroc and average_precision are macro means of one class
/// against the rest; mcc is the multi-class form (Gorodkin 2004). All agree with scikit-learn's definitions. Where a
/// definition is 0/0, the value is NaN (scikit-learn's zero_division=nan):
/// - f1 is 2 TP / (2 TP + FP + FN): 0 if no positive is found, NaN if none is labelled nor predicted.
/// - mcc is 0 for a constant prediction, and NaN if all labels are of one class.
/// - balanced_accuracy is NaN if a class has no label.
/// - auroc is NaN without positives or without negatives, average_precision without positives.
///
/// All are NaN if a probability is not finite: such a network predicts nothing. Fails on a label that is no class.
NamedValues classification_metrics(const Matrix& probabilities, std::span<const int> labels, int positive_class);

/// Neither NaN nor infinite, any of them.
bool all_finite(std::span<const float> values);

/// Area under the ROC curve by the rank-sum identity, ties counted half; NaN if one class is missing or a score is
/// NaN.
double auroc(std::span<const float> scores, std::span<const int> positive);
/// Σ (Rₙ − Rₙ₋₁) Pₙ over distinct thresholds, descending; NaN without positives or if a score is NaN.
double average_precision(std::span<const float> scores, std::span<const int> positive);

}  // namespace xil
