#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// Lloyd's iterations at most.
inline constexpr int kMeansIterations = 100;

/// Up to `clusters` different rows of `points`, by k-means++ (Arthur & Vassilvitskii 2007): the first uniformly, every
/// other with a probability in proportion to its squared distance from the nearest chosen one. Fewer where fewer rows
/// differ.
/// Precondition: there are points, and clusters > 0.
std::vector<std::size_t> k_means_seeds(const Matrix& points, std::size_t clusters, Rng& rng);

/// The cluster of every point after Lloyd's algorithm from these rows as the first centres: each point goes to its
/// nearest centre (the first among equals), each centre to the mean of its points, until no point changes its cluster
/// or kMeansIterations are over. A centre without points stays where it is. As scikit-learn's KMeans with this `init`,
/// n_init 1 and tol 0, where no cluster loses all of its points.
std::vector<std::size_t> k_means(const Matrix& points, const std::vector<std::size_t>& seeds);

}  // namespace xil
