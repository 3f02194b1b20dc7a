#include "experiments/planning/asked_tests.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace xil {
namespace {

/// The runs of a unit, as positions.
struct UnitRunPair {
  std::size_t first = 0, second = 0;
};

/// A test while sweeps are gathered that ask it.
struct Gathered {
  AskedTest asked;
  std::string key;
  std::map<Unit, UnitRunPair> units;
  std::map<std::string, ForeignRun> foreign = {};  ///< runs of it that no file can be told to be, by their ids
};

/// Of runs that name what this program does not know nobody can tell which files they are, so that their pairs cannot
/// be told either.
std::string unreadable(const Gathered& gathered) {
  if (gathered.foreign.empty()) return {};
  std::set<std::string> unknown;
  for (const auto& [id, run] : gathered.foreign) unknown.insert(run.unknown);
  return fmt::format(
      "{} of its runs, such as {}, name what this xil does not know ({}), so that it cannot tell which files are "
      "theirs; the xil that made them can",
      gathered.foreign.size(), gathered.foreign.begin()->second.name, fmt::join(unknown, ", "));
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

class Gatherer {
 public:
  explicit Gatherer(const AskedRuns& runs) : runs_(runs) {
    for (std::size_t i = 0; i < runs.run_ids.size(); ++i) places_.emplace(runs.run_ids[i], i);
  }

  void add(const Hypothesis& hypothesis, const std::map<std::string, ForeignRun>& foreign) {
    const std::size_t number = number_of(hypothesis);
    for (const HypothesisTest& test : hypothesis.tests) {
      const auto [place, is_new] = by_key_.try_emplace(test.key, all_.size());
      if (is_new)
        all_.push_back(
            {{number, hypothesis.terms, test.dataset, hypothesis.first, hypothesis.second, {}, hypothesis.looks, {}},
             test.key,
             {}});
      add_units(test, all_[place->second]);
      if (runs_.chosen.empty()) add_foreign(test, foreign, all_[place->second]);
    }
  }

  std::vector<Gathered> take() { return std::move(all_); }

 private:
  /// Tests of one hypothesis share its number, also those on data sets that a later sweep adds.
  std::size_t number_of(const Hypothesis& hypothesis) {
    for (const HypothesisTest& test : hypothesis.tests) {
      const auto known = by_key_.find(test.key);
      if (known != by_key_.end()) return all_[known->second].asked.number;
    }
    return ++hypotheses_;
  }

  void add_units(const HypothesisTest& test, Gathered& gathered) {
    for (std::size_t i = 0; i < test.first_runs.size(); ++i) {
      const auto first = places_.find(test.first_runs[i]), second = places_.find(test.second_runs[i]);
      if (first == places_.end() || second == places_.end()) continue;  // left out by choice
      const LabelledRun &a = runs_.labels[first->second], &b = runs_.labels[second->second];
      AskedTest& asked = gathered.asked;
      if (gathered.units.empty()) {
        asked.dataset = a.dataset;
        asked.first = a.strategy;
        asked.second = b.strategy;
      }
      const bool turned = asked.first == b.strategy && asked.first != a.strategy;  // asked the other way round
      gathered.units.emplace(
          a.unit(), turned ? UnitRunPair{second->second, first->second} : UnitRunPair{first->second, second->second});
    }
  }

  void add_foreign(const HypothesisTest& test, const std::map<std::string, ForeignRun>& foreign,
                   Gathered& gathered) const {
    for (const auto* ids : {&test.first_runs, &test.second_runs}) {
      for (const std::string& id : *ids) {
        const auto run = foreign.find(id);
        if (run != foreign.end() && !places_.contains(id)) gathered.foreign.insert(*run);
      }
    }
  }

  const AskedRuns& runs_;
  std::map<std::string, std::size_t> places_, by_key_;
  std::vector<Gathered> all_;
  std::size_t hypotheses_ = 0;
};

/// What the frozen sweeps prove of the order in time.
class Proof {
 public:
  Proof(std::span<const FrozenSweep> frozen, const AskedRuns& runs) : runs_(runs) {
    for (const FrozenSweep& sweep : frozen) {
      if (!sweep.as_frozen) continue;
      std::set<std::string>& keys = keys_[sweep.digest];
      for (const Hypothesis& hypothesis : sweep.hypotheses) {
        for (const HypothesisTest& test : hypothesis.tests) keys.insert(test.key);
      }
    }
  }

  /// Whether a run of the test knew a sweep that has it.
  bool asked_before(const Gathered& gathered) const {
    return std::ranges::any_of(gathered.units, [&](const auto& unit) {
      const auto knew = [&](std::size_t run) {
        return std::ranges::any_of(words_of(runs_.known_sweeps[run]), [&](const std::string& digest) {
          const auto sweep = keys_.find(digest);
          return sweep != keys_.end() && sweep->second.contains(gathered.key);
        });
      };
      return knew(unit.second.first) || knew(unit.second.second);
    });
  }

  /// Why the test does not count as planned; empty if it does.
  std::string objection(const Gathered& gathered) const {
    if (!runs_.chosen.empty()) return runs_.chosen;
    if (std::string removed = removal(gathered); !removed.empty()) return removed;
    std::set<std::size_t> late, silent;
    for (const auto& [unit, pair] : gathered.units) {
      for (const std::size_t run : {pair.first, pair.second}) {
        if (runs_.states[run] != AskedState::Complete) continue;
        const std::vector<std::string> known = words_of(runs_.known_sweeps[run]);
        if (known.empty()) silent.insert(run);
        bool before = false;
        for (const std::string& digest : known) {
          const auto sweep = keys_.find(digest);
          if (sweep == keys_.end())
            return fmt::format(
                "sweep {} is missing or was changed, which was frozen when run {} began: nobody can tell "
                "what else was asked",
                digest, runs_.run_ids[run]);
          before = before || sweep->second.contains(gathered.key);
        }
        if (!before) late.insert(run);
      }
    }
    const std::size_t runs = 2 * gathered.units.size();
    if (!silent.empty())
      return fmt::format(
          "{} of its {} runs do not say which sweeps were frozen when they began, as those of earlier "
          "versions, such as run {}",
          silent.size(), runs, runs_.run_ids[*silent.begin()]);
    if (!late.empty())
      return fmt::format("{} of its {} runs began before it was frozen, such as run {}", late.size(), runs,
                         runs_.run_ids[*late.begin()]);
    return {};
  }

 private:
  std::string removal(const Gathered& gathered) const {
    std::set<std::size_t> removed;
    for (const auto& [unit, pair] : gathered.units) {
      for (const std::size_t run : {pair.first, pair.second}) {
        if (runs_.removed[run] != 0) removed.insert(run);
      }
    }
    if (removed.empty()) return {};
    return fmt::format(
        "the journal tells of results of {} of its {} runs that were removed, such as run {}: whoever removed them may "
        "have known them",
        removed.size(), 2 * gathered.units.size(), runs_.run_ids[*removed.begin()]);
  }

  const AskedRuns& runs_;
  std::map<std::string, std::set<std::string>> keys_;  ///< by digest, of the sweeps that are as they were frozen
};

/// In the order in which units began, as far as the files tell, and by seed.
void set_units(Gathered& gathered, const AskedRuns& runs) {
  for (const auto& [unit, pair] : gathered.units) {
    AskedUnit one{unit, runs.states[pair.first], runs.states[pair.second], 0};
    for (const std::size_t run : {pair.first, pair.second})
      one.cohort = std::max(one.cohort, words_of(runs.known_sweeps[run]).size());
    gathered.asked.units.push_back(one);
  }
  std::ranges::stable_sort(gathered.asked.units, {}, [](const AskedUnit& unit) {
    const bool has_begun = unit.first != AskedState::Absent || unit.second != AskedState::Absent;
    return std::pair(!has_begun, unit.cohort);
  });
}

}  // namespace

std::vector<AskedTest> asked_tests(std::span<const FrozenSweep> frozen, const AskedRuns& runs) {
  Gatherer gatherer(runs);
  for (const FrozenSweep& sweep : frozen) {
    for (const Hypothesis& hypothesis : sweep.hypotheses) gatherer.add(hypothesis, sweep.foreign);
  }
  const Proof proof(frozen, runs);
  std::vector<AskedTest> all;
  for (Gathered& gathered : gatherer.take()) {
    if (gathered.units.empty() && !runs.chosen.empty()) continue;  // nothing of it was chosen
    set_units(gathered, runs);
    gathered.asked.exploratory = proof.objection(gathered);
    gathered.asked.asked_before = proof.asked_before(gathered);
    gathered.asked.unreadable = unreadable(gathered);
    all.push_back(std::move(gathered.asked));
  }
  std::ranges::stable_sort(all, {}, &AskedTest::number);
  return all;
}

}  // namespace xil
