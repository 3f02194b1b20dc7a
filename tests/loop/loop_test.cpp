#include <algorithm>
#include <map>
#include <set>

#include "framework/core/catalogue/metrics.h"
#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

TEST(Invariant, CaipiWithAContentExpertEqualsActive) {
  const FakeDataset dataset(90, 20);
  const ContentExpert expert(dataset);
  const auto active = run_with(run_of("active"), dataset, expert);
  const auto caipi = run_with(run_of("caipi", {{"refute", Value(std::string("wrong_reason"))}}), dataset, expert);
  EXPECT_GT(caipi.explained, active.explained);
  expect_same_course(active, caipi, true);
}

TEST(Invariant, NearCaipiWithoutNeighboursEqualsCaipi) {
  const FakeDataset dataset(90, 20);
  const auto caipi = run_with(run_of("caipi"), dataset);
  const auto near = run_with(run_of("nearcaipi", {{"k", Value(std::int64_t{0})}}), dataset);
  const auto copies = caipi.log.refutations(), copies_near = near.log.refutations();
  EXPECT_GT(copies.size(), 0u);
  expect_same_course(caipi, near, true);
  ASSERT_EQ(copies.size(), copies_near.size());
  for (std::size_t i = 0; i < copies.size(); ++i) EXPECT_EQ(copies[i].edit()->donor, copies_near[i].edit()->donor);
}

class EveryStrategy : public testing::TestWithParam<RegistryEntry> {
 protected:
  std::string name() const { return std::string(GetParam().name); }
};

std::vector<RegistryEntry> with_rounds() {
  std::vector<RegistryEntry> lines;
  for (const RegistryEntry& entry : strategy_table()) {
    if (entry.name != "passive") lines.push_back(entry);
  }
  return lines;
}

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
    EXPECT_EQ(result.examples.size(), labelled.size() + result.log.refutations().size());
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
  EXPECT_EQ(last_metric(result, "updates"), 700);  // 7 fits of the fake's 100
  EXPECT_EQ(last_metric(reference, "updates"), 700);
}

TEST_P(EveryStrategy, IsRepeatable) {
  const FakeDataset dataset(60, 20);
  expect_same_course(run_with(run_of(name()), dataset), run_with(run_of(name()), dataset), true);
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryStrategy, testing::ValuesIn(with_rounds()),
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

TEST(NearCaipiLoop, NeighboursFromTheLabelledSetAreShownAndTeachNothing) {
  const FakeDataset dataset(90, 20);
  const auto result = run_with(run_of("nearcaipi", {{"neighbours_from", text("labelled")}}), dataset);
  std::map<ItemId, int> given;
  for (const ItemId item : result.log.initial) given[item] = dataset.item(item).label;
  std::map<ItemId, ShownRecord> queries;
  std::size_t compared = 0;
  for (const ShownRecord& look : result.log.looks) {
    if (look.reason == Reason::Query) {
      EXPECT_TRUE(given.emplace(look.item, look.given_label).second) << "item " << look.item << " queried twice";
      queries[look.item] = look;
      continue;
    }
    ++compared;
    ASSERT_TRUE(given.contains(look.item)) << "item " << look.item << " was not labelled";
    EXPECT_EQ(look.given_label, given.at(look.item));
    EXPECT_EQ(look.verdict, Verdict::NotJudged);
    EXPECT_EQ(look.edits, 0);
    EXPECT_EQ(look.given_label == queries.at(look.of).predicted, look.reason == Reason::NearHit);
  }
  EXPECT_GT(compared, 5u);
  EXPECT_EQ(result.log.rounds.back().shown, 42);
  const auto plain = std::ranges::count_if(result.examples, [](const Example& e) { return !e.edit; });
  EXPECT_EQ(static_cast<std::size_t>(plain), given.size());
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

/// A forgotten line of metric_table() would leave a column without title and direction.
TEST(Metrics, ThatARunLogsAreAllInTheTable) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("nearcaipi");
  run.metrics.perturbation = true;
  run.metrics.neighbours = 3;
  run.until = Until::Target;
  std::size_t seen = 0;
  for (run.seed = 0; run.seed < 3; ++run.seed) {  // the target may be reached early
    for (const RoundRecord& round : run_with(run, dataset).log.rounds) {
      for (const auto* values : {&round.metrics, &round.timings}) {
        for (const auto& [name, value] : *values) EXPECT_NE(find_metric(name), nullptr) << name;
        seen += values->size();
      }
    }
  }
  const auto twice = run_with(run_of("jtt"), dataset);
  EXPECT_EQ(last_metric(twice, "upweighted"), 0) << "it has a metric of its own";
  for (const auto& [name, value] : twice.log.rounds.back().metrics) EXPECT_NE(find_metric(name), nullptr) << name;
  EXPECT_GT(seen, 100u);
  for (const char* name : {"round", "shown", "expert_s", "train_size", "store_s"})
    EXPECT_NE(find_metric(name), nullptr) << name;
}

TEST(Metrics, OfClassesAndPartsAreThoseOfTheWhole) {
  for (const char* name : {"accuracy_unseen", "recall_seen", "wrong_reason_12", "refutations_0"})
    EXPECT_NE(find_metric(name), nullptr) << name;
  for (const char* name : {"", "acc", "accuracy_", "accuracy_0", "wrong_reason_x", "wrong_reason_", "hit_seen"})
    EXPECT_EQ(find_metric(name), nullptr) << name;
  EXPECT_EQ(find_metric("wrong_reason_1")->better, Better::Less);
  EXPECT_EQ(find_metric("auroc_seen")->better, Better::More);
}

}  // namespace
}  // namespace xil
