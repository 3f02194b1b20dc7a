#pragma once

#include <span>
#include <vector>

namespace xil {

/// A table of doubles, [rows, columns], row by row.
struct FitTable {
  std::size_t columns = 0;
  std::vector<double> values;

  std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
  const double* row(std::size_t i) const { return values.data() + i * columns; }
};

struct LinearFit {
  std::vector<double> coefficients;  ///< [columns]
  double intercept = 0;
};

/// How a model is fitted.
struct FitRule {
  double alpha = 0;  ///< weight of the squared coefficients; the intercept is free
  bool has_intercept = true;
};

/// The linear model y = intercept + x . coefficients that minimises sum of w (y - model)^2 + alpha |coefficients|^2, as
/// scikit-learn's Ridge with sample_weight. Without a ridge 1e-12 of the largest diagonal entry of the normal equations
/// is added, so that columns that go together share what they explain. Precondition: y and weights have a value per
/// row, weights are not negative, and one is positive.
LinearFit fit_linear(const FitTable& x, std::span<const double> y, std::span<const double> weights,
                     const FitRule& rule);

}  // namespace xil
