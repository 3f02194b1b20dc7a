#include "framework/config/hypotheses.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "framework/config/conditions.h"
#include "framework/config/hypothesis_rows.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

/// The unit of replication of a run: what tells it apart from others of its condition.
std::string unit_text(const RunParams& run) {
  return fmt::format("{} {} {}", run.seed, run.oracle.person, run.oracle.session);
}

std::string set_name(const RunParams& run) {
  const Value* title = run.dataset.params.find("title");
  const auto* text = title == nullptr ? nullptr : title->get<std::string>();
  return text == nullptr || text->empty() ? run.dataset.name : *text;
}

/// What decides a run's random choices, and who answers: runs of one condition that agree in it are the same.
std::string chance_text(const RunParams& run) {
  return fmt::format("{} {} {} {} {}", run.split_stream(), run.model_stream(), run.oracle_stream(), run.oracle.person,
                     run.oracle.session);
}

/// The runs of one condition on one data set, by unit.
using UnitRuns = std::map<std::string, std::size_t>;

/// Finds the runs of hypotheses.
class Resolver {
 public:
  Resolver(const SweepSpec& spec, Expansion& expansion, const Keys& keys, const Catalog& catalog)
      : spec_(spec), expansion_(expansion), catalog_(catalog), conditions_(expansion, keys, catalog) {
    for (std::size_t i = 0; i < expansion.runs.size(); ++i)
      sets_.push_back(to_json(*conditions_.config(i).find("dataset")));
  }

  /// Why the hypothesis does not fit the runs at all; empty where it does.
  std::string misfit(const HypothesisRow& row) const {
    for (const Value& words : row.conditions) {
      if (conditions_.fitting(words).empty()) return conditions_.refusal(words);
    }
    for (const Value& set : entries(row.datasets)) {
      if (positions_of_set(set).empty())
        return fmt::format("no run has dataset: {}. They have {}", to_json(set), fmt::join(set_names(), ", "));
    }
    return {};
  }

  /// Precondition: misfit() is empty.
  Hypothesis resolve(const HypothesisRow& row, const std::string& where) {
    for (const Value& words : row.conditions) {
      const std::string ambiguity = conditions_.ambiguity(words);
      refuse_unless(ambiguity.empty(), "{}: a hypothesis: {}", where, ambiguity);
    }
    for (const Value& set : entries(row.datasets)) refuse_ambiguous_set(set, where);
    Hypothesis hypothesis{row.terms, row.words[0], row.words[1], spec_.looks, {}, where};
    std::array<std::map<std::string, UnitRuns>, 2> sides;
    const auto wanted = wanted_sets(row);
    for (std::size_t side = 0; side < 2; ++side) sides[side] = runs_by_set(row, side, wanted, where);
    std::set<std::string> lacking;
    for (const auto& [set, first] : sides[0]) {
      const auto second = sides[1].find(set);
      if (second == sides[1].end())
        lacking.insert(set);
      else
        add_test(hypothesis, first, second->second);
    }
    for (const auto& [set, second] : sides[1]) {
      if (!sides[0].contains(set)) lacking.insert(set);
    }
    tell_lacking(row, hypothesis, lacking);
    return hypothesis;
  }

 private:
  static Value::List entries(const Value& list) {
    const auto* all = list.get<Value::List>();
    return all == nullptr ? Value::List{} : *all;
  }

  std::set<std::string> set_names() const {
    std::set<std::string> names;
    for (const RunParams& run : expansion_.runs.groups()) names.insert(set_name(run));
    return names;
  }

  /// A data set is named by its title too.
  std::vector<std::size_t> positions_of_set(const Value& set) const {
    std::vector<std::size_t> titled;
    const auto* text = set.get<std::string>();
    for (std::size_t i = 0; text != nullptr && i < expansion_.runs.size(); ++i) {
      if (set_name(expansion_.runs[i]) == *text) titled.push_back(i);
    }
    return titled.empty() ? conditions_.fitting(Value(Value::Map{{"dataset", set}})) : titled;
  }

  void refuse_ambiguous_set(const Value& set, const std::string& where) const {
    const auto* text = set.get<std::string>();
    if (text == nullptr) return;
    const RunParams *titled = nullptr, *named = nullptr;
    for (const RunParams& run : expansion_.runs.groups()) {
      if (run.dataset.name == *text)
        named = &run;
      else if (set_name(run) == *text)
        titled = &run;
    }
    refuse_unless(
        titled == nullptr || named == nullptr,
        "{0}: a hypothesis: '{1}' is the title of a data set '{2}' and the name of another: write {{name: {2}, "
        "title: {1}}} or {{name: {1}}}",
        where, *text, titled == nullptr ? "" : titled->dataset.name);
  }

  std::set<std::string> wanted_sets(const HypothesisRow& row) const {
    std::set<std::string> wanted;
    for (const Value& set : entries(row.datasets)) {
      for (const std::size_t run : positions_of_set(set)) wanted.insert(sets_[run]);
    }
    return row.datasets.is_null() ? std::set<std::string>(sets_.begin(), sets_.end()) : wanted;
  }

  std::map<std::string, UnitRuns> runs_by_set(const HypothesisRow& row, std::size_t side,
                                              const std::set<std::string>& wanted, const std::string& where) const {
    std::map<std::string, UnitRuns> sets;
    for (const std::size_t run : conditions_.meant(row.conditions[side])) {
      if (!wanted.contains(sets_[run])) continue;
      check_reference(row, side, run, where);
      const auto [other, is_new] = sets[sets_[run]].emplace(unit_text(expansion_.runs[run]), run);
      refuse_unless(
          is_new,
          "{}: two runs of one seed fit the condition '{}' of a hypothesis: they differ in {}; say which, such "
          "as {{strategy: ..., {}}}",
          where, row.words[side], differences(other->second, run), differences(other->second, run, true));
    }
    return sets;
  }

  void check_reference(const HypothesisRow& row, std::size_t side, std::size_t run, const std::string& where) const {
    const RunParams& params = expansion_.runs[run];
    const bool has_traits = catalog_.traits && is_known_strategy(catalog_, params.strategy.name);
    const bool reference = params.rounds == 0 || (has_traits && catalog_.traits(params.strategy).labels_all);
    refuse_unless(!reference || row.terms.of == Scalar::Final,
                  "{}: the condition '{}' has no rounds, so a final value only: write of: final", where,
                  row.words[side]);
  }

  /// "updates (10, 20)", or, to be written, "updates: 10".
  std::string differences(std::size_t a, std::size_t b, bool as_written = false) const {
    const RunList both = {expansion_.runs[a], expansion_.runs[b]};
    std::vector<std::string> parts;
    for (const std::string& key : varying_keys(both)) {
      const Value *one = config_value(conditions_.config(a), key), *other = config_value(conditions_.config(b), key);
      const std::string first = one == nullptr ? "nothing" : to_json(*one),
                        second = other == nullptr ? "nothing" : to_json(*other);
      parts.push_back(as_written ? fmt::format("{}: {}", key, first) : fmt::format("{} ({}, {})", key, first, second));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  /// Refuses a pair that differs in more than its conditions.
  void check_pair(const Hypothesis& hypothesis, const RunParams& first, const RunParams& second) const {
    const auto differ = [&](std::string_view key, std::uint64_t one, std::uint64_t other) {
      refuse_unless(
          one == other,
          "{}: at seed {} the conditions '{}' and '{}' of a hypothesis have {} {} and {}: a pair may differ in "
          "nothing but its conditions; let '{}' vary with the seed",
          hypothesis.where, first.seed, hypothesis.first, hypothesis.second, key, one, other, key);
    };
    differ("split_seed", first.split_stream(), second.split_stream());
    differ("model_seed", first.model_stream(), second.model_stream());
    differ("oracle_seed", first.oracle_stream(), second.oracle_stream());
  }

  void add_test(Hypothesis& hypothesis, const UnitRuns& first, const UnitRuns& second) {
    HypothesisTest test;
    std::map<std::string, std::int64_t> seeds;  // by what decides a run's random choices
    for (const auto& [unit, run] : first) {
      const auto partner = second.find(unit);
      if (partner == second.end()) continue;
      const RunParams params = expansion_.runs[run];
      check_pair(hypothesis, params, expansion_.runs[partner->second]);
      const auto [same, is_new] = seeds.emplace(chance_text(params), params.seed);
      refuse_unless(is_new,
                    "{}: the seeds {} and {} of a hypothesis are one run made twice, since 'split_seed', 'model_seed' "
                    "and 'oracle_seed' are the same: let one of them vary, or leave them out",
                    hypothesis.where, same->second, params.seed);
      test.first_runs.push_back(expansion_.run_ids[run]);
      test.second_runs.push_back(expansion_.run_ids[partner->second]);
    }
    const RunParams& any = expansion_.runs[first.begin()->second];
    refuse_unless(!test.first_runs.empty(), "{}: the conditions '{}' and '{}' of a hypothesis share no seed on {}",
                  hypothesis.where, hypothesis.first, hypothesis.second, set_name(any));
    test.dataset = set_name(any);
    test.first_condition = condition_id(any, catalog_);
    test.second_condition = condition_id(expansion_.runs[second.begin()->second], catalog_);
    test.key = key_of(hypothesis, test.first_condition, test.second_condition);
    refuse_unless(spec_.looks.empty() || spec_.looks.back() >= test.first_runs.size(),
                  "{}: the last of 'looks' is at {} seeds, and the hypothesis has {} on {}: let the last look be the "
                  "number of seeds",
                  hypothesis.where, spec_.looks.empty() ? 0 : spec_.looks.back(), test.first_runs.size(), test.dataset);
    hypothesis.tests.push_back(std::move(test));
  }

  /// What the test asks, whatever names its sweep gives to the conditions and however many seeds it has.
  std::string key_of(const Hypothesis& hypothesis, std::string first, std::string second) const {
    const HypothesisTerms& terms = hypothesis.terms;
    refuse_unless(first != second, "{}: both conditions of the hypothesis are the same, '{}' and '{}'",
                  hypothesis.where, hypothesis.first, hypothesis.second);
    const bool has_direction =
        terms.kind == HypothesisKind::NotWorse || (terms.kind == HypothesisKind::Better && terms.sides == Sides::One);
    if (!has_direction && second < first) std::swap(first, second);
    return to_json(Value(Value::Map{{"kind", json_value(terms.kind)},
                                    {"first", Value(first)},
                                    {"second", Value(second)},
                                    {"metric", Value(terms.metric)},
                                    {"of", json_value(terms.of)},
                                    {"over", json_value(terms.over)},
                                    {"margin", Value(terms.margin)},
                                    {"sides", json_value(terms.sides)},
                                    {"looks", json_value(hypothesis.looks)}}));
  }

  void tell_lacking(const HypothesisRow& row, const Hypothesis& hypothesis, const std::set<std::string>& lacking) {
    for (const std::string& set : lacking) {
      const auto place = std::ranges::find(sets_, set);
      const std::string name = set_name(expansion_.runs[static_cast<std::size_t>(place - sets_.begin())]);
      const std::string sentence =
          fmt::format("'{}' and '{}' have no runs both on {}", hypothesis.first, hypothesis.second, name);
      refuse_unless(row.datasets.is_null() && !hypothesis.tests.empty(), "{}: the conditions of a hypothesis {}",
                    hypothesis.where, sentence);
      expansion_.notes.push_back(
          fmt::format("{}: the hypothesis is not asked of {}: {}", hypothesis.where, name, sentence));
    }
    refuse_unless(!hypothesis.tests.empty(), "{}: the hypothesis has no runs on the data sets that it names",
                  hypothesis.where);
  }

  const SweepSpec& spec_;
  Expansion& expansion_;
  const Catalog& catalog_;
  Conditions conditions_;
  std::vector<std::string> sets_;  ///< of every run, the data set as its configuration says it
};

void refuse_twice(const std::vector<Hypothesis>& all) {
  std::map<std::string, std::string> places;
  for (const Hypothesis& hypothesis : all) {
    for (const HypothesisTest& test : hypothesis.tests) {
      const auto [place, is_new] = places.emplace(test.key, hypothesis.where);
      refuse_unless(is_new, "{}: this hypothesis asks of {} what the one at {} asks: it would count twice",
                    hypothesis.where, test.dataset, place->second);
    }
  }
}

}  // namespace

std::vector<Hypothesis> resolve_hypotheses(SweepSpec& spec, Expansion& expansion, const Keys& keys,
                                           const Catalog& catalog, bool overridden) {
  std::vector<Hypothesis> all;
  if (spec.hypotheses.empty()) return all;
  Resolver resolver(spec, expansion, keys, catalog);
  std::erase_if(spec.hypotheses, [&](const Value& given) {
    const HypothesisRow row = read_hypothesis(given);
    const std::string misfit = resolver.misfit(row);
    refuse_unless(misfit.empty() || overridden, "{}: a hypothesis: {}", given.where, misfit);
    if (misfit.empty()) {
      all.push_back(resolver.resolve(row, given.where));
      return false;
    }
    expansion.notes.push_back(fmt::format(
        "{}: this hypothesis is left out, {}; runs that are started so will not count as planned for it: --filter leaves "
        "the hypotheses as they are",
        given.where, misfit));
    return true;
  });
  refuse_twice(all);
  return all;
}

}  // namespace xil
