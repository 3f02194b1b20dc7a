#include "analysis/statistics/looks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>

#include "analysis/statistics/draws.h"
#include "analysis/statistics/rank_tests.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kEnumeratedSigns = 18;
constexpr std::size_t kDrawnSigns = std::size_t{1} << 18;
/// Levels beyond that of the family, at which a sequential p can be told.
constexpr std::array<double, 8> kTold = {0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1};

using Doubled = std::vector<std::uint32_t>;  ///< twice the ranks, which are whole numbers; 0: the pair is left out

Doubled doubled_ranks(std::span<const Difference> pairs, double tolerance) {
  std::vector<double> sizes;
  for (const Difference& pair : pairs) {
    if (pair.direction != 0) sizes.push_back(pair.size);
  }
  const std::vector<double> ranks = midranks(sizes, tolerance);
  Doubled whole;
  std::size_t next = 0;
  for (const Difference& pair : pairs)
    whole.push_back(pair.direction == 0 ? 0 : static_cast<std::uint32_t>(std::lround(2 * ranks[next++])));
  return whole;
}

/// One look of one test: the p of every rank sum, and the sums of all assignments of signs to the pairs before it.
struct LookOfSigns {
  double share = 1;  ///< of the planned seeds
  Doubled ranks;
  std::vector<double> p;     ///< of every doubled rank sum; 2 where no assignment has that sum
  std::size_t observed = 0;  ///< doubled rank sum
  /// Of every assignment of signs to the pairs of the looks before: its rank sums at those looks, and its part of this
  /// look's sum: [assignment * (look + 1) + look].
  std::vector<std::uint32_t> sums;
  bool enumerated = true;
};

/// The p of every rank sum: one-sided for great sums, or two-sided.
std::vector<double> p_of_sums(const Doubled& ranks, bool two_sided) {
  std::vector<double> halves(ranks.begin(), ranks.end());
  for (double& rank : halves) rank /= 2;
  const std::vector<double> law = sign_flip_law(halves);
  const std::size_t total = law.size() - 1;
  std::vector<double> p(law.size(), 2);
  double tail = 0;
  for (std::size_t sum = law.size(); sum-- > 0;) {
    if (two_sided && 2 * sum < total) break;
    tail += law[sum];
    if (law[sum] > 0) p[sum] = two_sided ? std::min(1.0, 2 * tail) : std::min(1.0, tail);
    if (two_sided) p[total - sum] = p[sum];
  }
  return p;
}

/// The rank of a pair at every look that has it.
using RankAtLooks = std::vector<std::uint32_t>;

/// The sums of all assignments of signs to these pairs, [assignment * looks + look]: those in which the last pair is
/// negative, then those in which it is positive.
std::vector<std::uint32_t> enumerated_sums(const std::vector<RankAtLooks>& pairs, std::size_t looks) {
  std::vector<std::uint32_t> sums(looks, 0);
  sums.reserve(looks << pairs.size());
  for (const RankAtLooks& pair : pairs) {
    const std::size_t half = sums.size();
    for (std::size_t i = 0; i < half; ++i) sums.push_back(sums[i] + pair[i % looks]);
  }
  return sums;
}

std::vector<std::uint32_t> drawn_sums(const std::vector<RankAtLooks>& pairs, std::size_t looks) {
  Rng rng = draws(Draw::Signs, static_cast<std::uint32_t>(pairs.size()));
  std::vector<std::uint32_t> sums(kDrawnSigns * looks, 0);
  for (std::size_t first = 0; first < sums.size(); first += looks) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i, bits >>= 1) {
      if (i % 32 == 0) bits = rng.next();
      for (std::size_t k = 0; k < looks; ++k) sums[first + k] += (bits & 1U) * pairs[i][k];
    }
  }
  return sums;
}

/// Fills `sums` of the latest look.
void assign_signs(std::vector<LookOfSigns>& looks) {
  LookOfSigns& latest = looks.back();
  const std::size_t before = looks.size() < 2 ? 0 : looks[looks.size() - 2].ranks.size();
  std::vector<RankAtLooks> pairs;
  for (std::size_t i = 0; i < before; ++i) {
    if (latest.ranks[i] == 0) continue;
    RankAtLooks& pair = pairs.emplace_back();
    for (const LookOfSigns& look : looks) pair.push_back(i < look.ranks.size() ? look.ranks[i] : 0);
  }
  latest.enumerated = pairs.size() <= kEnumeratedSigns;
  latest.sums = latest.enumerated ? enumerated_sums(pairs, looks.size()) : drawn_sums(pairs, looks.size());
}

/// The share of all assignments for every sum of the latest look, without those that have claimed at a look before.
std::vector<double> law_without_claims(const std::vector<LookOfSigns>& looks, std::size_t latest,
                                       const std::vector<double>& bounds) {
  const LookOfSigns& look = looks[latest];
  const std::size_t width = latest + 1, count = look.sums.size() / width;
  std::vector<double> law(look.p.size(), 0);
  for (std::size_t a = 0; a < count; ++a) {
    const std::uint32_t* sums = &look.sums[a * width];
    bool claimed = false;
    for (std::size_t k = 0; k < latest; ++k) claimed = claimed || looks[k].p[sums[k]] <= bounds[k];
    if (!claimed) law[sums[latest]] += 1 / static_cast<double>(count);
  }
  const std::size_t before = latest == 0 ? 0 : looks[latest - 1].ranks.size();
  for (std::size_t i = before; i < look.ranks.size(); ++i) {
    const std::uint32_t step = look.ranks[i];
    if (step == 0) continue;
    for (std::size_t sum = law.size(); sum-- > 0;) law[sum] = (law[sum] + (sum >= step ? law[sum - step] : 0)) / 2;
  }
  return law;
}

/// What a level allows at every look of one test.
struct Allowed {
  std::vector<double> bounds, spent;
  bool claims_at(const std::vector<LookOfSigns>& looks, std::size_t k) const {
    return looks[k].p[looks[k].observed] <= bounds[k];
  }
};

Allowed allowed(const std::vector<LookOfSigns>& looks, double level) {
  Allowed found;
  double spent = 0;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    const std::vector<double> law = law_without_claims(looks, k, found.bounds);
    std::vector<std::pair<double, double>> steps;  // p of a sum, and the share of assignments that has it
    for (std::size_t sum = 0; sum < law.size(); ++sum) {
      if (looks[k].p[sum] <= 1) steps.emplace_back(looks[k].p[sum], law[sum]);
    }
    std::ranges::sort(steps);
    const double budget = spent_until(level, looks[k].share) * (1 + 1e-12);
    double bound = 0;
    for (std::size_t i = 0, j = 0; i < steps.size(); i = j) {
      double share = 0;
      for (j = i; j < steps.size() && steps[j].first == steps[i].first; ++j) share += steps[j].second;
      if (spent + share > budget) break;
      spent += share;
      bound = steps[i].first;
    }
    found.bounds.push_back(bound);
    found.spent.push_back(spent);
  }
  return found;
}

/// One test of a question at all looks; `side` 1: that differences lie above the border; -1: below it.
std::vector<LookOfSigns> looks_of(std::span<const Difference> pairs, double tolerance, int side, bool two_sided,
                                  const LookPlan& plan) {
  std::vector<LookOfSigns> looks;
  for (std::size_t k = 0; k < plan.pairs.size(); ++k) {
    LookOfSigns& look = looks.emplace_back();
    const std::span<const Difference> own = pairs.first(plan.pairs[k]);
    look.share = static_cast<double>(plan.seeds[k]) / static_cast<double>(plan.seeds.back());
    look.ranks = doubled_ranks(own, tolerance);
    look.p = p_of_sums(look.ranks, two_sided);
    for (std::size_t i = 0; i < own.size(); ++i) look.observed += own[i].direction == side ? look.ranks[i] : 0;
    assign_signs(looks);
  }
  return looks;
}

void check_plan(const LookPlan& plan, std::size_t pairs, std::size_t tests, double level) {
  require(level > 0 && level < 0.5, "a level of planned tests is between 0 and .5, not {}", level);
  require(tests >= 1, "a family has one test at least");
  require(!plan.seeds.empty() && plan.seeds.front() > 0 &&
              std::ranges::adjacent_find(plan.seeds, std::greater_equal{}) == plan.seeds.end(),
          "looks are numbers of seeds that ascend");
  require(plan.pairs.size() <= plan.seeds.size() && std::ranges::is_sorted(plan.pairs) &&
              (plan.pairs.empty() || plan.pairs.back() <= pairs),
          "{} looks are said to be reached of {} that are planned, with {} pairs", plan.pairs.size(), plan.seeds.size(),
          pairs);
}

/// The tests that a claim needs: one, or both of equivalence.
using Needed = std::vector<std::vector<LookOfSigns>>;

std::vector<Allowed> allowed_in_each(const Needed& needed, double level) {
  std::vector<Allowed> each;
  for (const std::vector<LookOfSigns>& looks : needed) each.push_back(allowed(looks, level));
  return each;
}

/// The first look at which every test claims.
std::optional<std::size_t> first_claim(const Needed& needed, const std::vector<Allowed>& each) {
  for (std::size_t k = 0; k < needed.front().size(); ++k) {
    bool all = true;
    for (std::size_t t = 0; t < needed.size(); ++t) all = all && each[t].claims_at(needed[t], k);
    if (all) return k;
  }
  return std::nullopt;
}

bool claims(const Needed& needed, double level) {
  return first_claim(needed, allowed_in_each(needed, level)).has_value();
}

/// See SequentialTest::p.
double sequential_p(const Needed& needed, std::size_t tests, double level, bool claims_at_level) {
  double p = 1;
  if (claims_at_level) {
    for (std::size_t j = 1; j <= tests; ++j) {
      // A little less, so that j times the p of Holm's step does not come out above the level by rounding.
      const double step = level / static_cast<double>(j) * (1 - 1e-12);
      if (j > 1 && !claims(needed, step)) break;
      p = step;
    }
    return p;
  }
  for (std::size_t i = kTold.size() - 1; i-- > 0 && kTold[i] > level && claims(needed, kTold[i]);) p = kTold[i];
  return p;
}

LookResult result_of(const Needed& needed, const std::vector<Allowed>& each, const LookPlan& plan, std::size_t k) {
  LookResult result;
  result.seeds = plan.seeds[k];
  result.pairs = plan.pairs[k];
  result.p = 0;
  result.bound = 1;
  for (std::size_t t = 0; t < needed.size(); ++t) {
    const LookOfSigns& look = needed[t][k];
    result.p = std::max(result.p, look.p[look.observed]);
    result.bound = std::min(result.bound, each[t].bounds[k]);
    result.spent = std::max(result.spent, each[t].spent[k]);
    result.enumerated = result.enumerated && look.enumerated;
  }
  if (!result.enumerated)
    result.error = std::sqrt(result.spent * (1 - result.spent) / static_cast<double>(kDrawnSigns));
  return result;
}

}  // namespace

SequentialTest sequential_test(const PairedQuestion& question, const PairedDifferences& differences,
                               const LookPlan& plan, std::size_t tests, double level) {
  check_plan(plan, differences.pairs.size(), tests, level);
  SequentialTest test;
  if (plan.pairs.empty()) return test;
  const Borders borders = borders_of(question, differences);
  Needed needed = {looks_of(borders.low, differences.tolerance, 1, question.two_sided(), plan)};
  if (question.claim == PairedClaim::Equivalent)
    needed.push_back(looks_of(borders.high, differences.tolerance, -1, false, plan));
  const std::vector<Allowed> each = allowed_in_each(needed, level);
  test.claims_at = first_claim(needed, each);
  test.p = sequential_p(needed, tests, level, test.claims_at.has_value());
  for (std::size_t k = 0; k < plan.pairs.size(); ++k) test.looks.push_back(result_of(needed, each, plan, k));
  return test;
}

}  // namespace xil
