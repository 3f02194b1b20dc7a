#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/image.h"

namespace xil {

using NamedValues = std::vector<std::pair<std::string, double>>;

/// accuracy, balanced_accuracy, f1, mcc, auroc, average_precision of probabilities [n, classes] against labels [n].
/// Two classes: f1, auroc and average_precision have `positive_class` as positive. More: f1 is the macro mean over the
/// classes that occur in labels or predictions; auroc and average_precision are macro means of one class against the
/// rest; mcc is the multi-class form (Gorodkin 2004). All agree with scikit-learn's definitions. Undefined values (a
/// class missing, no positives) are NaN.
NamedValues classification_metrics(const Matrix& probabilities, std::span<const int> labels,
                                   int positive_class);

/// Area under the ROC curve by the rank-sum identity, ties counted half; NaN if one class is missing.
double auroc(std::span<const float> scores, std::span<const int> positive);
/// Σ (Rₙ − Rₙ₋₁) Pₙ over distinct thresholds, descending; NaN without positives.
double average_precision(std::span<const float> scores, std::span<const int> positive);

}  // namespace xil
