#include <algorithm>
#include <set>

#include "strategies/query.h"
#include "tests/support/strategy_pool.h"

namespace xil {
namespace {

class StrategyContract : public testing::TestWithParam<RegistryEntry> {
 protected:
  std::unique_ptr<Strategy> strategy_ = strategy(std::string(GetParam().name));
};

TEST_P(StrategyContract, ChoosesDistinctRowsAndNeverTooMany) {
  for (const std::size_t size : {1u, 7u, 40u}) {
    const Pool pool(size, 3);
    for (const std::size_t count : {0u, 1u, 5u, 100u}) {
      Rng rng(1, {Purpose::Query});
      const auto rows = strategy_->choose(pool.view(), count, rng);
      EXPECT_EQ(rows.size(), strategy_->traits().labels_all ? 0 : std::min(count, size));
      EXPECT_EQ(std::set<std::size_t>(rows.begin(), rows.end()).size(), rows.size());
      for (const std::size_t row : rows) EXPECT_LT(row, size);
    }
  }
}

TEST_P(StrategyContract, GivesTheSameAnswerForTheSameInputs) {
  const Pool pool(40, 2);
  Rng one(1, {Purpose::Query}), two(1, {Purpose::Query});
  EXPECT_EQ(strategy_->choose(pool.view(), 9, one), strategy_->choose(pool.view(), 9, two));
}

TEST_P(StrategyContract, NeighboursAreFreeAndNeverTheQuery) {
  const Pool pool(30, 2);
  std::vector<std::uint8_t> taken(30, 0);
  for (const std::size_t row : {2u, 3u, 11u}) taken[row] = 1;
  Rng rng(1, {Purpose::Neighbours});
  const auto neighbours = strategy_->neighbours(pool.view(), 2, taken, rng);
  EXPECT_EQ(neighbours.empty(), !strategy_->traits().has_neighbours);
  std::set<std::size_t> seen;
  for (const Neighbour& n : neighbours) {
    EXPECT_NE(n.row, 2u);
    EXPECT_FALSE(taken[n.row]);
    EXPECT_NE(n.reason, Reason::Query);
    EXPECT_TRUE(seen.insert(n.row).second);
  }
}

TEST_P(StrategyContract, RefusesUnknownParameters) {
  EXPECT_THROW(strategy(std::string(GetParam().name), {{"no_such_key", Value(std::int64_t{1})}}), Error);
}

TEST_P(StrategyContract, CorrectsOnlyAsItSaysItDoes) {
  for (const Verdict verdict : {Verdict::WrongLabel, Verdict::WrongReasons, Verdict::RightReasons}) {
    const StrategyTraits traits = strategy_->traits();
    const CorrectionPlan plan = strategy_->corrections(verdict);
    EXPECT_LE(plan.copies, traits.copies);
    EXPECT_LE(plan.losses.size(), traits.region_losses.size());
    for (const PlannedLoss& loss : plan.losses) EXPECT_EQ(std::ranges::count(traits.region_losses, loss.kind), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, StrategyContract,
                         testing::ValuesIn(strategy_table().begin(), strategy_table().end()),
                         [](const auto& entry) { return std::string(entry.param.name); });

TEST(Registry, NamesAreUniqueAndSorted) {
  const auto table = strategy_table();
  for (std::size_t i = 1; i < table.size(); ++i) EXPECT_LT(table[i - 1].name, table[i].name);
}

TEST(Registry, AnUnknownNameListsTheKnownOnes) {
  try {
    make_strategy({"randm"});
    FAIL() << "accepted an unknown strategy";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "unknown strategy 'randm'. Known: active, badge, bald, caipi, coreset, dfr, group_dro, jtt, nearcaipi, "
        "passive, probcover, random, typiclust; "
        "did you mean 'random'?");
    EXPECT_EQ(error.exit_code(), 2);
  }
}

TEST(Registry, RefusesABatchThatCannotHoldAQueryWithItsNeighbours) {
  RunParams run;
  run.strategy = {"nearcaipi", find_entry(strategy_table(), "nearcaipi", "s")
                                   .resolve(Value(Value::Map{{"k", Value(std::int64_t{2})}}), "strategy")};
  run.query_batch = 4;
  EXPECT_THROW(check_strategy(run), Error);
  run.query_batch = 5;
  EXPECT_NO_THROW(check_strategy(run));
  run.query_batch = 4;
  run.budget = BudgetAxis::Queries;
  EXPECT_NO_THROW(check_strategy(run));
}

TEST(LeastConfidence, PutsTheMostUncertainRowFirst) {
  Matrix p(3, 2);
  p.values = {0.9f, 0.1f, 0.45f, 0.55f, 0.3f, 0.7f};
  Rng rng(1, {Purpose::Query});
  EXPECT_EQ(least_confident_rows(p, 3, rng), (std::vector<std::size_t>{1, 2, 0}));
}

TEST(LeastConfidence, BreaksTiesAtRandomNotByPosition) {
  const Matrix p(50, 2, 0.5f);
  Rng rng(1, {Purpose::Query});
  const auto rows = least_confident_rows(p, 50, rng);
  EXPECT_FALSE(std::is_sorted(rows.begin(), rows.end()));
}

TEST(Caipi, RefutesWhatItsParameterSays) {
  const auto all = strategy("caipi");
  EXPECT_EQ(all->corrections(Verdict::WrongReasons).copies, 3);
  EXPECT_EQ(all->corrections(Verdict::WrongLabel).copies, 3);
  EXPECT_EQ(all->corrections(Verdict::RightReasons).copies, 0);
  EXPECT_EQ(all->corrections(Verdict::NotJudged).copies, 0);
  const auto reasons = strategy("caipi", {{"refute", Value(std::string("wrong_reason"))}});
  EXPECT_EQ(reasons->corrections(Verdict::WrongLabel).copies, 0);
  EXPECT_EQ(reasons->corrections(Verdict::WrongReasons).copies, 3);
}

TEST(Active, CopiesAreTheControlForEveryVerdict) {
  const auto control = strategy("active", {{"copies", Value(std::int64_t{2})}});
  for (const Verdict v : {Verdict::WrongLabel, Verdict::RightReasons, Verdict::NotJudged}) {
    EXPECT_EQ(control->corrections(v).copies, 2);
  }
  EXPECT_FALSE(control->traits().judges_explanations);
}

// Hand calculation: centre of the pool is (0, 0); the query points to (1, 0), row 1 to the same side (cosine .8),
// row 2 to the other class at cosine .6, row 3 away (-1), row 4 away (-.8 - ...).
TEST(NearCaipi, AlternatesHitsAndMissesByCosineOfCentredFeatures) {
  Pool pool(5, 2);
  pool.probabilities.values = {0.6f, 0.4f, 0.9f, 0.1f, 0.2f, 0.8f, 0.7f, 0.3f, 0.1f, 0.9f};
  pool.features = Matrix(5, 2);
  pool.features.values = {1, 0, 0.8f, 0.6f, 0.6f, -0.8f, -1, 0, -1.4f, 0.2f};
  std::vector<std::uint8_t> taken(5, 0);
  taken[0] = 1;
  Rng rng(1, {Purpose::Neighbours});
  const auto found = strategy("nearcaipi", {{"k", Value(std::int64_t{2})}})->neighbours(pool.view(), 0, taken, rng);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].row, 1u);
  EXPECT_EQ(found[0].reason, Reason::NearHit);
  EXPECT_NEAR(found[0].similarity, 0.8, 1e-6);
  EXPECT_EQ(found[1].row, 2u);
  EXPECT_EQ(found[1].reason, Reason::NearMiss);
  EXPECT_NEAR(found[1].similarity, 0.6, 1e-6);
  EXPECT_EQ(found[2].row, 3u);
  EXPECT_EQ(found[3].row, 4u);
}

// Hand calculation: the query's class is 0; labelled item 0 has that label and cosine 0, item 1 the other and cosine 1.
TEST(NearCaipi, TakesNeighboursFromTheLabelledItemsByTheirGivenLabel) {
  Pool pool(2, 2);
  pool.probabilities.values = {0.6f, 0.4f, 0.4f, 0.6f};
  pool.features = Matrix(2, 2);
  pool.features.values = {1, 0, -1, 0};
  pool.labelled_features = Matrix(2, 2);
  pool.labelled_features.values = {0, 1, 2, 0};
  const std::vector<std::uint8_t> taken(2, 0);
  Rng rng(1, {Purpose::Neighbours});
  const auto found = strategy("nearcaipi", {{"neighbours_from", Value(std::string("labelled"))}})
                         ->neighbours(pool.view(), 0, taken, rng);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].reason, Reason::NearHit);
  EXPECT_EQ(found[0].row, 0u);
  EXPECT_NEAR(found[0].similarity, 0, 1e-6);
  EXPECT_EQ(found[1].reason, Reason::NearMiss);
  EXPECT_NEAR(found[1].similarity, 1, 1e-6);
  EXPECT_TRUE(found[0].labelled && found[1].labelled);
}

}  // namespace
}  // namespace xil
