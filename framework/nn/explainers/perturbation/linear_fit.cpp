#include "framework/nn/explainers/perturbation/linear_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kTiny = 1e-12;

double weighted_mean(std::span<const double> values, std::size_t first, std::size_t step,
                     std::span<const double> weights) {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] * values[first + i * step];
    all += weights[i];
  }
  return sum / all;
}

/// The normal equations A c = b; of the symmetric A, [n, n], only the lower triangle is used.
struct NormalEquations {
  std::size_t n = 0;
  std::vector<double> a, b;

  double& at(std::size_t i, std::size_t j) { return a[i * n + j]; }
};

/// Solves by Cholesky's decomposition in place; the result is in b.
void solve(NormalEquations& e) {
  for (std::size_t j = 0; j < e.n; ++j) {
    for (std::size_t i = j; i < e.n; ++i) {
      const double* left = e.a.data() + i * e.n;
      const double rest = e.at(i, j) - std::inner_product(left, left + j, e.a.data() + j * e.n, 0.0);
      if (i == j) require(rest > 0, "the normal equations of a linear model are not positive definite");
      e.at(i, j) = i == j ? std::sqrt(rest) : rest / e.at(j, j);
    }
  }
  for (std::size_t i = 0; i < e.n; ++i) {
    const double* left = e.a.data() + i * e.n;
    e.b[i] = (e.b[i] - std::inner_product(left, left + i, e.b.data(), 0.0)) / e.at(i, i);
  }
  for (std::size_t i = e.n; i-- > 0;) {
    for (std::size_t k = i + 1; k < e.n; ++k) e.b[i] -= e.at(k, i) * e.b[k];
    e.b[i] /= e.at(i, i);
  }
}

}  // namespace

LinearFit fit_linear(const FitTable& x, std::span<const double> y, std::span<const double> weights,
                     const FitRule& rule) {
  const std::size_t n = x.columns;
  require(n > 0 && y.size() == x.rows() && weights.size() == y.size(), "{} values and {} weights for {} rows", y.size(),
          weights.size(), x.rows());
  std::vector<double> means(n, 0.0);
  for (std::size_t j = 0; rule.has_intercept && j < n; ++j) means[j] = weighted_mean(x.values, j, n, weights);
  const double mean = rule.has_intercept ? weighted_mean(y, 0, 1, weights) : 0;
  NormalEquations equations{n, std::vector<double>(n * n, 0.0), std::vector<double>(n, 0.0)};
  std::vector<double> row(n);
  for (std::size_t k = 0; k < y.size(); ++k) {
    for (std::size_t j = 0; j < n; ++j) row[j] = x.row(k)[j] - means[j];
    for (std::size_t i = 0; i < n; ++i) {
      const double weighted = weights[k] * row[i];
      equations.b[i] += weighted * (y[k] - mean);
      for (std::size_t j = 0; j <= i; ++j) equations.at(i, j) += weighted * row[j];
    }
  }
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, equations.at(i, i));
  const double ridge = rule.alpha > 0 ? rule.alpha : kTiny * largest + std::numeric_limits<double>::min();
  for (std::size_t i = 0; i < n; ++i) equations.at(i, i) += ridge;
  solve(equations);
  LinearFit fit{equations.b, mean};
  for (std::size_t j = 0; j < n; ++j) fit.intercept -= means[j] * fit.coefficients[j];
  return fit;
}

}  // namespace xil
