#include "strategies/probcover.h"

#include <algorithm>

#include "strategies/embedding/coverage.h"
#include "strategies/embedding/k_means.h"
#include "strategies/embedding/unit_rows.h"
#include "strategies/query.h"

namespace xil {
namespace {

class ProbCover final : public Strategy {
 public:
  explicit ProbCover(const ProbCoverParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.uses_features = true;
    traits.query_work = QueryWork::AllPairs;
    return traits;
  }

  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    const std::size_t pool = view.pool.size(), wanted = std::min(count, pool);
    if (wanted == 0) return {};
    const Matrix points = unit_rows(view.features, view.labelled_features);
    BallCover cover(points, radius(points, view.probabilities.cols, rng));
    for (std::size_t labelled = pool; labelled < points.rows; ++labelled) cover.add(labelled);
    // In random order, so that ties, and the choice once everything is covered, are not decided by the pool's order.
    std::vector<std::size_t> left = random_rows(pool, pool, rng), chosen;
    while (chosen.size() < wanted) {
      const auto best = std::ranges::max_element(left, {}, [&](std::size_t row) { return cover.gain(row); });
      chosen.push_back(*best);
      left.erase(best);
      cover.add(chosen.back());
    }
    return chosen;
  }

 private:
  double radius(const Matrix& points, std::size_t classes, Rng& rng) const {
    if (params_.delta.number) return *params_.delta.number;
    return pure_radius(points, k_means(points, k_means_seeds(points, classes, rng)), params_.purity);
  }

  ProbCoverParams params_;
};

}  // namespace

std::unique_ptr<Strategy> make_probcover(const ProbCoverParams& params) { return std::make_unique<ProbCover>(params); }

}  // namespace xil
