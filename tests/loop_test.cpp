#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "framework/core/error.h"
#include "framework/loop/interactive_loop.h"
#include "framework/loop/refutation.h"
#include "framework/loop/simulated_expert.h"
#include "strategies/registry.h"
#include "tests/fakes.h"

namespace xil {
namespace {

RunParams run_of(const std::string& strategy, Value::Map params = {}) {
  RunParams run;
  run.strategy = {strategy, find_named(strategy_table(), strategy, "strategy").resolve(Value(std::move(params)), "s")};
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

Result run_with(const RunParams& run, const Dataset& dataset, const Oracle& oracle) {
  Result result;
  FakeLearner learner(dataset);
  const auto strategy = make_strategy(run.strategy);
  run_loop({run, dataset, *strategy, oracle, learner, result.log});
  result.examples = learner.trained_on();
  result.explained = learner.explained();
  return result;
}

Result run_with(const RunParams& run, const Dataset& dataset) {
  return run_with(run, dataset, SimulatedExpert(dataset, run.oracle, run.oracle_stream()));
}

/// Everything that says what was learnt: looks (without the verdict, which only some strategies ask for) and curves.
void expect_same_course(const Result& a, const Result& b, bool with_verdicts) {
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

TEST(Invariant, CaipiWithAContentExpertEqualsActive) {
  const FakeDataset dataset(90, 20);
  const ContentExpert expert(dataset);
  const auto active = run_with(run_of("active"), dataset, expert);
  const auto caipi =
      run_with(run_of("caipi", {{"refute", Value(std::string("wrong_reason"))}}), dataset, expert);
  EXPECT_GT(caipi.explained, active.explained);
  expect_same_course(active, caipi, true);
}

TEST(Invariant, NearCaipiWithoutNeighboursEqualsCaipi) {
  const FakeDataset dataset(90, 20);
  const auto caipi = run_with(run_of("caipi"), dataset);
  const auto near = run_with(run_of("nearcaipi", {{"k", Value(std::int64_t{0})}}), dataset);
  EXPECT_GT(caipi.log.refutations.size(), 0u);
  expect_same_course(caipi, near, true);
  ASSERT_EQ(caipi.log.refutations.size(), near.log.refutations.size());
  for (std::size_t i = 0; i < caipi.log.refutations.size(); ++i) {
    EXPECT_EQ(caipi.log.refutations[i].edit->donor, near.log.refutations[i].edit->donor);
  }
}

class EveryStrategy : public testing::TestWithParam<NamedParams> {
 protected:
  std::string name() const { return std::string(GetParam().name); }
};

TEST_P(EveryStrategy, KeepsLAndUDisjointAndAccountsForEveryItem) {
  for (const int classes : {2, 3}) {
    const FakeDataset dataset(90, 20, classes);
    const auto result = run_with(run_of(name()), dataset);
    std::set<ItemId> labelled(result.log.initial.begin(), result.log.initial.end());
    EXPECT_EQ(labelled.size(), 6u);
    for (const ShownRecord& look : result.log.looks) {
      EXPECT_TRUE(labelled.insert(look.item).second) << "item " << look.item << " shown twice";
      EXPECT_EQ(dataset.item(look.item).split, Split::Pool);
      EXPECT_EQ(look.true_label, dataset.item(look.item).label);
    }
    const auto plain = std::ranges::count_if(result.examples, [](const Example& e) { return !e.edit; });
    EXPECT_EQ(static_cast<std::size_t>(plain), labelled.size());
    EXPECT_EQ(result.examples.size(), labelled.size() + result.log.refutations.size());
  }
}

TEST_P(EveryStrategy, ShowsExactlyTheBatchInEveryRound) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of(name()), dataset);
  ASSERT_EQ(result.log.rounds.size(), 7u);
  for (const RoundRecord& round : result.log.rounds) EXPECT_EQ(round.shown, 7 * round.round);
}

TEST_P(EveryStrategy, ShowsTheRestInTheLastRoundAndThenStops) {
  const FakeDataset dataset(20, 10);
  const auto result = run_with(run_of(name()), dataset);
  ASSERT_EQ(result.log.rounds.size(), 3u);
  EXPECT_EQ(result.log.rounds[1].shown, 7);
  EXPECT_EQ(result.log.rounds[2].shown, 14);
}

TEST_P(EveryStrategy, StartsFromTheSameInitialSetAndEndsWithTheSameUpdates) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of(name()), dataset), reference = run_with(run_of("random"), dataset);
  EXPECT_EQ(result.log.initial, reference.log.initial);
  EXPECT_EQ(result.log.test, reference.log.test);
  EXPECT_EQ(result.log.rounds[0].test_probability, reference.log.rounds[0].test_probability);
  const auto updates = [](const Result& r) {
    for (const auto& [key, value] : r.log.rounds.back().metrics) {
      if (key == "updates") return value;
    }
    return -1.0;
  };
  EXPECT_EQ(updates(result), 700);  // 7 fits of the fake's 100
  EXPECT_EQ(updates(reference), 700);
}

TEST_P(EveryStrategy, IsRepeatable) {
  const FakeDataset dataset(60, 20);
  expect_same_course(run_with(run_of(name()), dataset), run_with(run_of(name()), dataset), true);
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryStrategy,
                         testing::ValuesIn(strategy_table().begin(), strategy_table().end()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(NearCaipiLoop, NeighboursBelongToACorrectedQueryOfTheirRound) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("nearcaipi"), dataset);
  std::map<ItemId, ShownRecord> queries;
  std::size_t neighbours = 0;
  for (const ShownRecord& look : result.log.looks) {
    if (look.reason == Reason::Query) {
      EXPECT_EQ(look.of, look.item);
      queries[look.item] = look;
      continue;
    }
    ++neighbours;
    ASSERT_TRUE(queries.contains(look.of));
    const ShownRecord& query = queries[look.of];
    EXPECT_EQ(query.round, look.round);
    EXPECT_TRUE(query.verdict == Verdict::WrongLabel || query.verdict == Verdict::WrongReasons);
    EXPECT_EQ(look.predicted == query.predicted, look.reason == Reason::NearHit);
  }
  EXPECT_GT(neighbours, 5u);
}

TEST(NearCaipiLoop, BudgetQueriesPutsNeighboursOnTop) {
  const FakeDataset dataset(300, 20);
  RunParams run = run_of("nearcaipi");
  run.budget = BudgetAxis::Queries;
  const auto result = run_with(run, dataset);
  std::map<std::int64_t, int> queries;
  for (const ShownRecord& look : result.log.looks) queries[look.round] += look.reason == Reason::Query;
  for (std::int64_t round = 1; round <= 6; ++round) EXPECT_EQ(queries[round], 7);
  EXPECT_GT(result.log.looks.size(), 42u);
}

TEST(Loop, RefutationsCarryTheExpertsLabelAndSpareTheDefect) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi", {{"wrong_region", Value(std::string("highlighted"))}});
  run.oracle.label_noise = 0.3;
  run.oracle.highlight = 1.0;
  const auto result = run_with(run, dataset);
  ASSERT_GT(result.log.refutations.size(), 10u);
  std::map<ItemId, int> given;
  for (const ShownRecord& look : result.log.looks) given[look.item] = look.given_label;
  for (const RefutationRecord& r : result.log.refutations) {
    EXPECT_EQ(r.label, given.at(r.item));
    EXPECT_GT(area(r.edit->region), 0u);
    const Region* defect = dataset.defect(r.item);
    if (defect == nullptr) continue;
    for (std::size_t i = 0; i < defect->values.size(); ++i) {
      EXPECT_FALSE(defect->values[i] != 0 && r.edit->region.values[i] != 0);
    }
  }
}

TEST(Loop, DonorsAreLabelledItemsOfTheWantedClass) {
  const FakeDataset dataset(40, 4);
  std::vector<Example> labelled;
  for (const ItemId item : {2u, 3u, 4u, 7u}) labelled.push_back({item, dataset.item(item).label, nullptr});
  RefutationRequest request{3, 1, 1, nullptr, 0.1, 0};
  for (const DonorClass from : {DonorClass::Same, DonorClass::Other, DonorClass::Any}) {
    const auto edits = make_refutations({20, EditKind::Substitute, from, WrongRegion::Whole}, dataset, request,
                                        labelled, true);
    ASSERT_EQ(edits.size(), 20u);
    for (const Edit& edit : edits) {
      EXPECT_NE(edit.donor, 3u);
      if (from == DonorClass::Same) {
        EXPECT_EQ(edit.donor, 7u);
      }
      if (from == DonorClass::Other) {
        EXPECT_NE(edit.donor, 7u);
      }
    }
  }
}

TEST(Loop, ItemsWithoutARegionGetNoRegionEdits) {
  const FakeDataset bare(60, 20, 2, false);
  EXPECT_TRUE(run_with(run_of("caipi"), bare).log.refutations.empty());
  const auto augmented = run_with(run_of("caipi", {{"kind", Value(std::string("augment"))}}), bare);
  EXPECT_GT(augmented.log.refutations.size(), 0u);
}

TEST(Loop, TheControlEditsEveryShownItemThatHasAConfounder) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("active", {{"copies", Value(std::int64_t{2})}}), dataset);
  for (const ShownRecord& look : result.log.looks) {
    EXPECT_EQ(look.edits, dataset.confounder(look.item) ? 2 : 0);
  }
}

TEST(Loop, ExplanationMetricsAppearAtTheirRoundsOnly) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("random");
  run.explain_at = {2, 5};
  run.saliency = MapRetention::All;
  const auto result = run_with(run, dataset);
  for (const RoundRecord& round : result.log.rounds) {
    for (const auto& [name, value] : round.metrics) {
      if (name == "relevance_mass") {
        EXPECT_EQ(std::isnan(value), round.round != 2 && round.round != 5);
      }
    }
  }
  EXPECT_EQ(result.log.maps.size(), 10u);
}

TEST(Loop, ExpertSecondsFollowTheCostModel) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi");
  run.oracle.look_s = 3;
  run.oracle.label_s = 10;
  run.oracle.region_s = 100;
  const auto result = run_with(run, dataset);
  double expected = 0;
  for (const ShownRecord& look : result.log.looks) {
    expected += 3 + (look.verdict == Verdict::WrongLabel ? 10 : 0) + (look.edits > 0 ? 100 : 0);
  }
  EXPECT_EQ(result.log.rounds.back().expert_s, expected);
}

TEST(Loop, WarnsWhenVerdictsDoNotTellItemsApart) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("caipi");
  run.oracle.verdict_threshold = 0;
  run.oracle.confounder_threshold = 1;
  const auto result = run_with(run, dataset);
  ASSERT_EQ(result.log.notes.size(), 1u);
  EXPECT_NE(result.log.notes[0].find("0 % of"), std::string::npos);
}

}  // namespace
}  // namespace xil
