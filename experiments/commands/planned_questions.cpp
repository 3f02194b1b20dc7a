#include "experiments/commands/planned_questions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "analysis/planned/answers.h"
#include "analysis/planned/asked_pairs.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

FolderRuns runs_of_folder(const std::filesystem::path& out) {
  Arguments arguments;
  arguments.positional = {out.string()};
  return read_folder_runs(arguments);
}

/// The pairs of a test among runs whose names are their conditions' ids.
std::vector<double> differences_among(std::span<const RunData> runs, const Hypothesis& hypothesis,
                                      const HypothesisTest& test) {
  AskedTest asked{1, hypothesis.terms, "pilot", test.first_condition, test.second_condition, {}, {}, {}};
  std::set<Unit> first, second;
  for (const RunData& run : runs) {
    if (run.run.strategy == asked.first) first.insert(run.run.unit());
    if (run.run.strategy == asked.second) second.insert(run.run.unit());
  }
  for (const Unit& unit : first) {
    if (second.contains(unit)) asked.units.push_back({unit, AskedState::Complete, AskedState::Complete, 0});
  }
  if (asked.units.empty()) return {};
  const AskedPairs pairs = pairs_of(runs, asked);
  return paired_differences(question_of(hypothesis.terms), pairs.oriented(pairs.first), pairs.oriented(pairs.second))
      .values();
}

std::vector<std::int64_t> seeds_of(const Sweep& sweep) {
  std::set<std::int64_t> seeds;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) seeds.insert(sweep.runs.seeds(i).seed);
  return {seeds.begin(), seeds.end()};
}

/// The sweep's seeds and as many more as are needed, as an override.
std::string assignment_of(std::vector<std::int64_t> seeds, std::size_t needed) {
  while (seeds.size() < needed) seeds.push_back(seeds.back() + 1);
  const bool gapless = seeds.back() - seeds.front() + 1 == static_cast<std::int64_t>(seeds.size());
  if (gapless) return fmt::format("seed=range({},{})", seeds.front(), seeds.back() + 1);
  return fmt::format("seed={}", fmt::join(seeds, ","));
}

/// How many seeds an answer needs in all; 0: it needs none, or nobody can tell.
std::size_t needed_of(const HypothesisAnswer& answer, std::string& reason) {
  reason = fmt::format("hypothesis {} on {}: {}", answer.asked.number, answer.asked.dataset, answer.sentence);
  if (answer.outcome == Outcome::Unanswered && answer.asked.looks.empty()) return answer.asked.units.size();
  if (answer.outcome == Outcome::Unanswered) return answer.asked.looks.front();
  if (answer.outcome != Outcome::Open) return 0;
  if (answer.look) return answer.look->next;
  if (!answer.seeds_for_80) reason += fmt::format(" More than {} seeds would be needed.", kMostPlannedSeeds);
  return answer.seeds_for_80.value_or(0);
}

}  // namespace

std::size_t planned_tests(const Sweep& sweep, const std::filesystem::path& out, const Catalog& catalog) {
  std::set<std::string> keys;
  const auto add = [&](const std::vector<Hypothesis>& hypotheses) {
    for (const Hypothesis& hypothesis : hypotheses) {
      for (const HypothesisTest& test : hypothesis.tests) keys.insert(test.key);
    }
  };
  add(sweep.hypotheses);
  if (!has_own_folder(out / "sweeps")) return keys.size();
  try {
    std::vector<FrozenSweep> frozen;
    read_frozen_sweeps(out, catalog, &frozen);
    for (const FrozenSweep& one : frozen) {
      if (one.as_frozen) add(one.hypotheses);
    }
  } catch (const Error&) {  // a folder that this program cannot read has no report either
  }
  return keys.size();
}

PilotDifferences pilot_differences(const Sweep& sweep, const std::filesystem::path& pilot, const Catalog& catalog,
                                   std::vector<std::string>& notes) {
  const FolderRuns all = runs_of_folder(pilot);
  std::vector<RunData> runs = all.data();
  std::size_t next = 0;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    if (!all.is_complete(i)) continue;
    runs[next].run.dataset = "pilot";  // the condition has the data set in it
    runs[next++].run.strategy = condition_id(all.folder.runs.runs[i], catalog);
  }
  PilotDifferences differences;
  for (const Hypothesis& hypothesis : sweep.hypotheses) {
    for (const HypothesisTest& test : hypothesis.tests) {
      const std::vector<double> own = differences_among(runs, hypothesis, test);
      if (own.size() >= 2 && standard_deviation(own) > 0) {
        differences[test.key] = own;
        continue;
      }
      notes.push_back(
          fmt::format("{}: the pilot in {} says nothing of this hypothesis on {}: {} pairs of exactly its "
                      "conditions are complete there{}",
                      hypothesis.where, pilot.string(), test.dataset, own.size(),
                      own.size() >= 2 ? ", and all have one difference" : ""));
    }
  }
  return differences;
}

AddedSeeds seeds_to_add(const Sweep& sweep, const std::filesystem::path& out, std::span<const PlannedPower> forecast) {
  AddedSeeds added;
  std::size_t needed = 0;
  const bool piloted = std::ranges::any_of(forecast, [](const PlannedPower& one) { return one.pilot_pairs > 0; });
  if (has_own_folder(out / "sweeps")) {
    const FolderRuns all = runs_of_folder(out);
    const std::vector<RunData> runs = all.data();
    const HypothesisAnswers answers = answer_hypotheses(runs, asked_tests_of(all), Missing::Drop);
    for (const HypothesisAnswer& answer : answers.answers)
      needed = std::max(needed, needed_of(answer, added.reasons.emplace_back()));
  } else {
    refuse_unless(piloted, "--add-seeds needs results in {}, or those of a pilot with --pilot", out.string());
    for (const PlannedPower& one : forecast) {
      if (one.pilot_pairs == 0) continue;
      const auto& seeds = one.effects.front().seeds_for_80;
      added.reasons.push_back(fmt::format("hypothesis {} on {}: {} seeds for 80 % power", one.number, one.dataset,
                                          seeds               ? fmt::format("{}", *seeds)
                                          : one.looks.empty() ? std::string("too many")
                                                              : std::string("more than its looks have")));
      needed = std::max(needed, seeds.value_or(0));
    }
  }
  const std::vector<std::int64_t> seeds = seeds_of(sweep);
  if (needed > seeds.size()) added.assignment = assignment_of(seeds, needed);
  added.own_suffice = needed > 0 && needed <= seeds.size();
  return added;
}

SideTable empty_answers_table() {
  SideTable table{"answers", {}, {}};
  const Value none = answer_json(HypothesisAnswer{});
  for (const auto& [key, value] : *none.get<Value::Map>()) table.columns.push_back(key);
  return table;
}

SideTable answers_table(const FolderRuns& all) {
  SideTable table = empty_answers_table();
  const std::vector<RunData> runs = all.data();
  const HypothesisAnswers answers = answer_hypotheses(runs, asked_tests_of(all), Missing::Error);
  for (const HypothesisAnswer& answer : answers.answers) {
    std::vector<Value>& row = table.rows.emplace_back();
    const Value cells = answer_json(answer);
    for (const auto& [key, value] : *cells.get<Value::Map>()) row.push_back(value);
  }
  return table;
}

}  // namespace xil
