#include "experiments/interact/lookahead_learner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "framework/core/base/error.h"
#include "tests/support/fakes.h"

namespace xil {
namespace {

/// Counts explanations, and holds them up as long as `held` is set.
class SlowLearner final : public FakeLearner {
 public:
  using FakeLearner::FakeLearner;
  std::vector<Explanation> explain(std::span<const ExplainTask> tasks, std::uint32_t round) override {
    while (held) std::this_thread::yield();
    ++calls;
    if (!tasks.empty() && tasks.front().item == kBroken) fail("this item cannot be explained");
    return FakeLearner::explain(tasks, round);
  }
  static constexpr ItemId kBroken = 9;
  std::atomic<bool> held = false;
  std::atomic<int> calls = 0;
};

/// Waits until `done`, at most ten seconds.
template <class Done>
bool comes_true(Done done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

class LookaheadLearnerTest : public testing::Test {
 protected:
  FakeDataset dataset_{20, 4};
  SlowLearner own_{dataset_};
};

TEST_F(LookaheadLearnerTest, GivesTheMapsThatTheLearnerItselfGives) {
  FakeLearner alone(dataset_);
  LookaheadLearner learner(own_);
  learner.look_ahead({{3, 1}, {4, 0}}, 2);
  ASSERT_TRUE(comes_true([&] { return learner.find(3) != nullptr && learner.find(4) != nullptr; }));
  const ExplainTask tasks[] = {{3, 1}, {4, 0}, {5, 1}};
  const auto maps = learner.explain(tasks, 2), expected = alone.explain(tasks, 2);
  ASSERT_EQ(maps.size(), 3u);
  for (std::size_t i = 0; i < maps.size(); ++i) EXPECT_EQ(maps[i].map, expected[i].map) << i;
  EXPECT_EQ(own_.calls, 3);
}

TEST_F(LookaheadLearnerTest, MakesAMapAnewForAnotherClassAnotherRoundAndAfterAFit) {
  LookaheadLearner learner(own_);
  const ExplainTask one{3, 1}, other_class{3, 0};
  learner.explain({&one, 1}, 2);
  learner.explain({&one, 1}, 2);
  EXPECT_EQ(own_.calls, 1);
  learner.explain({&other_class, 1}, 2);
  EXPECT_EQ(own_.calls, 2);
  learner.explain({&other_class, 1}, 3);
  EXPECT_EQ(own_.calls, 3);
  learner.fit({}, {}, 3);
  EXPECT_EQ(learner.find(3), nullptr);
  learner.explain({&other_class, 1}, 3);
  EXPECT_EQ(own_.calls, 4);
}

TEST_F(LookaheadLearnerTest, DoesNotKeepAMapThatWasInHandDuringAFit) {
  LookaheadLearner learner(own_);
  own_.held = true;
  learner.look_ahead({{3, 1}}, 1);
  std::thread release([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    own_.held = false;
  });
  learner.fit({}, {}, 1);
  EXPECT_EQ(learner.find(3), nullptr);
  release.join();
}

TEST_F(LookaheadLearnerTest, LeavesAnErrorToTheOneWhoAsksForTheMap) {
  LookaheadLearner learner(own_);
  learner.look_ahead({{SlowLearner::kBroken, 1}, {4, 0}}, 1);
  ASSERT_TRUE(comes_true([&] { return learner.find(4) != nullptr; }));
  const ExplainTask broken{SlowLearner::kBroken, 1};
  EXPECT_THROW(learner.explain({&broken, 1}, 1), Error);
}

TEST_F(LookaheadLearnerTest, EndsWhileMapsAreWanted) {
  LookaheadLearner learner(own_);
  learner.look_ahead(std::vector<ExplainTask>(1000, ExplainTask{3, 1}), 1);
}

}  // namespace
}  // namespace xil
