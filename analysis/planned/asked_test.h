#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison/unit.h"
#include "framework/core/catalogue/hypothesis_terms.h"

namespace xil {

/// What there is of a run that a hypothesis rests on.
enum class AskedState { Complete, Failed, Absent };

/// A unit of replication with the run of either condition.
struct AskedUnit {
  Unit unit;
  AskedState first = AskedState::Absent, second = AskedState::Absent;
  /// The number of frozen sweeps that the later of both runs knew when it started: units of a sweep that was frozen
  /// later come later in the order of looks.
  std::size_t cohort = 0;
};

/// A hypothesis on one data set: one test, whose conditions have the names that they have in figures and tables.
struct AskedTest {
  std::size_t number = 0;  ///< of the hypothesis, from 1; one hypothesis has a test on each of its data sets
  HypothesisTerms terms;
  std::string dataset, first, second;
  std::vector<AskedUnit> units;    ///< those that the sweeps name, in the order of looks
  std::vector<std::size_t> looks;  ///< numbers of units at which it is tested; empty: once
  std::string exploratory;         ///< why it does not count as planned; empty: it was planned before its runs began
  bool asked_before = false;       ///< whether a run that is there began after it was frozen
  std::string unreadable = {};     ///< why nobody here can tell which files are its runs; empty: all can be told

  bool planned() const { return exploratory.empty(); }
  /// Whether it counts in Holm's family: a test that was asked, and was spoiled since, keeps its place, so that
  /// spoiling tests makes the family of the others no smaller.
  bool in_family() const { return planned() || asked_before; }
};

}  // namespace xil
