#include "analysis/planned/asked_pairs.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

namespace xil {
namespace {

/// What a value of a curve rests on; looks and sessions, which are large, are left behind.
RunData curve_of(const RunData& run) { return {run.run, run.summary, {}, run.start}; }

std::vector<RunData> runs_of_both(std::span<const RunData> runs, const AskedTest& asked) {
  std::vector<RunData> own;
  for (const RunData& run : runs) {
    const bool is_side = run.run.strategy == asked.first || run.run.strategy == asked.second;
    if (run.run.dataset == asked.dataset && is_side) own.push_back(curve_of(run));
  }
  return own;
}

using SideValues = std::map<Unit, Observation>;

/// Why a unit has no value of a condition; empty where it has one.
std::string lack_of(const std::string& condition, AskedState state, const SideValues& values, const Unit& unit) {
  if (state == AskedState::Absent) return fmt::format("the run of {} is not there", condition);
  if (state == AskedState::Failed) return fmt::format("the run of {} failed", condition);
  const auto found = values.find(unit);
  if (found == values.end()) return fmt::format("the run of {} has no value", condition);
  if (!std::isnan(found->second.value)) return {};
  return fmt::format("{} has no value: {}", condition, found->second.why);
}

}  // namespace

ScalarRequest request_of(const HypothesisTerms& terms) { return {terms.metric, terms.of, terms.over}; }

PairedQuestion question_of(const HypothesisTerms& terms) {
  switch (terms.kind) {
    case HypothesisKind::Better:
      return {terms.sides == Sides::One ? PairedClaim::Better : PairedClaim::Different, 0};
    case HypothesisKind::Equivalent:
      return {PairedClaim::Equivalent, terms.margin};
    case HypothesisKind::NotWorse:
      return {PairedClaim::NotWorse, terms.margin};
  }
  return {};
}

std::vector<double> AskedPairs::oriented(const std::vector<double>& values) const {
  std::vector<double> turned = values;
  for (double& value : turned) value = greater_is_better ? value : -value;
  return turned;
}

AskedPairs pairs_of(std::span<const RunData> runs, const AskedTest& asked) {
  const ScalarRequest request = request_of(asked.terms);
  AskedPairs pairs;
  pairs.greater_is_better = !lower_is_better(request);
  std::map<std::string, SideValues> values;
  const std::vector<RunData> own = runs_of_both(runs, asked);
  std::vector<std::string> notes;  // of references and unmeasured sets, whose pairs are missing then
  if (!own.empty()) {
    for (Observation& row : scalars_of(own, request, notes)) values[row.strategy].emplace(row.unit(), std::move(row));
  }
  for (const AskedUnit& unit : asked.units) {
    if (unit.first == AskedState::Absent && unit.second == AskedState::Absent) {
      ++pairs.absent;
      continue;
    }
    std::string why = lack_of(asked.first, unit.first, values[asked.first], unit.unit);
    const std::string other = lack_of(asked.second, unit.second, values[asked.second], unit.unit);
    if (!other.empty()) why += (why.empty() ? "" : ", and ") + other;
    pairs.begun.push_back(why.empty());
    if (!why.empty()) {
      pairs.missing.push_back(fmt::format("{}: {} {}: {}", asked.dataset, unit_noun(std::span(&unit.unit, 1), false),
                                          unit.unit.text(), why));
      continue;
    }
    pairs.units.push_back(unit.unit);
    pairs.first.push_back(values[asked.first].at(unit.unit).value);
    pairs.second.push_back(values[asked.second].at(unit.unit).value);
  }
  return pairs;
}

}  // namespace xil
