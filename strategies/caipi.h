#pragma once

#include "strategies/correction.h"
#include "strategies/query.h"

namespace xil {

/// CAIPI (Teso & Kersting 2019): the expert also judges the explanation, and corrected items come back as refutations.
struct CaipiParams : JudgedCorrectionParams {
  QueryRule query = QueryRule::Uncertainty;

  void fields(auto&& f) {
    f("query", query, "which items are queried");
    JudgedCorrectionParams::fields(f);
  }
};

std::unique_ptr<Strategy> make_caipi(const CaipiParams& params);

}  // namespace xil
