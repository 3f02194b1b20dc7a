#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "framework/loop/interactive_loop.h"
#include "framework/loop/simulated_expert.h"
#include "strategies/registry.h"
#include "tests/support/fakes.h"

// Runs of the loop on fakes.
namespace xil {

inline RunParams run_of(const std::string& strategy, Value::Map params = {}) {
  RunParams run;
  run.strategy = {strategy, find_entry(strategy_table(), strategy, "strategy").resolve(Value(std::move(params)), "s")};
  run.rounds = 6;
  run.query_batch = 7;
  run.initial = 6;
  run.explain_items = 5;
  return run;
}

/// One run on fresh fakes.
struct Result {
  MemoryLog log;
  std::vector<Example> examples;
  std::size_t explained = 0;
};

inline Result run_with(const RunParams& run, const Dataset& dataset, const Oracle& oracle) {
  Result result;
  FakeLearner learner(dataset);
  const auto strategy = make_strategy(run.strategy);
  run_loop({run, dataset, *strategy, oracle, learner, result.log});
  result.examples = learner.trained_on();
  result.explained = learner.explained();
  return result;
}

inline Result run_with(const RunParams& run, const Dataset& dataset) {
  return run_with(run, dataset, SimulatedExpert(dataset, run.oracle, run.oracle_stream()));
}

/// Everything that says what was learnt: looks (without the verdict, which only some strategies ask for) and curves.
inline void expect_same_course(const Result& a, const Result& b, bool with_verdicts) {
  ASSERT_EQ(a.log.looks.size(), b.log.looks.size());
  for (std::size_t i = 0; i < a.log.looks.size(); ++i) {
    EXPECT_EQ(a.log.looks[i].item, b.log.looks[i].item) << "look " << i;
    EXPECT_EQ(a.log.looks[i].predicted, b.log.looks[i].predicted);
    EXPECT_EQ(a.log.looks[i].probability, b.log.looks[i].probability);
    EXPECT_EQ(a.log.looks[i].edits, b.log.looks[i].edits);
    if (with_verdicts) {
      EXPECT_EQ(a.log.looks[i].verdict, b.log.looks[i].verdict);
    }
  }
  ASSERT_EQ(a.log.rounds.size(), b.log.rounds.size());
  for (std::size_t r = 0; r < a.log.rounds.size(); ++r) {
    EXPECT_EQ(a.log.rounds[r].test_probability, b.log.rounds[r].test_probability) << "round " << r;
    EXPECT_EQ(a.log.rounds[r].train_size, b.log.rounds[r].train_size);
  }
}

inline Value text(const char* word) { return Value(std::string(word)); }
inline Value whole(std::int64_t number) { return Value(number); }

/// The last value of a metric; -1 where the run has none of that name.
inline double last_metric(const Result& result, const std::string& wanted) {
  for (const auto& [name, value] : result.log.rounds.back().metrics) {
    if (name == wanted) return value;
  }
  return -1;
}

}  // namespace xil
