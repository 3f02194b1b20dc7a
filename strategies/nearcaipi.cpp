#include "strategies/nearcaipi.h"

#include <algorithm>

#include "framework/core/numeric/cosine.h"
#include "framework/core/numeric/order.h"

namespace xil {
namespace {

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

struct Groups {
  std::vector<Neighbour> hits, misses;
  void add(bool is_hit, std::size_t row, double similarity, bool labelled) {
    (is_hit ? hits : misses).push_back({row, is_hit ? Reason::NearHit : Reason::NearMiss, similarity, labelled});
  }
};

/// In random order, which is the control's order and breaks ties of the embedding.
Groups pool_groups(const PoolView& view, std::size_t query, std::span<const std::uint8_t> taken, Rng& rng) {
  Groups groups;
  const std::vector<double> centre = column_means(view.features);
  const std::size_t predicted = argmax(view.probabilities.row(query));
  for (const std::size_t row : random_rows(view.pool.size(), view.pool.size(), rng)) {
    if (row == query || taken[row]) continue;
    const bool is_hit = argmax(view.probabilities.row(row)) == predicted;
    groups.add(is_hit, row, centred_cosine(view.features.row(query), view.features.row(row), centre), false);
  }
  return groups;
}

/// The same among the labelled items, with the labels that the expert gave.
Groups labelled_groups(const PoolView& view, std::size_t query, Rng& rng) {
  Groups groups;
  const std::vector<double> centre = column_means(view.features);
  const auto predicted = static_cast<int>(argmax(view.probabilities.row(query)));
  for (const std::size_t row : random_rows(view.labelled.size(), view.labelled.size(), rng)) {
    const double similarity = centred_cosine(view.features.row(query), view.labelled_features.row(row), centre);
    groups.add(view.given_labels[row] == predicted, row, similarity, true);
  }
  return groups;
}

class NearCaipi final : public Strategy {
 public:
  explicit NearCaipi(const NearCaipiParams& params) : params_(params), caipi_(make_caipi(params)) {}

  StrategyTraits traits() const override {
    StrategyTraits traits = caipi_->traits();
    traits.has_neighbours = params_.k > 0;
    traits.neighbours = params_.k;
    traits.uses_features = params_.k > 0;
    return traits;
  }
  std::vector<std::size_t> choose(const PoolView& view, std::size_t count, Rng& rng) const override {
    return caipi_->choose(view, count, rng);
  }
  CorrectionPlan corrections(Verdict verdict) const override { return caipi_->corrections(verdict); }
  TrainingGuide guide() const override { return caipi_->guide(); }

  std::vector<Neighbour> neighbours(const PoolView& view, std::size_t query, std::span<const std::uint8_t> taken,
                                    Rng& rng) const override {
    if (params_.k == 0) return {};
    Groups groups = params_.neighbours_from == NeighbourSource::Pool ? pool_groups(view, query, taken, rng)
                                                                     : labelled_groups(view, query, rng);
    if (params_.neighbours == NeighbourRule::Embedding) {
      for (auto* group : {&groups.hits, &groups.misses}) {
        std::ranges::stable_sort(*group, Descending{}, &Neighbour::similarity);
      }
    }
    return alternate(groups.hits, groups.misses, static_cast<std::size_t>(params_.k));
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

void NearCaipiParams::reset_idle() {
  CaipiParams::reset_idle();
  if (k > 0) return;
  const NearCaipiParams defaults;
  neighbours = defaults.neighbours;
  neighbours_from = defaults.neighbours_from;
}

std::unique_ptr<Strategy> make_nearcaipi(const NearCaipiParams& params) { return std::make_unique<NearCaipi>(params); }

}  // namespace xil
