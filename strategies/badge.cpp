#include "strategies/badge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "strategies/embedding/weighted_draw.h"
#include "strategies/query.h"

namespace xil {
namespace {

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

/// The gradient embedding of an item is the outer product of its residual (1[k = predicted] - p_k) with its features.
/// Products of two such matrices are products of the factors', so that none is ever built.
class GradientEmbeddings {
 public:
  explicit GradientEmbeddings(const PoolView& view) : residuals_(view.probabilities), features_(view.features) {
    for (std::size_t row = 0; row < residuals_.rows; ++row) {
      const auto residual = residuals_.row(row);
      const std::size_t predicted = argmax(residual);
      for (float& p : residual) p = -p;
      residual[predicted] += 1;
      squared_norms_.push_back(product(row, row));
    }
  }
  const std::vector<double>& squared_norms() const { return squared_norms_; }
  double squared_distance(std::size_t a, std::size_t b) const {
    return std::max(0.0, squared_norms_[a] + squared_norms_[b] - 2 * product(a, b));
  }

 private:
  double product(std::size_t a, std::size_t b) const {
    return dot(residuals_.row(a), residuals_.row(b)) * dot(features_.row(a), features_.row(b));
  }

  Matrix residuals_;
  const Matrix& features_;
  std::vector<double> squared_norms_;
};

/// One of `rows` with probability in proportion to its weight; any of them if all weights are 0.
std::size_t draw(const std::vector<std::size_t>& rows, const std::vector<double>& weights, Rng& rng) {
  std::vector<double> own;
  double total = 0;
  for (const std::size_t row : rows) {
    own.push_back(weights[row]);
    total += own.back();
  }
  return total > 0 ? weighted_draw(own, total, rng) : static_cast<std::size_t>(rng.below(rows.size()));
}

class Badge final : public Strategy {
 public:
  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.uses_features = true;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    const GradientEmbeddings embeddings(view);
    const std::vector<double> none(view.pool.size(), std::numeric_limits<double>::infinity());
    bool first = true;
    const auto pick = [&](const std::vector<std::size_t>& left, const std::vector<double>& nearest) {
      return std::exchange(first, false) ? longest(left, embeddings) : draw(left, nearest, rng);
    };
    const auto distance = [&](std::size_t row, std::size_t chosen) { return embeddings.squared_distance(row, chosen); };
    std::vector<std::size_t> shuffled = random_rows(view.pool.size(), view.pool.size(), rng);
    return greedy_rows(std::move(shuffled), none, count, pick, distance);
  }

 private:
  static std::size_t longest(const std::vector<std::size_t>& rows, const GradientEmbeddings& embeddings) {
    const auto norm = [&](std::size_t row) { return embeddings.squared_norms()[row]; };
    return static_cast<std::size_t>(std::ranges::max_element(rows, {}, norm) - rows.begin());
  }
};

}  // namespace

std::unique_ptr<Strategy> make_badge(const BadgeParams&) { return std::make_unique<Badge>(); }

}  // namespace xil
