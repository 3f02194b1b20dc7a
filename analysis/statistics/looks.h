#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/paired_test.h"

// Sequential looks: a planned question is asked after 8, 16 and 24 seeds, say, and answered at the first look that
// allows it. Looks share data, so that their errors are counted together.
namespace xil {

/// How much of a level may be spent until a share of the seeds is in: 2 - 2 Phi(z(level / 2) / sqrt(share)), the
/// function of O'Brien-Fleming type (Lan and DeMets 1983); the whole level at share 1. Precondition: 0 < level < 1, 0 <
/// share <= 1.
double spent_until(double level, double share);

/// A look as it is planned, for differences without ties.
struct PlannedLook {
  std::size_t seeds = 0;
  double bound = 0;  ///< p at or below it allows the claim at this look; 0: this look cannot claim anything
  double spent = 0;  ///< chance of a false claim until this look
  /// The greatest sum of ranks that speak against the claim with which it is allowed; nothing: it never is.
  std::optional<std::size_t> against;
};
/// The bounds that `level` allows, before there are data: levels that the test attains with so many seeds, while the
/// chance of a claim at several looks is that of the normal process that rank sums approach. The bounds that count are
/// those of sequential_test(), which differ by a step of the test at most.
/// Precondition: seeds ascend and are not 0; 0 < level < .5.
std::vector<PlannedLook> plan_looks(std::span<const std::size_t> seeds, double level, bool two_sided);

/// A look that was reached.
struct LookResult {
  std::size_t seeds = 0, pairs = 0;  ///< as planned; those that are there
  double p = 1;                      ///< of this look alone, by enumeration of all signs
  double bound = 0;                  ///< for `level`, given the ranks; of Equivalent the smaller of both tests'
  double spent = 0;                  ///< chance of a false claim until this look, given the ranks; the greater of both
  bool enumerated = true;            ///< all signs were enumerated; false: 2^18 assignments of signs were drawn
  double error = 0;                  ///< standard error of `spent` at most, where signs were drawn; else 0
};

struct SequentialTest {
  std::vector<LookResult> looks;  ///< those that were reached; only pairs of those were used
  /// The sequential p (Liu and Anderson 2008): the least level, of the steps of Holm's procedure (level / m ... level)
  /// and of .06, .08, .1, .15, .2, .3, .5, 1, at which one of the looks so far claims, for it and for all greater ones.
  /// Valid as a p at any look: hand the p of all tests of the family to holm(), and claim what is at most the level.
  /// That is the group-sequential Holm procedure (Ye, Li, Liu and Yao 2013; Maurer and Bretz 2013).
  double p = 1;
  std::optional<std::size_t> claims_at;  ///< the first look that claims at `level` without Holm: position in `looks`
};

/// The looks of a sweep: how many seeds each has, and how many pairs are there of them.
struct LookPlan {
  std::vector<std::size_t> seeds;  ///< as planned, ascending; the last is the sweep's number
  /// For each look that was reached, the number of pairs of its seeds: pairs come in the order of the seeds, and are
  /// fewer than the seeds where some were dropped. Ascending; at most as many as `seeds`.
  std::vector<std::size_t> pairs;
};

/// Asks the question at every look that was reached. Given the sizes of the differences, under the hypothesis that
/// nothing is to be claimed every sign is a fair coin; the bound of a look is the greatest p such that, over all
/// assignments of signs, a claim at it or at a look before has at most the chance that spent_until() allows. So ties
/// and zeros do no harm. Signs of the pairs before the latest look are enumerated up to 18 pairs, else 2^18 assignments
/// are drawn, always the same; the latest look's own pairs always count exactly. For Equivalent each of both
/// tests has its bounds, and both must claim at the same look. Precondition: tests >= 1, the size of the family for
/// Holm; plan.pairs.back() <= differences.pairs.size().
SequentialTest sequential_test(const PairedQuestion& question, const PairedDifferences& differences,
                               const LookPlan& plan, std::size_t tests, double level = 0.05);

}  // namespace xil
