#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/planned/asked_test.h"
#include "analysis/results/run_data.h"
#include "analysis/statistics/bayes_signed_rank.h"
#include "analysis/statistics/pooled_difference.h"
#include "framework/core/base/value.h"

// The answers to what sweeps asked before their runs (hypotheses): the only claims there are.
namespace xil {

/// The level of planned claims, over all planned tests of a folder together.
inline constexpr double kPlannedLevel = 0.05;

enum class Outcome {
  Claimed,      ///< what the hypothesis says
  Opposite,     ///< of a two-sided `better`: the second condition is better
  Open,         ///< tested, and not decided
  Unanswered,   ///< runs or values are missing, or no look is reached: nothing was tested
  Exploratory,  ///< not planned before the runs: described, and nothing is claimed
};
template <>
struct EnumNames<Outcome> {
  static constexpr std::array<std::string_view, 5> names = {"claimed", "opposite", "open", "unanswered", "exploratory"};
};

/// Where a test with looks stands.
struct LookState {
  std::size_t reached = 0;  ///< looks that were reached
  std::size_t used = 0;     ///< units of the last of them
  std::size_t next = 0;     ///< units at the next look; 0: there is none
  double p = 1, bound = 0;  ///< of the last reached look alone, for the whole level; without Holm
  std::size_t unused = 0;   ///< complete pairs that no look has used
};

/// One hypothesis on one data set. Differences are those of the first condition over the second, above 0 where the
/// first is better, whichever way the metric runs.
struct HypothesisAnswer {
  AskedTest asked;
  std::string statement;  ///< "nearcaipi is better than caipi in AUBC of accuracy over items shown"
  Outcome outcome = Outcome::Unanswered;
  std::string sentence;  ///< the answer, with its numbers or the reason why there is none

  std::vector<Unit> units;           ///< of the pairs that were used, in the order of looks
  std::vector<double> differences;   ///< one per unit
  std::vector<std::string> missing;  ///< units without a pair, with what they lack; one sentence each
  double first_mean = std::numeric_limits<double>::quiet_NaN();  ///< of the metric itself; NaN without pairs
  double second_mean = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();       ///< of the differences
  double deviation = std::numeric_limits<double>::quiet_NaN();  ///< of the differences; NaN below two
  double estimate = std::numeric_limits<double>::quiet_NaN();   ///< Hodges-Lehmann estimate of the difference
  Interval interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  double confidence = 0.95;                             ///< of `interval`: .90 for a margin, whose test has one side
  double p = std::numeric_limits<double>::quiet_NaN();  ///< of the test; sequential with looks
  double adjusted_p = std::numeric_limits<double>::quiet_NaN();  ///< Holm over all planned tests; NaN: not planned
  bool exact = true;
  RopeProbabilities probabilities{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::quiet_NaN(), 0, 0};
  std::optional<LookState> look;
  /// Seeds that would find the observed difference at Holm's first step, with looks the first look that is left and
  /// would; nothing: claimed already, or more than can be planned, or nothing is known of the spread.
  std::optional<std::size_t> seeds_for_80, seeds_for_95;

  bool claimed() const { return outcome == Outcome::Claimed || outcome == Outcome::Opposite; }
};

/// A hypothesis over its data sets, as description.
struct PooledAnswer {
  std::size_t number = 0;
  std::string statement;
  std::vector<std::string> datasets;
  PooledDifference pooled;
};

struct HypothesisAnswers {
  std::vector<HypothesisAnswer> answers;  ///< by hypothesis, then by data set
  std::vector<PooledAnswer> pooled;       ///< of hypotheses that were tested on more than one data set
  std::size_t tests = 0;                  ///< the family of Holm's correction, see AskedTest::in_family()
  std::vector<std::string> notes;         ///< what a reader must know, one sentence each

  bool empty() const { return answers.empty(); }
};

/// What stands in the place of answers where no sweep asks anything.
inline constexpr std::string_view kNothingPlanned =
    "Nothing is claimed: no sweep of this folder says beforehand what it asks (`hypotheses:`). What follows is "
    "exploratory.";

/// What stands beside answers without a say in them, and takes nearly all of the time: probabilities, and how many
/// seeds would decide what is open.
enum class Beside { Everything, Nothing };

/// Answers all hypotheses. Values of a test come from the runs of its two conditions alone: budgets that both share.
/// `missing`: Error leaves a hypothesis that lacks runs unanswered, Drop answers it from the pairs that there are.
HypothesisAnswers answer_hypotheses(std::span<const RunData> runs, std::span<const AskedTest> asked, Missing missing,
                                    Beside beside = Beside::Everything);

/// One sentence on the family that Holm's correction counted, and what became of its tests; empty without hypotheses.
std::string family_sentence(const HypothesisAnswers& all);

/// {"level", "tests", "family", "answers": [...], "pooled": [...], "notes": [...]}; see analysis/README.md.
Value answers_json(const HypothesisAnswers& all);
/// One of these answers; the keys are the same of all.
Value answer_json(const HypothesisAnswer& answer);

}  // namespace xil
