#include "framework/loop/metrics/classification_metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/order.h"

namespace xil {
namespace {

/// counts[true][predicted]
using Confusion = std::vector<std::vector<double>>;

struct Totals {
  std::vector<double> truths, predictions;
  double correct = 0, all = 0;
};

Confusion confusion_of(const Matrix& probabilities, std::span<const int> labels) {
  Confusion counts(probabilities.cols, std::vector<double>(probabilities.cols, 0));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    require(labels[i] >= 0 && static_cast<std::size_t>(labels[i]) < counts.size(), "there is no class {} among {}",
            labels[i], counts.size());
    counts[static_cast<std::size_t>(labels[i])][argmax(probabilities.row(i))] += 1;
  }
  return counts;
}

Totals totals_of(const Confusion& counts) {
  Totals totals{std::vector<double>(counts.size()), std::vector<double>(counts.size()), 0, 0};
  for (std::size_t t = 0; t < counts.size(); ++t) {
    for (std::size_t p = 0; p < counts.size(); ++p) {
      totals.truths[t] += counts[t][p];
      totals.predictions[p] += counts[t][p];
      totals.all += counts[t][p];
    }
    totals.correct += counts[t][t];
  }
  return totals;
}

double balanced_accuracy(const Confusion& counts, const Totals& totals) {
  double sum = 0;
  for (std::size_t t = 0; t < counts.size(); ++t) {
    if (totals.truths[t] == 0) return kUndefined;
    sum += counts[t][t] / totals.truths[t];
  }
  return sum / static_cast<double>(counts.size());
}

double f1_of_class(const Confusion& counts, const Totals& totals, std::size_t k) {
  const double both = totals.truths[k] + totals.predictions[k];
  return both > 0 ? 2 * counts[k][k] / both : kUndefined;
}

/// Nothing where all labels are of one class: whatever is predicted, there is nothing to go along with. 0 for a
/// constant prediction of several classes, which goes along with nothing.
double mcc(const Confusion& counts, const Totals& totals) {
  double cross = 0, truths = 0, predictions = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    cross += totals.truths[k] * totals.predictions[k];
    truths += totals.truths[k] * totals.truths[k];
    predictions += totals.predictions[k] * totals.predictions[k];
  }
  const double square = totals.all * totals.all;
  if (square == truths) return kUndefined;
  if (square == predictions) return 0;
  return (totals.correct * totals.all - cross) / std::sqrt((square - predictions) * (square - truths));
}

double mean_of_defined(const std::vector<double>& values) {
  double sum = 0;
  int count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0 ? sum / count : kUndefined;
}

struct ClassScores {
  double f1, auroc, average_precision;
};

ClassScores one_against_rest(const Matrix& probabilities, std::span<const int> labels, std::size_t k,
                             const Confusion& counts, const Totals& totals) {
  std::vector<float> scores(labels.size());
  std::vector<int> positive(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    scores[i] = probabilities.at(i, k);
    positive[i] = static_cast<std::size_t>(labels[i]) == k ? 1 : 0;
  }
  return {f1_of_class(counts, totals, k), auroc(scores, positive), average_precision(scores, positive)};
}

/// Indices by descending score.
std::vector<std::size_t> descending(std::span<const float> scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, Descending{}, [&](std::size_t i) { return scores[i]; });
  return order;
}

bool has_nan(std::span<const float> scores) {
  return std::ranges::any_of(scores, [](float score) { return std::isnan(score); });
}

/// Calls visit(positives, negatives) for each group of equal scores, from the highest score down.
/// Precondition: no score is NaN.
template <class Visit>
void for_each_tie(std::span<const float> scores, std::span<const int> positive, Visit visit) {
  const auto order = descending(scores);
  for (std::size_t i = 0, end = 0; i < order.size(); i = end) {
    double positives = 0, negatives = 0;
    for (end = i; end < order.size() && (end == i || scores[order[end]] == scores[order[i]]); ++end) {
      (positive[order[end]] != 0 ? positives : negatives) += 1;
    }
    visit(positives, negatives);
  }
}

NamedValues all_undefined() {
  NamedValues values;
  for (const char* name : {"accuracy", "balanced_accuracy", "f1", "mcc", "auroc", "average_precision"})
    values.emplace_back(name, kUndefined);
  return values;
}

}  // namespace

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

double auroc(std::span<const float> scores, std::span<const int> positive) {
  require(scores.size() == positive.size(), "{} scores for {} labels", scores.size(), positive.size());
  if (has_nan(scores)) return kUndefined;
  double positives_above = 0, negatives_above = 0, ordered = 0;
  for_each_tie(scores, positive, [&](double positives, double negatives) {
    ordered += negatives * (positives_above + positives / 2);
    positives_above += positives;
    negatives_above += negatives;
  });
  const double pairs = positives_above * negatives_above;
  return pairs > 0 ? ordered / pairs : kUndefined;
}

double average_precision(std::span<const float> scores, std::span<const int> positive) {
  require(scores.size() == positive.size(), "{} scores for {} labels", scores.size(), positive.size());
  const auto all = static_cast<double>(std::count_if(positive.begin(), positive.end(), [](int p) { return p != 0; }));
  if (all == 0 || has_nan(scores)) return kUndefined;
  double hits = 0, seen = 0, sum = 0;
  for_each_tie(scores, positive, [&](double positives, double negatives) {
    hits += positives;
    seen += positives + negatives;
    sum += positives / all * hits / seen;
  });
  return sum;
}

NamedValues classification_metrics(const Matrix& probabilities, std::span<const int> labels, int positive_class) {
  require(probabilities.rows == labels.size() && !labels.empty(), "{} predictions for {} labels", probabilities.rows,
          labels.size());
  if (!all_finite(probabilities.values)) return all_undefined();
  const Confusion counts = confusion_of(probabilities, labels);
  const Totals totals = totals_of(counts);
  std::vector<double> f1s, aurocs, precisions;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts.size() == 2 && positive_class >= 0 && k != static_cast<std::size_t>(positive_class)) continue;
    const ClassScores scores = one_against_rest(probabilities, labels, k, counts, totals);
    f1s.push_back(scores.f1);
    aurocs.push_back(scores.auroc);
    precisions.push_back(scores.average_precision);
  }
  return {{"accuracy", totals.correct / totals.all},
          {"balanced_accuracy", balanced_accuracy(counts, totals)},
          {"f1", mean_of_defined(f1s)},
          {"mcc", mcc(counts, totals)},
          {"auroc", mean_of_defined(aurocs)},
          {"average_precision", mean_of_defined(precisions)}};
}

}  // namespace xil
