#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/planned/answers.h"
#include "tests/analysis/simulated_sweeps.h"
#include "tests/support/analysis_runs.h"

// Simulated sweeps from their runs to their answers: how often families of hypotheses that are all false claim
// anything.
namespace xil {
namespace {

using simulated::Kind;
using simulated::kKinds;
using simulated::share_of;
using simulated::simulated_sweeps;
using simulated::tolerated;
using simulated::Values;

/// A hypothesis, and by how much its first condition really is better than its second: the false claim that is nearest
/// to the truth.
struct FalseHypothesis {
  HypothesisTerms terms;
  double truth = 0;
};

const std::vector<FalseHypothesis> kOfAllKinds = {
    {{HypothesisKind::Better, "accuracy", Scalar::Area}, 0},
    {{HypothesisKind::Better, "wrong_reason", Scalar::Final, CurveAxis::Shown, 0, Sides::One}, 0},
    {{HypothesisKind::NotWorse, "accuracy", Scalar::Low, CurveAxis::Shown, 0.02}, -0.02},
    {{HypothesisKind::Equivalent, "accuracy", Scalar::Area, CurveAxis::Shown, 0.02}, 0.02},
    {{HypothesisKind::Equivalent, "wrong_reason", Scalar::Final, CurveAxis::Shown, 0.03}, -0.03}};
const std::vector<FalseHypothesis> kOfTheMargin = {
    {{HypothesisKind::Equivalent, "accuracy", Scalar::Area, CurveAxis::Shown, 0.04}, 0.04},
    {{HypothesisKind::Equivalent, "accuracy", Scalar::Final, CurveAxis::Shown, 0.04}, -0.04},
    {{HypothesisKind::Equivalent, "wrong_reason", Scalar::Low, CurveAxis::Shown, 0.04}, 0.04}};

/// What is simulated besides the hypotheses.
struct Setting {
  std::size_t datasets = 1, seeds = 12;
  std::vector<std::size_t> looks = {};
  double failures = 0;  ///< share of runs that fail, whatever their values
};

/// A sweep's runs and what it asks, as a results folder gives them.
class SimulatedFolder {
 public:
  SimulatedFolder(const std::vector<FalseHypothesis>& family, const Setting& setting, Kind kind, Rng& rng)
      : setting_(setting), kind_(kind), rng_(rng) {
    for (std::size_t set = 0; set < setting.datasets; ++set) add_dataset(family, "set " + std::to_string(set));
  }

  HypothesisAnswers answers() const {
    return answer_hypotheses(runs_, asked_, setting_.failures > 0 ? Missing::Drop : Missing::Error, Beside::Nothing);
  }

 private:
  static constexpr std::size_t kRounds = 4;

  void add_dataset(const std::vector<FalseHypothesis>& family, const std::string& dataset) {
    shared_.clear();
    for (std::size_t round = 0; round < kRounds; ++round)
      shared_.push_back(simulated::seed_effects(setting_.seeds, kind_, rng_));
    const std::vector<AskedState> first = add_runs(dataset, "first", 0);
    for (std::size_t i = 0; i < family.size(); ++i) {
      AskedTest asked{i + 1, family[i].terms, dataset, "first", "second " + std::to_string(i + 1),
                      {},    setting_.looks,  {}};
      const std::vector<AskedState> second = add_runs(dataset, asked.second, -family[i].truth);
      for (std::size_t seed = 0; seed < setting_.seeds; ++seed)
        asked.units.push_back({static_cast<std::int64_t>(seed), first[seed], second[seed], 1});
      asked_.push_back(std::move(asked));
    }
  }

  /// A condition's runs, which are better by `lead` in whatever is measured.
  std::vector<AskedState> add_runs(const std::string& dataset, const std::string& strategy, double lead) {
    std::vector<Values> good, bad;  // by round, then by seed
    for (std::size_t round = 0; round < kRounds; ++round) {
      good.push_back(simulated::values_of(shared_[round], 0.5 + lead, kind_, rng_));
      bad.push_back(simulated::values_of(shared_[round], 0.5 - lead, kind_, rng_));
    }
    std::vector<AskedState> states;
    for (std::size_t seed = 0; seed < setting_.seeds; ++seed) {
      states.push_back(rng_.bernoulli(setting_.failures) ? AskedState::Failed : AskedState::Complete);
      if (states.back() == AskedState::Failed) continue;
      Values shown, accuracy, wrong_reason;
      for (std::size_t round = 0; round < kRounds; ++round) {
        shown.push_back(10.0 * static_cast<double>(round));
        accuracy.push_back(good[round][seed]);
        wrong_reason.push_back(bad[round][seed]);
      }
      runs_.push_back(made_run(dataset, strategy, static_cast<std::int64_t>(seed), shown,
                               {{"accuracy", accuracy}, {"wrong_reason", wrong_reason}}));
    }
    return states;
  }

  Setting setting_;
  Kind kind_;
  Rng& rng_;
  std::vector<Values> shared_;  ///< by round: what the seeds add to every condition
  std::vector<RunData> runs_;
  std::vector<AskedTest> asked_;
};

/// The share of sweeps that claim anything.
double claiming(std::uint32_t sweeps, const std::string& what, const std::vector<FalseHypothesis>& family,
                const Setting& setting, std::uint32_t stream) {
  return share_of(sweeps, what, [&](std::uint32_t sweep) {
    Rng rng(sweep, {Purpose::Test, 41, stream});
    const HypothesisAnswers all = SimulatedFolder(family, setting, kKinds[sweep % kKinds.size()], rng).answers();
    return std::ranges::any_of(all.answers, &HypothesisAnswer::claimed);
  });
}

TEST(PlannedFamilies, OfAllKindsOfHypothesesClaimAnythingFalseInOneOfTwentySweeps) {
  const std::uint32_t sweeps = simulated_sweeps();
  EXPECT_LE(claiming(sweeps, "answers to null families, 1 dataset", kOfAllKinds, {1}, 1), tolerated(sweeps));
  EXPECT_LE(claiming(sweeps, "answers to null families, 3 datasets", kOfAllKinds, {3}, 2), tolerated(sweeps));
  EXPECT_LE(claiming(sweeps, "answers to null families, 3 datasets, failed runs", kOfAllKinds, {3, 16, {}, 0.05}, 3),
            tolerated(sweeps));
}

TEST(PlannedFamilies, WithLooksClaimAnythingFalseInOneOfTwentySweeps) {
  const std::uint32_t sweeps = simulated_sweeps();
  const std::vector<std::size_t> looks = {6, 12, 18};
  EXPECT_LE(claiming(sweeps, "answers to null families with looks, 1 dataset", kOfAllKinds, {1, 18, looks, 0.05}, 4),
            tolerated(sweeps));
  EXPECT_LE(claiming(sweeps, "answers to null families with looks, 3 datasets", kOfAllKinds, {3, 18, looks}, 5),
            tolerated(sweeps));
}

TEST(PlannedFamilies, WithDifferencesOfTheMarginClaimEquivalenceInOneOfTwentySweeps) {
  const std::uint32_t sweeps = simulated_sweeps();
  const std::vector<FalseHypothesis> one = {kOfTheMargin.front()};
  EXPECT_LE(claiming(sweeps, "answers to one difference of the margin, 1 dataset", one, {1}, 6), tolerated(sweeps));
  EXPECT_LE(claiming(sweeps, "answers to differences of the margin, 1 dataset", kOfTheMargin, {1}, 7),
            tolerated(sweeps));
  EXPECT_LE(claiming(sweeps, "answers to differences of the margin, 3 datasets", kOfTheMargin, {3, 16}, 8),
            tolerated(sweeps));
}

// So that the rates above are not those of a path that claims nothing.
TEST(PlannedFamilies, ClaimWhatIsTrue) {
  std::vector<FalseHypothesis> family = kOfAllKinds;
  for (FalseHypothesis& one : family)
    one.truth = one.terms.kind == HypothesisKind::Better ? 0.1 : one.terms.kind == HypothesisKind::NotWorse ? 0.05 : 0;
  const std::uint32_t sweeps = simulated_sweeps();
  EXPECT_GE(claiming(sweeps, "answers to true families, 3 datasets", family, {3}, 9), 0.9);
}

}  // namespace
}  // namespace xil
