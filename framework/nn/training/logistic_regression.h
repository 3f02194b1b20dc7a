#pragma once

#include <span>
#include <vector>

#include "framework/core/interfaces/learner.h"

namespace xil {

/// A linear classifier in double precision: weights [rows, width] and biases [rows]. With two classes there is one row,
/// whose score x w + b is the log odds of class 1; with more there is a row per class, whose scores softmax turns into
/// probabilities.
struct LinearClassifier {
  std::size_t width = 0;
  std::vector<double> weights, biases;

  std::size_t rows() const { return biases.size(); }
  double score(std::size_t row, std::span<const double> point) const;
  /// The most probable class of a point [width]; the first among equals.
  int predict(std::span<const double> point) const;
};

/// Points [n, width] in double precision, row by row, with their classes 0 ... classes - 1.
struct LabelledPoints {
  std::size_t width = 0;
  std::vector<double> values;
  std::vector<int> labels;

  std::size_t size() const { return labels.size(); }
  std::span<const double> point(std::size_t i) const { return std::span(values).subspan(i * width, width); }
};

/// The classifier that minimises penalty(weights) + strength * sum of the cross entropies; the penalty is sum |w| (L1)
/// or sum w^2 / 2 (L2), and biases are free. This is the objective of scikit-learn's LogisticRegression with C =
/// strength (lbfgs, saga; multinomial for more than two classes). Proximal Newton steps per row with coordinate descent
/// inside (Friedman, Hastie & Tibshirani 2010; Lee, Sun & Saunders 2014) and a line search, until no weight moves by
/// more than 1e-8. The biases of several rows have the mean 0. Deterministic. Precondition: every class has a point;
/// strength > 0.
LinearClassifier fit_logistic(const LabelledPoints& points, int classes, WeightPenalty penalty, double strength);

}  // namespace xil
