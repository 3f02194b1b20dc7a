#include "strategies/typiclust.h"

#include <algorithm>
#include <cmath>

#include "strategies/embedding/k_means.h"
#include "strategies/embedding/unit_rows.h"
#include "strategies/query.h"

namespace xil {
namespace {

struct Cluster {
  std::vector<std::size_t> left;  ///< rows of the pool that may still be queried
  std::size_t labelled = 0, size = 0;
};

std::vector<Cluster> clusters_of(const std::vector<std::size_t>& of, std::size_t pool) {
  std::vector<Cluster> clusters(of.empty() ? 0 : *std::ranges::max_element(of) + 1);
  for (std::size_t i = 0; i < of.size(); ++i) {
    Cluster& cluster = clusters[of[i]];
    ++cluster.size;
    if (i < pool) cluster.left.push_back(i);
    if (i >= pool) ++cluster.labelled;
  }
  return clusters;
}

class TypiClust final : public Strategy {
 public:
  explicit TypiClust(const TypiClustParams& params) : params_(params) {}

  StrategyTraits traits() const override {
    StrategyTraits traits;
    traits.uses_features = true;
    traits.query_work = QueryWork::Clusters;
    return traits;
  }

  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    const std::size_t pool = view.pool.size(), wanted = std::min(count, pool);
    if (wanted == 0) return {};
    const Matrix points = unit_rows(view.features, view.labelled_features);
    const std::size_t most = std::min(view.labelled.size() + count, static_cast<std::size_t>(params_.most_clusters));
    std::vector<Cluster> clusters = clusters_of(k_means(points, k_means_seeds(points, most, rng)), pool);
    std::vector<std::size_t> chosen;
    // In turn, as the authors do; what is left of the clusters that were passed over comes last.
    for (const bool small : {false, true}) {
      const std::vector<Cluster*> order = in_order(clusters, small);
      for (bool found = true; found && chosen.size() < wanted;) {
        found = false;
        for (Cluster* cluster : order) {
          if (cluster->left.empty() || chosen.size() == wanted) continue;
          chosen.push_back(take_most_typical(*cluster, points));
          found = true;
        }
      }
    }
    return chosen;
  }

 private:
  bool is_small(const Cluster& cluster) const { return cluster.size < static_cast<std::size_t>(params_.least_size); }

  /// Those of one kind, with the fewest labelled items first, among equals the largest.
  std::vector<Cluster*> in_order(std::vector<Cluster>& clusters, bool small) const {
    std::vector<Cluster*> order;
    for (Cluster& cluster : clusters) {
      if (is_small(cluster) == small) order.push_back(&cluster);
    }
    std::ranges::stable_sort(order, [](const Cluster* a, const Cluster* b) {
      return a->labelled != b->labelled ? a->labelled < b->labelled : a->size > b->size;
    });
    return order;
  }

  std::size_t take_most_typical(Cluster& cluster, const Matrix& points) const {
    const std::size_t half = std::max<std::size_t>(cluster.left.size() / 2, 1);
    const auto scores = typicality(points, cluster.left, std::min(static_cast<std::size_t>(params_.neighbours), half));
    const auto place = std::ranges::max_element(scores) - scores.begin();
    const std::size_t row = cluster.left[static_cast<std::size_t>(place)];
    cluster.left.erase(cluster.left.begin() + place);
    return row;
  }

  TypiClustParams params_;
};

}  // namespace

std::vector<double> typicality(const Matrix& points, std::span<const std::size_t> rows, std::size_t neighbours) {
  constexpr double kLeast = 1e-5;
  std::vector<double> scores;
  for (const std::size_t row : rows) {
    std::vector<double> distances;
    for (const std::size_t other : rows) {
      if (other != row) distances.push_back(std::sqrt(squared_distance(points.row(row), points.row(other))));
    }
    const std::size_t count = std::min(neighbours, distances.size());
    std::ranges::partial_sort(distances, distances.begin() + static_cast<std::ptrdiff_t>(count));
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += distances[i];
    scores.push_back(1 / ((count > 0 ? sum / static_cast<double>(count) : 0) + kLeast));
  }
  return scores;
}

std::unique_ptr<Strategy> make_typiclust(const TypiClustParams& params) { return std::make_unique<TypiClust>(params); }

}  // namespace xil
