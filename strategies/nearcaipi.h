#pragma once

#include "strategies/caipi.h"

namespace xil {

enum class NeighbourRule { Embedding, Random };
template <>
struct EnumNames<NeighbourRule> {
  static constexpr std::array<std::string_view, 2> names = {"embedding", "random"};
};

/// NearCAIPI (arXiv 2410.12817): CAIPI that shows near hits and near misses of every corrected query as well.
struct NearCaipiParams : CaipiParams {
  std::int64_t k = 1;
  NeighbourRule neighbours = NeighbourRule::Embedding;

  void fields(auto&& f) {
    f("k", k, "near hits and near misses per corrected query, up to k each");
    f("neighbours", neighbours,
      "embedding: by cosine of centred penultimate features; random: any of the same two groups (control)");
    CaipiParams::fields(f);
  }
  void validate() const;
};

std::unique_ptr<Strategy> make_nearcaipi(const NearCaipiParams& params);

}  // namespace xil
