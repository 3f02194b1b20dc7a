#include "analysis/planned/answers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "analysis/planned/answer_texts.h"
#include "analysis/planned/asked_pairs.h"
#include "analysis/statistics/looks.h"
#include "analysis/statistics/paired_test.h"
#include "analysis/statistics/parallel.h"
#include "analysis/statistics/planned_power.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// A test while it is answered.
struct Work {
  HypothesisAnswer answer;
  std::string left;                    ///< why nothing is tested; empty: it is
  bool positive = true;                ///< the direction of the difference
  PairedDifferences differences = {};  ///< of the pairs that were used
};

/// How many of the planned looks are reached, and how many pairs each has. A seed whose runs failed counts as one that
/// was there, so that failures cannot choose the seeds.
LookPlan look_plan(const AskedTest& asked, const AskedPairs& pairs) {
  LookPlan plan{asked.looks, {}};
  for (const std::size_t seeds : asked.looks) {
    if (seeds > pairs.begun.size()) break;
    plan.pairs.push_back(static_cast<std::size_t>(
        std::count(pairs.begun.begin(), pairs.begun.begin() + static_cast<std::ptrdiff_t>(seeds), true)));
  }
  return plan;
}

/// Why a test cannot be made of these pairs; empty where it can.
std::string hindrance_of(const AskedTest& asked, const AskedPairs& pairs, Missing missing) {
  if (!asked.unreadable.empty()) return asked.unreadable;
  if (missing == Missing::Error && !pairs.missing.empty())
    return fmt::format(
        "{} of {} pairs {} not whole, such as {}; complete the runs, or answer from the others with "
        "--missing drop",
        pairs.missing.size(), asked.units.size(), pairs.missing.size() == 1 ? "is" : "are", pairs.missing.front());
  if (!asked.looks.empty()) {
    const LookPlan plan = look_plan(asked, pairs);
    if (!plan.pairs.empty() && plan.pairs.front() == 0) return "there is no pair at the first look";
    if (plan.pairs.empty())
      return fmt::format("the first look is at {} seeds, and {} {} there", asked.looks.front(), pairs.begun.size(),
                         pairs.begun.size() == 1 ? "is" : "are");
    return {};
  }
  if (missing == Missing::Error && pairs.absent > 0)
    return fmt::format("{} of {} pairs {} not run yet", pairs.absent, asked.units.size(),
                       pairs.absent == 1 ? "is" : "are");
  return pairs.units.empty() ? "there is no pair" : "";
}

/// What is seen in the pairs, whatever may be claimed of them.
void describe_pairs(HypothesisAnswer& answer, const AskedPairs& pairs, const PairedDifferences& differences) {
  answer.units = pairs.units;
  answer.differences = differences.values();
  answer.first_mean = mean(pairs.first);
  answer.second_mean = mean(pairs.second);
  answer.mean = without_rounding(mean(answer.differences));
  answer.deviation = standard_deviation(answer.differences);
  const bool has_margin = question_of(answer.asked.terms).has_margin();
  answer.confidence = 1 - (has_margin || answer.asked.terms.sides == Sides::One ? 2 : 1) * kPlannedLevel;
  const Location location = location_of(answer.differences, answer.confidence);
  answer.estimate = without_rounding(location.estimate);
  answer.interval = {without_rounding(location.interval.low), without_rounding(location.interval.high)};
}

/// The pairs that the last look that was reached has.
void keep_look(HypothesisAnswer& answer, AskedPairs& pairs, const LookPlan& plan) {
  const std::size_t used = plan.pairs.back();
  LookState look;
  look.reached = plan.pairs.size();
  look.used = plan.seeds[look.reached - 1];
  look.next = look.reached < plan.seeds.size() ? plan.seeds[look.reached] : 0;
  look.unused = pairs.units.size() - used;
  answer.look = look;
  pairs.units.resize(used);
  pairs.first.resize(used);
  pairs.second.resize(used);
}

void test_pairs(Work& work, AskedPairs pairs, std::size_t tests) {
  HypothesisAnswer& answer = work.answer;
  const PairedQuestion question = question_of(answer.asked.terms);
  const LookPlan plan = look_plan(answer.asked, pairs);
  if (!plan.pairs.empty()) keep_look(answer, pairs, plan);
  const PairedDifferences differences =
      paired_differences(question, pairs.oriented(pairs.first), pairs.oriented(pairs.second));
  describe_pairs(answer, pairs, differences);
  work.differences = differences;
  const PairedTest test = paired_test(question, differences, kPlannedLevel);
  answer.p = test.p;
  answer.exact = test.exact;
  work.positive = test.above <= test.below;
  if (plan.pairs.empty()) return;
  const SequentialTest sequential =
      sequential_test(question, differences, plan, std::max<std::size_t>(1, tests), kPlannedLevel);
  answer.p = sequential.p;
  answer.look->p = sequential.looks.back().p;
  answer.look->bound = sequential.looks.back().bound;
  answer.exact = sequential.looks.back().enumerated;
  if (!sequential.claims_at) return;  // the direction is that of the look that claims first
  PairedDifferences until = differences;
  until.pairs.resize(plan.pairs[*sequential.claims_at]);
  const PairedTest then = paired_test(question, until, kPlannedLevel);
  work.positive = then.above <= then.below;
}

Work work_of(std::span<const RunData> runs, const AskedTest& asked, Missing missing, std::size_t tests) {
  Work work;
  work.answer.asked = asked;
  work.answer.statement = statement_of(asked.terms, asked.first, asked.second);
  try {
    AskedPairs pairs = pairs_of(runs, asked);
    work.answer.missing = pairs.missing;
    work.left = hindrance_of(asked, pairs, asked.planned() ? missing : Missing::Drop);
    if (work.left.empty()) test_pairs(work, std::move(pairs), tests);
  } catch (const Error& error) {
    work.left = error.what();
  }
  return work;
}

/// Holm over the family; a test that could not be made, or is spoiled, has a p of 1.
void judge_family(std::vector<Work>& all) {
  std::vector<double> p;
  for (const Work& work : all) {
    const AskedTest& asked = work.answer.asked;
    if (asked.in_family()) p.push_back(asked.planned() && work.left.empty() ? work.answer.p : 1.0);
  }
  const std::vector<double> adjusted = holm(p);
  std::size_t next = 0;
  for (Work& work : all) {
    HypothesisAnswer& answer = work.answer;
    const double own = answer.asked.in_family() ? adjusted[next++] : 1.0;
    if (!answer.asked.planned()) {
      answer.outcome = Outcome::Exploratory;
      continue;
    }
    if (!work.left.empty()) continue;  // unanswered
    answer.adjusted_p = own;
    const bool two_sided = question_of(answer.asked.terms).two_sided();
    answer.outcome = own > kPlannedLevel           ? Outcome::Open
                     : two_sided && !work.positive ? Outcome::Opposite
                                                   : Outcome::Claimed;
  }
}

/// How many seeds would decide an open question, were the differences what they seem. With looks only those that are
/// left can.
void forecast(HypothesisAnswer& answer, std::size_t tests) {
  if (answer.outcome != Outcome::Open || answer.differences.size() < 2 || !std::isfinite(answer.deviation)) return;
  const PlannedTest plan{question_of(answer.asked.terms), kPlannedLevel, std::max<std::size_t>(1, tests),
                         answer.asked.looks};
  const ExpectedDifferences expected = ExpectedDifferences::normal(answer.mean, answer.deviation);
  constexpr std::array kPowers = {0.8, 0.95};
  if (!answer.look) {
    const auto seeds = fewest_seeds_for(kPowers, plan, expected);
    answer.seeds_for_80 = seeds.front();
    answer.seeds_for_95 = seeds.back();
    return;
  }
  if (answer.look->next == 0) return;
  const PowerOfPlan found = planned_power(plan, expected, plan.looks.back());
  answer.seeds_for_80 = first_look_for(kPowers.front(), plan.looks, found, answer.look->reached);
  answer.seeds_for_95 = first_look_for(kPowers.back(), plan.looks, found, answer.look->reached);
}

void add_beside(Work& work, std::size_t tests) {
  if (!work.left.empty()) return;
  work.answer.probabilities = bayesian_signed_rank(work.differences, work.answer.asked.terms.margin);
  forecast(work.answer, tests);
}

std::vector<PooledAnswer> pool(const std::vector<HypothesisAnswer>& answers) {
  std::map<std::size_t, std::vector<const HypothesisAnswer*>> by_number;
  for (const HypothesisAnswer& answer : answers) {
    if (answer.units.size() > 1) by_number[answer.asked.number].push_back(&answer);
  }
  std::vector<PooledAnswer> pooled;
  for (const auto& [number, own] : by_number) {
    if (own.size() < 2) continue;
    PooledAnswer one{number, own.front()->statement, {}, {}};
    std::vector<std::vector<double>> differences;
    for (const HypothesisAnswer* answer : own) {
      one.datasets.push_back(answer->asked.dataset);
      differences.push_back(answer->differences);
    }
    one.pooled = pooled_difference(differences);
    pooled.push_back(std::move(one));
  }
  return pooled;
}

/// Pairs that were planned and have not begun, where the others are answered all the same.
void note_absent(const HypothesisAnswer& answer, std::vector<std::string>& notes) {
  const auto absent = std::ranges::count_if(answer.asked.units, [](const AskedUnit& unit) {
    return unit.first == AskedState::Absent && unit.second == AskedState::Absent;
  });
  if (!answer.asked.planned() || !answer.asked.looks.empty() || answer.units.empty() || absent == 0) return;
  notes.push_back(fmt::format(
      "hypothesis {} on {}: {} of its {} planned pairs have not begun. To answer it now and once more when they are "
      "there makes errors more frequent than {:g}: `looks:` allows for that",
      answer.asked.number, answer.asked.dataset, absent, answer.asked.units.size(), kPlannedLevel));
}

/// Seeds that were added later, without looks that would account for it.
void note_added(const HypothesisAnswer& answer, std::vector<std::string>& notes) {
  if (!answer.asked.looks.empty() || answer.units.empty()) return;
  std::size_t first = std::numeric_limits<std::size_t>::max(), added = 0;
  for (const AskedUnit& unit : answer.asked.units) {
    if (unit.cohort > 0) first = std::min(first, unit.cohort);
  }
  for (const AskedUnit& unit : answer.asked.units) added += unit.cohort > first && unit.cohort > 0 ? 1 : 0;
  if (added == 0) return;
  notes.push_back(fmt::format(
      "hypothesis {} on {}: {} of its {} pairs began under a sweep that was frozen after the others had begun. If they "
      "were added because of what the others showed, errors are more frequent than {:g}: `looks:` allows for that",
      answer.asked.number, answer.asked.dataset, added, answer.asked.units.size(), kPlannedLevel));
}

}  // namespace

HypothesisAnswers answer_hypotheses(std::span<const RunData> runs, std::span<const AskedTest> asked, Missing missing,
                                    Beside beside) {
  HypothesisAnswers all;
  all.tests = static_cast<std::size_t>(std::ranges::count_if(asked, &AskedTest::in_family));
  std::vector<Work> works(asked.size());
  for_each_index(asked.size(), [&](std::size_t i) { works[i] = work_of(runs, asked[i], missing, all.tests); });
  judge_family(works);
  if (beside == Beside::Everything)
    for_each_index(works.size(), [&](std::size_t i) { add_beside(works[i], all.tests); });
  for (Work& work : works) {
    work.answer.sentence = sentence_of(work.answer, work.left);
    note_absent(work.answer, all.notes);
    note_added(work.answer, all.notes);
    all.answers.push_back(std::move(work.answer));
  }
  all.pooled = pool(all.answers);
  return all;
}

std::string family_sentence(const HypothesisAnswers& all) {
  if (all.empty()) return {};
  std::map<Outcome, std::size_t> counts;  // of the tests that the correction counts
  std::size_t others = 0;
  for (const HypothesisAnswer& answer : all.answers) ++(answer.asked.in_family() ? counts[answer.outcome] : others);
  if (counts[Outcome::Exploratory] == all.tests)
    return fmt::format("No test counts as planned, so that nothing is claimed: {} exploratory.",
                       all.answers.size() == 1 ? "it is" : fmt::format("all {} are", all.answers.size()));
  std::string text =
      fmt::format("{} {} one family under Holm at {:g}: {} claimed", counted(all.tests, "planned test"),
                  all.tests == 1 ? "is" : "are", kPlannedLevel, counts[Outcome::Claimed] + counts[Outcome::Opposite]);
  for (const auto& [outcome, what] : {std::pair(Outcome::Open, "not decided"),
                                      {Outcome::Unanswered, "not answered"},
                                      {Outcome::Exploratory, "exploratory by now"}}) {
    if (counts[outcome] > 0) text += fmt::format(", {} {}", counts[outcome], what);
  }
  if (others > 0) text += fmt::format("; {} more {} exploratory", others, others == 1 ? "is" : "are");
  return text + ".";
}

}  // namespace xil
