#include "experiments/planning/hypothesis_power.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "analysis/planned/answer_texts.h"
#include "analysis/planned/answers.h"
#include "analysis/planned/asked_pairs.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

constexpr std::array kEffects = {0.5, 1.0, 1.5, 2.0};
constexpr std::array kPowers = {0.8, 0.95};

std::size_t looks_reached(const std::vector<std::size_t>& looks, std::size_t seeds) {
  return static_cast<std::size_t>(std::ranges::upper_bound(looks, seeds) - looks.begin());
}

/// Forecasts that several hypotheses share are made once.
class Forecasts {
 public:
  explicit Forecasts(std::size_t tests) : tests_(std::max<std::size_t>(1, tests)) {}

  /// The forecast for normal differences with an effect of so many deviations.
  const PowerRow& of_effect(const HypothesisTerms& terms, const std::vector<std::size_t>& looks, std::size_t seeds,
                            double effect) {
    const auto key = std::tuple(terms.kind, terms.sides, looks, seeds, effect);
    const auto known = rows_.find(key);
    if (known != rows_.end()) return known->second;
    const bool has_margin = question_of(terms).has_margin();
    HypothesisTerms unit = terms;  // in deviations
    unit.margin = has_margin ? effect : 0;
    const auto expected = ExpectedDifferences::normal(has_margin ? 0 : effect, 1);
    return rows_[key] = row(plan_of(unit, looks), expected, seeds, effect);
  }

  PowerRow of_pilot(const HypothesisTerms& terms, const std::vector<std::size_t>& looks, std::size_t seeds,
                    const ExpectedDifferences& expected) const {
    const double effect = (question_of(terms).has_margin() ? terms.margin : expected.mean) / expected.deviation;
    return row(plan_of(terms, looks), expected, seeds, effect);
  }

  /// The fewest seeds that can decide anything.
  std::optional<std::size_t> fewest(const HypothesisTerms& terms, const std::vector<std::size_t>& looks) const {
    return fewest_seeds_of(plan_of(terms, looks));
  }

 private:
  PlannedTest plan_of(const HypothesisTerms& terms, const std::vector<std::size_t>& looks) const {
    return {question_of(terms), kPlannedLevel, tests_, looks};
  }
  static PowerRow row(const PlannedTest& plan, const ExpectedDifferences& expected, std::size_t seeds, double effect) {
    PowerRow made{effect};
    if (!plan.looks.empty()) return row_of_looks(plan, expected, seeds, made);
    made.power = planned_power(plan, expected, seeds).power;
    const auto needed = fewest_seeds_for(kPowers, plan, expected);
    made.seeds_for_80 = needed.front();
    made.seeds_for_95 = needed.back();
    return made;
  }
  /// A sweep may have fewer seeds than its looks: those that it does not reach claim nothing.
  static PowerRow row_of_looks(const PlannedTest& plan, const ExpectedDifferences& expected, std::size_t seeds,
                               PowerRow made) {
    const PowerOfPlan found = planned_power(plan, expected, plan.looks.back());
    const std::size_t reached = looks_reached(plan.looks, seeds);
    made.power = reached == 0 ? 0 : found.until_look[reached - 1];
    made.seeds_for_80 = first_look_for(kPowers.front(), plan.looks, found);
    made.seeds_for_95 = first_look_for(kPowers.back(), plan.looks, found);
    if (made.seeds_for_95) return made;
    const auto stretched = fewest_seeds_for(kPowers, plan, expected);
    if (!made.seeds_for_80) made.last_look_for_80 = stretched.front();
    made.last_look_for_95 = stretched.back();
    return made;
  }

  std::size_t tests_;
  std::map<std::tuple<HypothesisKind, Sides, std::vector<std::size_t>, std::size_t, double>, PowerRow> rows_;
};

std::string seeds_text(const std::optional<std::size_t>& seeds, const std::optional<std::size_t>& last_look,
                       const std::vector<std::size_t>& looks) {
  if (seeds) return fmt::format("{}", *seeds);
  if (looks.empty()) return fmt::format("over {}", kMostPlannedSeeds);
  return fmt::format("over {} (looks to {})", looks.back(),
                     last_look ? fmt::format("{}", *last_look) : fmt::format("over {}", kMostPlannedSeeds));
}

/// "1, 1.5": one entry per effect.
template <class Entry>
std::string listed(const PlannedPower& one, Entry entry) {
  std::vector<std::string> entries;
  for (const PowerRow& row : one.effects) entries.push_back(entry(row));
  return fmt::format("{}", fmt::join(entries, ", "));
}

/// What keeps the seeds that the sweep has from deciding it; empty if nothing does.
std::string limits_of(const PlannedPower& one) {
  if (!one.fewest) return "; no look of them can decide anything";
  std::string text;
  if (!one.looks.empty() && one.looks.back() > one.seeds) {
    const std::size_t reached = looks_reached(one.looks, one.seeds);
    text = reached == 0 ? "; the sweep has too few seeds for any look, so that nothing will be decided"
                        : fmt::format(
                              "; the sweep has too few seeds for the looks after {}, so that the power is "
                              "that of the others",
                              one.looks[reached - 1]);
  }
  if (*one.fewest > one.seeds) text += fmt::format("; {} are the fewest that can decide anything", *one.fewest);
  return text;
}

std::string sentence(const PlannedPower& one) {
  const std::string looks =
      one.looks.empty() ? std::string() : fmt::format(", looks at {}", fmt::join(one.looks, ", "));
  const std::string what =
      one.pilot_pairs > 0
          ? fmt::format("if differences are those of the pilot ({} pairs, mean {:+.3g}, deviation {:.3g})",
                        one.pilot_pairs, one.pilot_mean, one.pilot_deviation)
      : one.has_margin
          ? fmt::format("if there is no difference and the margin is {} deviations of the paired differences",
                        listed(one, [](const PowerRow& row) { return fmt::format("{:g}", row.effect); }))
          : fmt::format("if the difference is {} deviations of the paired differences",
                        listed(one, [](const PowerRow& row) { return fmt::format("{:g}", row.effect); }));
  const auto needs = [&](auto seeds, auto last_look) {
    return listed(one, [&](const PowerRow& row) { return seeds_text(row.*seeds, row.*last_look, one.looks); });
  };
  return fmt::format("hypothesis {} on {}: {}: {} seed{}{}; power {} {}; 80 % needs {} seeds, 95 % {}{}", one.number,
                     one.dataset, one.statement, one.seeds, one.seeds == 1 ? "" : "s", looks,
                     listed(one, [](const PowerRow& row) { return fmt::format("{:.2f}", row.power); }), what,
                     needs(&PowerRow::seeds_for_80, &PowerRow::last_look_for_80),
                     needs(&PowerRow::seeds_for_95, &PowerRow::last_look_for_95), limits_of(one));
}

}  // namespace

std::vector<PlannedPower> hypothesis_power(std::span<const Hypothesis> hypotheses, std::size_t tests,
                                           const PilotDifferences& pilot) {
  Forecasts forecasts(tests);
  std::vector<PlannedPower> all;
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    const Hypothesis& hypothesis = hypotheses[i];
    for (const HypothesisTest& test : hypothesis.tests) {
      PlannedPower one{i + 1,
                       statement_of(hypothesis.terms, hypothesis.first, hypothesis.second),
                       test.dataset,
                       test.first_runs.size(),
                       hypothesis.looks,
                       question_of(hypothesis.terms).has_margin()};
      one.fewest = forecasts.fewest(hypothesis.terms, hypothesis.looks);
      const auto found = pilot.find(test.key);
      const bool differs = found != pilot.end() && standard_deviation(found->second) > 0;
      if (differs) {
        const auto expected = ExpectedDifferences::of_pilot(found->second);
        one.pilot_pairs = found->second.size();
        one.pilot_mean = expected.mean;
        one.pilot_deviation = expected.deviation;
        one.effects = {forecasts.of_pilot(hypothesis.terms, hypothesis.looks, one.seeds, expected)};
      }
      for (const double effect : kEffects) {
        if (!differs) one.effects.push_back(forecasts.of_effect(hypothesis.terms, hypothesis.looks, one.seeds, effect));
      }
      all.push_back(std::move(one));
    }
  }
  return all;
}

std::vector<std::string> power_sentences(std::span<const PlannedPower> all, std::size_t tests) {
  std::vector<std::string> sentences;
  if (all.empty()) return sentences;
  sentences.push_back(fmt::format(
      "{} under Holm at {:g}, one per hypothesis and data set; power is that of the strictest step. Nothing else is "
      "claimed.",
      counted(tests, "planned test"), kPlannedLevel));
  for (std::size_t i = 0; i < all.size(); ++i) {
    PlannedPower one = all[i];  // with the data sets of which the same is to be said
    while (i + 1 < all.size() && all[i + 1].number == one.number && all[i + 1].seeds == one.seeds &&
           one.pilot_pairs == 0 && all[i + 1].pilot_pairs == 0)
      one.dataset += ", " + all[++i].dataset;
    sentences.push_back(sentence(one));
  }
  return sentences;
}

namespace {

Value effect_json(const PowerRow& row) {
  return Value(Value::Map{{"effect", Value(row.effect)},
                          {"power", Value(row.power)},
                          {"seeds_for_80", json_value(row.seeds_for_80)},
                          {"seeds_for_95", json_value(row.seeds_for_95)},
                          {"last_look_for_80", json_value(row.last_look_for_80)},
                          {"last_look_for_95", json_value(row.last_look_for_95)}});
}

Value planned_json(const PlannedPower& one) {
  return Value(Value::Map{{"number", json_value(one.number)},
                          {"statement", Value(one.statement)},
                          {"dataset", Value(one.dataset)},
                          {"seeds", json_value(one.seeds)},
                          {"looks", json_value(one.looks)},
                          {"looks_reached", json_value(looks_reached(one.looks, one.seeds))},
                          {"fewest_seeds", json_value(one.fewest)},
                          {"pilot_pairs", json_value(one.pilot_pairs)},
                          {"effects", json_list(one.effects, effect_json)}});
}

}  // namespace

Value power_json(std::span<const PlannedPower> all, std::size_t tests) {
  return Value(Value::Map{
      {"tests", json_value(tests)}, {"level", Value(kPlannedLevel)}, {"hypotheses", json_list(all, planned_json)}});
}

}  // namespace xil
