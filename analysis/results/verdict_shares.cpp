#include "analysis/results/verdict_shares.h"

#include "analysis/results/run_data.h"

namespace xil {

VerdictShares verdict_shares(const RunData& run, std::optional<std::int64_t> round) {
  VerdictShares shares{};
  double total = 0;
  for (const ShownRecord& look : run.shown) {
    if (round && look.round != *round) continue;
    ++shares[static_cast<std::size_t>(look.verdict)];
    ++total;
  }
  for (double& share : shares) share = total > 0 ? share / total : kUndefined;
  return shares;
}

}  // namespace xil
