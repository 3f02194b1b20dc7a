#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

using NamedValues = std::vector<std::pair<std::string, double>>;

/// accuracy, balanced_accuracy, f1, mcc, auroc, average_precision of probabilities [n, classes] against labels [n].
/// Two classes: f1, auroc and average_precision have `positive_class` as positive. More: f1 is the macro mean over the
/// classes that occur in labels or predictions; auroc and average_precision are macro means of one class against the
/// rest; mcc is the multi-class form (Gorodkin 2004). All agree with scikit-learn's definitions; where those are 0/0,
/// the value is NaN (its zero_division=nan): f1                 2 TP / (2 TP + FP + FN): 0 where no positive is found,
/// NaN where none is labelled nor predicted mcc                0 for a constant prediction, NaN where all labels are of
/// one class balanced_accuracy  NaN where a class has no label auroc, average_precision  NaN without negatives or
/// positives; without positives Every one of them is NaN where a probability is not finite: such a network predicts
/// nothing. Fails on a label that is no class.
NamedValues classification_metrics(const Matrix& probabilities, std::span<const int> labels, int positive_class);

/// Neither NaN nor infinite, any of them.
bool all_finite(std::span<const float> values);

/// Area under the ROC curve by the rank-sum identity, ties counted half; NaN if one class is missing or a score is
/// NaN.
double auroc(std::span<const float> scores, std::span<const int> positive);
/// Σ (Rₙ − Rₙ₋₁) Pₙ over distinct thresholds, descending; NaN without positives or if a score is NaN.
double average_precision(std::span<const float> scores, std::span<const int> positive);

}  // namespace xil
