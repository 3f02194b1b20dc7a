#include "strategies/nearcaipi.h"

#include <algorithm>
#include <cmath>

namespace xil {
namespace {

/// Column means of the pool's features, in double.
std::vector<double> centre_of(const Matrix& features) {
  std::vector<double> centre(features.cols, 0.0);
  for (std::size_t row = 0; row < features.rows; ++row) {
    for (std::size_t col = 0; col < features.cols; ++col) centre[col] += features.at(row, col);
  }
  for (double& value : centre) value /= static_cast<double>(features.rows);
  return centre;
}

/// Cosine of two centred feature rows; 0 where one of them has no length.
double cosine(const Matrix& features, const std::vector<double>& centre, std::size_t a, std::size_t b) {
  double dot = 0, length_a = 0, length_b = 0;
  for (std::size_t col = 0; col < features.cols; ++col) {
    const double x = features.at(a, col) - centre[col];
    const double y = features.at(b, col) - centre[col];
    dot += x * y;
    length_a += x * x;
    length_b += y * y;
  }
  const double lengths = std::sqrt(length_a * length_b);
  return lengths > 0 ? dot / lengths : 0.0;
}

/// hit 1, miss 1, hit 2, miss 2, ..., up to `most` of each.
std::vector<Neighbour> alternate(const std::vector<Neighbour>& hits, const std::vector<Neighbour>& misses,
                                 std::size_t most) {
  std::vector<Neighbour> order;
  for (std::size_t i = 0; i < most; ++i) {
    if (i < hits.size()) order.push_back(hits[i]);
    if (i < misses.size()) order.push_back(misses[i]);
  }
  return order;
}

class NearCaipi final : public Strategy {
 public:
  explicit NearCaipi(const NearCaipiParams& params) : params_(params), caipi_(make_caipi(params)) {}

  StrategyTraits traits() const override {
    StrategyTraits traits = caipi_->traits();
    traits.has_neighbours = params_.k > 0;
    traits.uses_features = params_.k > 0;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return caipi_->choose(view, count, rng);
  }
  RefutationPlan refutations(Verdict verdict) const override { return caipi_->refutations(verdict); }

  std::vector<Neighbour> neighbours(const PoolView& view, std::size_t query,
                                    std::span<const std::uint8_t> taken, Rng& rng) const override {
    if (params_.k == 0) return {};
    std::vector<Neighbour> hits, misses;
    const std::vector<double> centre = centre_of(view.features);
    const std::size_t predicted = argmax(view.probabilities.row(query));
    // Random order first: it is the control's order, and breaks ties of the embedding.
    for (const std::size_t row : random_rows(view.pool.size(), view.pool.size(), rng)) {
      if (row == query || taken[row]) continue;
      const bool hit = argmax(view.probabilities.row(row)) == predicted;
      const double similarity = cosine(view.features, centre, query, row);
      (hit ? hits : misses).push_back({row, hit ? Reason::NearHit : Reason::NearMiss, similarity});
    }
    if (params_.neighbours == NeighbourRule::Embedding) {
      for (auto* group : {&hits, &misses}) {
        std::ranges::stable_sort(*group, std::greater{}, &Neighbour::similarity);
      }
    }
    return alternate(hits, misses, static_cast<std::size_t>(params_.k));
  }

 private:
  NearCaipiParams params_;
  std::unique_ptr<Strategy> caipi_;
};

}  // namespace

void NearCaipiParams::validate() const {
  CaipiParams::validate();
  check_within("k", k, 0, 1000);
}

std::unique_ptr<Strategy> make_nearcaipi(const NearCaipiParams& params) {
  return std::make_unique<NearCaipi>(params);
}

}  // namespace xil
