#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/statistics/advisor.h"

namespace xil {

/// The tests that one page judges together, with Holm's correction over all of them: every pair of strategies on every
/// data set, for every question. `xil plan` knows it beforehand and the report afterwards; both say it by describe().
struct TestFamily {
  struct Question {
    std::string what;  ///< see describe(const ScalarRequest&)
    std::size_t tests = 0;
    bool certain = true;  ///< false: only if the data sets mark what it measures
  };
  std::vector<Question> questions;  ///< those with tests
  std::size_t seeds = 0;            ///< the fewest on which a test rests
  double level = 0.05;

  std::size_t tests() const;
  std::size_t certain_tests() const;
  /// Precondition: there is a test.
  SeedAdvice advice() const { return advise(seeds, tests(), level); }
};

/// The family, and what its seeds can show, in sentences; empty if nothing is compared.
std::string describe(const TestFamily& family);

}  // namespace xil
