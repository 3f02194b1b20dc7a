#pragma once

#include "strategies/caipi.h"

namespace xil {

enum class NeighbourRule { Embedding, Random };
enum class NeighbourSource { Pool, Labelled };
template <>
struct EnumNames<NeighbourRule> {
  static constexpr std::array<std::string_view, 2> names = {"embedding", "random"};
};
template <>
struct EnumNames<NeighbourSource> {
  static constexpr std::array<std::string_view, 2> names = {"pool", "labelled"};
};

/// NearCAIPI (arXiv 2410.12817): CAIPI that shows near hits and near misses of every corrected query as well. Hits have
/// the query's predicted class: by their own prediction in the pool, by their given label among the labelled items,
/// which are shown for comparison only (as Herchenbach et al. 2022 do).
struct NearCaipiParams : CaipiParams {
  std::int64_t k = 1;
  NeighbourRule neighbours = NeighbourRule::Embedding;
  NeighbourSource neighbours_from = NeighbourSource::Pool;

  void fields(auto&& f) {
    f("k", k, "near hits and near misses per corrected query, up to k each");
    f("neighbours", neighbours,
      "embedding: by cosine of centred penultimate features; random: any of the same two groups (control)");
    f("neighbours_from", neighbours_from,
      "pool: unlabelled items by predicted class, corrected like queries; labelled: labelled items, shown only");
    CaipiParams::fields(f);
  }
  void validate() const;
  void reset_ineffective();
};

std::unique_ptr<Strategy> make_nearcaipi(const NearCaipiParams& params);

}  // namespace xil
