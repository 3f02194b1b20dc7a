#include "strategies/nearcaipi.h"

#include "framework/core/interfaces/near_items.h"
#include "framework/core/numeric/cosine.h"

namespace xil {
namespace {

NearQuery near_query(const PoolView& view, std::size_t query) {
  return {view.features.row(query), static_cast<int>(argmax(view.probabilities.row(query))),
          column_means(view.features)};
}

/// In random order, which is the control's order and breaks ties of the embedding.
NearGroups pool_groups(const PoolView& view, std::size_t query, std::span<const std::uint8_t> taken, Rng& rng) {
  std::vector<std::size_t> rows = random_rows(view.pool.size(), view.pool.size(), rng);
  std::erase_if(rows, [&](std::size_t row) { return row == query || taken[row] != 0; });
  return near_groups(near_query(view, query), view.features, rows,
                     [&](std::size_t row) { return static_cast<int>(argmax(view.probabilities.row(row))); });
}

/// The same among the labelled items, with the labels that the expert gave.
NearGroups labelled_groups(const PoolView& view, std::size_t query, Rng& rng) {
  const std::vector<std::size_t> rows = random_rows(view.labelled.size(), view.labelled.size(), rng);
  return near_groups(near_query(view, query), view.labelled_features, rows,
                     [&](std::size_t row) { return view.given_labels[row]; });
}

/// hit 1, miss 1, hit 2, miss 2, ..., up to `most` of each.
std::vector<Neighbour> alternate(const NearGroups& groups, std::size_t most, bool labelled) {
  std::vector<Neighbour> order;
  for (std::size_t i = 0; i < most; ++i) {
    for (const auto* group : {&groups.hits, &groups.misses}) {
      if (i >= group->size()) continue;
      const NearRow& near = (*group)[i];
      order.push_back({near.row, near.reason, near.similarity, labelled});
    }
  }
  return order;
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
    const bool from_pool = params_.neighbours_from == NeighbourSource::Pool;
    NearGroups groups = from_pool ? pool_groups(view, query, taken, rng) : labelled_groups(view, query, rng);
    if (params_.neighbours == NeighbourRule::Embedding) groups.sort_nearest_first();
    return alternate(groups, static_cast<std::size_t>(params_.k), !from_pool);
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

void NearCaipiParams::reset_ineffective() {
  CaipiParams::reset_ineffective();
  if (k > 0) return;
  const NearCaipiParams defaults;
  neighbours = defaults.neighbours;
  neighbours_from = defaults.neighbours_from;
}

std::unique_ptr<Strategy> make_nearcaipi(const NearCaipiParams& params) { return std::make_unique<NearCaipi>(params); }

}  // namespace xil
