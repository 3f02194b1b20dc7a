#include "analysis/statistics/planned_power.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "analysis/statistics/advisor.h"
#include "analysis/statistics/draws.h"
#include "analysis/statistics/looks.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::uint32_t kSweeps = 4000;
/// Up to this number of seeds every one is tried, since power does not ascend at every step.
constexpr std::size_t kTriedSingly = 32;

/// The differences of many simulated sweeps, which grow with the number of seeds that is asked for.
class SimulatedSweeps {
 public:
  explicit SimulatedSweeps(const ExpectedDifferences& expected) : expected_(expected), values_(kSweeps) {
    for (std::uint32_t sweep = 0; sweep < kSweeps; ++sweep) streams_.push_back(draws(Draw::Sweeps, sweep));
    if (expected_.pilot.empty()) return;
    const auto n = static_cast<double>(expected_.pilot.size());
    smoothing_ = 1.06 * std::pow(n, -0.2);
    // So that values have the deviation of the pilot, whose divisor is n - 1.
    shrinkage_ = 1 / std::sqrt((n - 1) / n + smoothing_ * smoothing_);
  }

  std::span<const double> of(std::size_t sweep, std::size_t seeds) {
    std::vector<double>& own = values_[sweep];
    while (own.size() < seeds) own.push_back(next(streams_[sweep]));
    return std::span(own).first(seeds);
  }

 private:
  double next(Rng& rng) const {
    if (expected_.pilot.empty()) return expected_.mean + expected_.deviation * rng.normal();
    const double one = expected_.pilot[rng.below(expected_.pilot.size())] - expected_.mean;
    return expected_.mean + (one + smoothing_ * expected_.deviation * rng.normal()) * shrinkage_;
  }

  ExpectedDifferences expected_;
  std::vector<std::vector<double>> values_;
  std::vector<Rng> streams_;
  double smoothing_ = 0, shrinkage_ = 1;
};

/// The looks at Holm's first step.
std::vector<PlannedLook> strictest_looks(const PlannedTest& plan, std::span<const std::size_t> looks) {
  return plan_looks(looks, plan.level / static_cast<double>(plan.tests), plan.question.two_sided());
}

/// Sum of the ranks of values that are not above the border, and of all others.
struct RankSums {
  std::size_t against = 0, in_favour = 0;
};

/// `side` -1 turns the values round. Sizes and signs are sorted as one whole number, a double whose last bit is the
/// sign.
RankSums rank_sums(std::span<const double> values, double border, int side, std::vector<std::uint64_t>& sizes) {
  sizes.clear();
  for (const double value : values) {
    const double moved = side * (value - border);
    sizes.push_back((std::bit_cast<std::uint64_t>(std::abs(moved)) & ~std::uint64_t{1}) | (moved > 0 ? 1U : 0U));
  }
  std::ranges::sort(sizes);
  RankSums sums;
  for (std::size_t i = 0; i < sizes.size(); ++i) ((sizes[i] & 1U) != 0 ? sums.in_favour : sums.against) += i + 1;
  return sums;
}

bool claims_of(const PairedQuestion& question, std::span<const double> values, std::size_t most,
               std::vector<std::uint64_t>& scratch) {
  const double margin = question.has_margin() ? question.margin : 0;
  const RankSums sums = rank_sums(values, -margin, 1, scratch);
  switch (question.claim) {
    case PairedClaim::Different:
      return std::min(sums.against, sums.in_favour) <= most;
    case PairedClaim::Better:
    case PairedClaim::NotWorse:
      return sums.against <= most;
    case PairedClaim::Equivalent:
      break;
  }
  return sums.against <= most && rank_sums(values, margin, -1, scratch).against <= most;
}

PowerOfPlan power_in(SimulatedSweeps& sweeps, const PlannedTest& plan, std::span<const std::size_t> looks) {
  const std::vector<PlannedLook> planned = strictest_looks(plan, looks);
  std::vector<std::uint64_t> scratch;
  std::vector<std::size_t> claimed(planned.size(), 0);  // first at this look
  for (std::size_t sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t k = 0; k < planned.size(); ++k) {
      const PlannedLook& look = planned[k];
      if (!look.against || !claims_of(plan.question, sweeps.of(sweep, look.seeds), *look.against, scratch)) continue;
      ++claimed[k];
      break;
    }
  }
  PowerOfPlan found;
  found.seeds = looks.back();
  double open = 1;
  for (std::size_t k = 0; k < planned.size(); ++k) {
    found.expected_seeds += open * static_cast<double>(looks[k] - (k == 0 ? 0 : looks[k - 1]));
    found.power += static_cast<double>(claimed[k]) / kSweeps;
    open = 1 - found.power;
    if (!plan.looks.empty()) found.until_look.push_back(found.power);
  }
  found.error = std::sqrt(found.power * (1 - found.power) / kSweeps);
  return found;
}

/// The looks of the plan, in proportion to another number of seeds.
std::vector<std::size_t> stretched(const std::vector<std::size_t>& looks, std::size_t seeds) {
  std::vector<std::size_t> own;
  for (const std::size_t look : looks) {
    const std::size_t place = (look * seeds + looks.back() / 2) / looks.back();
    if (place > 0 && (own.empty() || place > own.back())) own.push_back(place);
  }
  if (own.empty()) own.push_back(seeds);
  return own;
}

void check_plan_of(const PlannedTest& plan, const ExpectedDifferences& expected) {
  require(plan.level > 0 && plan.level < 0.5 && plan.tests >= 1,
          "a planned test needs a level between 0 and .5 and a family of one test or more");
  require(!plan.question.has_margin() || plan.question.margin > 0,
          "equivalence and non-inferiority need a margin above 0, not {}", plan.question.margin);
  require(std::isfinite(expected.mean) && expected.deviation >= 0 && std::isfinite(expected.deviation),
          "expected differences need a finite mean and deviation");
}

/// Precondition: fewer seeds than `fewest` do not suffice.
template <class Suffices>
std::optional<std::size_t> fewest_that_suffice(std::size_t fewest, Suffices suffices) {
  std::size_t low = fewest - 1, high = fewest;  // low does not suffice
  while (high <= kTriedSingly && !suffices(high)) low = high++;
  if (high <= kTriedSingly) return high;
  for (high = std::min(std::max(2 * low, high), kMostPlannedSeeds); !suffices(high);) {
    if (high >= kMostPlannedSeeds) return std::nullopt;
    low = high;
    high = std::min(2 * high, kMostPlannedSeeds);
  }
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (suffices(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

ExpectedDifferences ExpectedDifferences::of_pilot(std::span<const double> differences) {
  require(differences.size() >= 2 && all_finite(differences),
          "a pilot tells what to expect from two finite differences or more");
  return {xil::mean(differences), standard_deviation(differences), {differences.begin(), differences.end()}};
}

std::optional<std::size_t> fewest_seeds_of(const PlannedTest& plan) {
  if (plan.looks.empty()) {
    const double level = plan.level / static_cast<double>(plan.tests);
    return fewest_seeds(plan.question.two_sided() ? level : 2 * level);
  }
  for (const PlannedLook& look : strictest_looks(plan, plan.looks)) {
    if (look.against) return look.seeds;
  }
  return std::nullopt;
}

PowerOfPlan planned_power(const PlannedTest& plan, const ExpectedDifferences& expected, std::size_t seeds) {
  check_plan_of(plan, expected);
  require(seeds >= 1 && (plan.looks.empty() || plan.looks.back() == seeds),
          "the last look is at the end, after {} seeds", seeds);
  SimulatedSweeps sweeps(expected);
  PowerOfPlan found = power_in(sweeps, plan, plan.looks.empty() ? std::vector{seeds} : plan.looks);
  found.fewest_seeds = fewest_seeds_of(plan);
  return found;
}

std::optional<std::size_t> first_look_for(double power, std::span<const std::size_t> looks, const PowerOfPlan& found,
                                          std::size_t from) {
  for (std::size_t k = from; k < looks.size(); ++k) {
    if (found.until_look.at(k) >= power) return looks[k];
  }
  return std::nullopt;
}

std::vector<std::optional<std::size_t>> fewest_seeds_for(std::span<const double> powers, const PlannedTest& plan,
                                                         const ExpectedDifferences& expected) {
  check_plan_of(plan, expected);
  SimulatedSweeps sweeps(expected);
  std::map<std::size_t, double> known;  // powers by number of seeds
  const auto power_of = [&](std::size_t seeds) {
    const auto [place, is_new] = known.try_emplace(seeds);
    if (is_new) place->second = power_in(sweeps, plan, stretched(plan.looks, seeds)).power;
    return place->second;
  };
  PlannedTest once = plan;
  once.looks.clear();
  const std::size_t fewest = *fewest_seeds_of(once);
  std::vector<std::optional<std::size_t>> found;
  for (const double power : powers) {
    require(power > 0 && power < 1, "a power is between 0 and 1, not {}", power);
    found.push_back(fewest_that_suffice(fewest, [&](std::size_t seeds) { return power_of(seeds) >= power; }));
  }
  return found;
}

std::optional<std::size_t> fewest_seeds_for(double power, const PlannedTest& plan,
                                            const ExpectedDifferences& expected) {
  return fewest_seeds_for(std::span(&power, 1), plan, expected).front();
}

}  // namespace xil
