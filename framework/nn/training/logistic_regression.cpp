#include "framework/nn/training/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kLeastCurvature = 1e-12, kConverged = 1e-8, kInnerLeast = 1e-10, kInnerMost = 1e-3;
constexpr int kSweeps = 1000, kPasses = 1000, kHalvings = 40;

double log1p_exp(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

double shrunk(double value, double threshold) {
  if (value > threshold) return value - threshold;
  return value < -threshold ? value + threshold : 0;
}

/// The fit of one classifier; scores [rows][n] belong to the present weights.
class LogisticSolver {
 public:
  LogisticSolver(const LabelledPoints& points, int classes, WeightPenalty penalty, double strength)
      : n_(points.size()), width_(points.width), penalty_(penalty), strength_(strength), labels_(points.labels) {
    const std::size_t rows = classes == 2 ? 1 : static_cast<std::size_t>(classes);
    fit_.width = width_;
    fit_.weights.assign(rows * width_, 0.0);
    fit_.biases.assign(rows, 0.0);
    scores_.assign(rows * n_, 0.0);
    columns_.resize(width_ * n_);
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = 0; j < width_; ++j) columns_[j * n_ + i] = points.values[i * width_ + j];
    }
  }

  LinearClassifier solve() {
    double moved = 1;
    for (int sweep = 0; sweep < kSweeps && moved > kConverged; ++sweep) {
      const double precision = std::clamp(0.01 * moved, kInnerLeast, kInnerMost);
      moved = 0;
      for (std::size_t row = 0; row < fit_.rows(); ++row) moved = std::max(moved, newton_step(row, precision));
    }
    if (fit_.rows() > 1) {
      const double mean =
          std::accumulate(fit_.biases.begin(), fit_.biases.end(), 0.0) / static_cast<double>(fit_.rows());
      for (double& bias : fit_.biases) bias -= mean;
    }
    return fit_;
  }

 private:
  /// A step of one row: of its weights and its bias.
  struct Step {
    std::vector<double> weights;
    double bias = 0;
    std::vector<double> scores;  ///< [n] how it moves the scores
  };
  /// The loss of one row to second order: slope and curvature by score, [n].
  struct Model {
    std::vector<double> slope, curvature;
  };

  std::span<const double> column(std::size_t j) const { return std::span(columns_).subspan(j * n_, n_); }
  std::span<double> scores(std::size_t row) { return std::span(scores_).subspan(row * n_, n_); }
  std::span<double> weights(std::size_t row) { return std::span(fit_.weights).subspan(row * width_, width_); }
  double score(std::size_t row, std::size_t i) const { return scores_[row * n_ + i]; }

  double log_normaliser(std::size_t i) const {
    double most = score(0, i), sum = 0;
    for (std::size_t row = 1; row < fit_.rows(); ++row) most = std::max(most, score(row, i));
    for (std::size_t row = 0; row < fit_.rows(); ++row) sum += std::exp(score(row, i) - most);
    return most + std::log(sum);
  }

  double loss_of(std::size_t i) const {
    if (fit_.rows() == 1) return log1p_exp(labels_[i] == 1 ? -score(0, i) : score(0, i));
    return log_normaliser(i) - score(static_cast<std::size_t>(labels_[i]), i);
  }

  double loss() const {
    double sum = 0;
    for (std::size_t i = 0; i < n_; ++i) sum += loss_of(i);
    return strength_ * sum;
  }

  double penalty_of(std::span<const double> values) const {
    double sum = 0;
    for (const double w : values) sum += penalty_ == WeightPenalty::L1 ? std::abs(w) : w * w / 2;
    return sum;
  }

  Model model_of(std::size_t row) const {
    Model model{std::vector<double>(n_), std::vector<double>(n_)};
    const int own = fit_.rows() == 1 ? 1 : static_cast<int>(row);
    for (std::size_t i = 0; i < n_; ++i) {
      const double p =
          fit_.rows() == 1 ? 1 / (1 + std::exp(-score(0, i))) : std::exp(score(row, i) - log_normaliser(i));
      model.slope[i] = strength_ * (p - (labels_[i] == own ? 1 : 0));
      model.curvature[i] = std::max(strength_ * p * (1 - p), kLeastCurvature);
    }
    return model;
  }

  /// Moves one coordinate of the step by `by`; `slope` follows.
  static void move(Step& step, Model& model, std::span<const double> column, double by) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      step.scores[i] += by * column[i];
      model.slope[i] += by * model.curvature[i] * column[i];
    }
  }

  /// How far a coordinate moves to the minimum of the model, all others fixed.
  double coordinate_move(const Model& model, std::span<const double> column, double weight) const {
    double slope = 0, curvature = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      slope += column[i] * model.slope[i];
      curvature += column[i] * column[i] * model.curvature[i];
    }
    if (penalty_ == WeightPenalty::L2) return -(slope + weight) / (curvature + 1);
    return curvature > 0 ? shrunk(weight - slope / curvature, 1 / curvature) - weight : 0;
  }

  /// Minimises the model with the penalty by coordinate descent.
  Step descend(std::size_t row, Model model, double precision) {
    Step step{std::vector<double>(width_, 0.0), 0, std::vector<double>(n_, 0.0)};
    const std::vector<double> ones(n_, 1.0);
    const double all = std::accumulate(model.curvature.begin(), model.curvature.end(), 0.0);
    for (int pass = 0; pass < kPasses; ++pass) {
      const double by = -std::accumulate(model.slope.begin(), model.slope.end(), 0.0) / all;
      step.bias += by;
      move(step, model, ones, by);
      double most = std::abs(by);
      for (std::size_t j = 0; j < width_; ++j) {
        const double moved = coordinate_move(model, column(j), weights(row)[j] + step.weights[j]);
        if (moved == 0) continue;
        step.weights[j] += moved;
        move(step, model, column(j), moved);
        most = std::max(most, std::abs(moved));
      }
      if (most <= precision) break;
    }
    return step;
  }

  /// Returns the largest change of a weight or of the bias.
  double newton_step(std::size_t row, double precision) {
    const Model model = model_of(row);
    const Step step = descend(row, model, precision);
    const std::vector<double> old(weights(row).begin(), weights(row).end()),
        from(scores(row).begin(), scores(row).end());
    const double bias = fit_.biases[row], before = loss() + penalty_of(old);
    double promised = -penalty_of(old);
    std::vector<double> whole = old;
    for (std::size_t j = 0; j < width_; ++j) whole[j] += step.weights[j];
    promised += penalty_of(whole);
    for (std::size_t i = 0; i < n_; ++i) promised += model.slope[i] * step.scores[i];
    double length = 1;
    for (int halving = 0; halving < kHalvings; ++halving, length /= 2) {
      for (std::size_t j = 0; j < width_; ++j) weights(row)[j] = old[j] + length * step.weights[j];
      for (std::size_t i = 0; i < n_; ++i) scores(row)[i] = from[i] + length * step.scores[i];
      fit_.biases[row] = bias + length * step.bias;
      const double after = loss() + penalty_of(weights(row));
      // Near the minimum the promised gain is lost in rounding: then the whole step is the best there is.
      if (after <= before + 1e-4 * length * promised + 1e-13 * std::abs(before)) break;
    }
    double most = std::abs(step.bias);
    for (const double moved : step.weights) most = std::max(most, std::abs(moved));
    return length * most;
  }

  std::size_t n_, width_;
  WeightPenalty penalty_;
  double strength_;
  std::span<const int> labels_;
  LinearClassifier fit_;
  std::vector<double> columns_, scores_;
};

}  // namespace

double LinearClassifier::score(std::size_t row, std::span<const double> point) const {
  const auto own = std::span(weights).subspan(row * width, width);
  return std::inner_product(own.begin(), own.end(), point.begin(), biases[row]);
}

int LinearClassifier::predict(std::span<const double> point) const {
  if (rows() == 1) return score(0, point) > 0 ? 1 : 0;
  std::vector<double> all;
  for (std::size_t row = 0; row < rows(); ++row) all.push_back(score(row, point));
  return static_cast<int>(std::ranges::max_element(all) - all.begin());
}

LinearClassifier fit_logistic(const LabelledPoints& points, int classes, WeightPenalty penalty, double strength) {
  for (int k = 0; k < classes; ++k) {
    require(std::ranges::count(points.labels, k) > 0, "a logistic regression has no point of class {}", k);
  }
  return LogisticSolver(points, classes, penalty, strength).solve();
}

}  // namespace xil
