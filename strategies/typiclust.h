#pragma once

#include "strategies/strategy.h"

namespace xil {

/// TypiClust (Hacohen, Dekel & Weinshall 2022): pool and labelled items are clustered, and the most typical item of
/// each cluster that has few labelled ones is queried. Features are the network's penultimate ones, scaled to length 1;
/// the authors take those of a self-supervised network. Label feedback only.
struct TypiClustParams : ComponentParams {
  std::int64_t most_clusters = 500;
  std::int64_t neighbours = 20;
  std::int64_t least_size = 6;

  void fields(auto&& f) {
    f("most_clusters", most_clusters,
      "as many clusters as items will be labelled after the round, and at most so many");
    f("neighbours", neighbours,
      "typical is what lies near to so many nearest items of its cluster (half of the cluster if that is less)");
    f("least_size", least_size, "clusters of fewer items are passed over while there are others");
  }
  void validate() const {
    check_within("most_clusters", most_clusters, 1, 100000);
    check_within("neighbours", neighbours, 1, 10000);
    check_within("least_size", least_size, 1, 10000);
  }
};

/// 1 / (mean distance to the nearest `neighbours` others of `rows` + 1e-5), one per row; a row alone has 1e5.
std::vector<double> typicality(const Matrix& points, std::span<const std::size_t> rows, std::size_t neighbours);

std::unique_ptr<Strategy> make_typiclust(const TypiClustParams& params);

}  // namespace xil
