#include <fmt/ranges.h>

#include "tests/loop/loop_runs.h"

// Going on after any round gives what an uninterrupted run gives.
namespace xil {
namespace {

/// A fake that learns from where the last fit left it.
class WarmLearner final : public FakeLearner {
 public:
  explicit WarmLearner(const Dataset& dataset) : FakeLearner(dataset) {}
  FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) override {
    const FitSummary summary = FakeLearner::fit(examples, guide, round);
    learnt_ = 31 * learnt_ + FakeLearner::seed();
    set_seed(learnt_);
    return summary;
  }
  std::string checkpoint() const override { return std::to_string(learnt_); }
  void resume(const std::string& checkpoint) override { set_seed(learnt_ = std::stoull(checkpoint)); }

 private:
  std::uint64_t learnt_ = 1;
};

struct Course {
  MemoryLog log;
  LoopEnd end = LoopEnd::Complete;
};

template <class Model>
Course course_of(const RunParams& run, const Dataset& dataset, const RunHistory* past,
                 const RoundProgress& progress = {}) {
  Course course;
  Model learner(dataset);
  const auto strategy = make_strategy(run.strategy);
  const SimulatedExpert expert(dataset, run.oracle, run.oracle_stream());
  course.end = run_loop({run, dataset, *strategy, expert, learner, course.log, past}, progress);
  return course;
}

std::vector<std::pair<std::string, double>> without_times(const RoundRecord& record) { return record.metrics; }

template <class Record>
std::vector<Record> after(const std::vector<Record>& all, std::int64_t round) {
  std::vector<Record> rest;
  for (const Record& record : all) {
    if (record.round > round) rest.push_back(record);
  }
  return rest;
}

void expect_same_rest(const MemoryLog& resumed, const MemoryLog& whole, std::int64_t round) {
  const auto rounds = after(whole.rounds, round);
  ASSERT_EQ(resumed.rounds.size(), rounds.size());
  for (std::size_t r = 0; r < rounds.size(); ++r) {
    EXPECT_EQ(resumed.rounds[r].test_probability, rounds[r].test_probability);
    EXPECT_EQ(resumed.rounds[r].shown, rounds[r].shown);
    EXPECT_EQ(resumed.rounds[r].expert_s, rounds[r].expert_s);
    EXPECT_EQ(resumed.rounds[r].train_size, rounds[r].train_size);
    EXPECT_EQ(fmt::format("{}", fmt::join(without_times(resumed.rounds[r]), " ")),
              fmt::format("{}", fmt::join(without_times(rounds[r]), " ")));
  }
  const auto looks = after(whole.looks, round);
  ASSERT_EQ(resumed.looks.size(), looks.size());
  for (std::size_t i = 0; i < looks.size(); ++i) EXPECT_EQ(resumed.looks[i].item, looks[i].item);
  EXPECT_EQ(resumed.corrections.size(), after(whole.corrections, round).size());
  EXPECT_EQ(resumed.notes, whole.notes) << "sums over all looks";
}

template <class Model>
void expect_resumable(const RunParams& run) {
  const FakeDataset dataset(300, 20);
  const Course whole = course_of<Model>(run, dataset, nullptr);
  ASSERT_EQ(whole.log.past.size(), whole.log.rounds.size()) << "a checkpoint per round";
  for (std::size_t round = 0; round < whole.log.past.size(); ++round) {
    const Course resumed = course_of<Model>(run, dataset, &whole.log.past[round]);
    ASSERT_EQ(resumed.end, LoopEnd::Complete);
    expect_same_rest(resumed.log, whole.log, static_cast<std::int64_t>(round));
    EXPECT_EQ(resumed.log.test, whole.log.test);
    EXPECT_EQ(resumed.log.initial, whole.log.initial);
  }
}

TEST(Resuming, AfterAnyRoundGivesTheSameRest) {
  for (const char* strategy : {"random", "active", "bald", "caipi", "nearcaipi", "coreset", "badge"}) {
    SCOPED_TRACE(strategy);
    expect_resumable<FakeLearner>(run_of(strategy));
    expect_resumable<WarmLearner>(run_of(strategy));
  }
}

TEST(Resuming, BringsBackPenaltiesAndCopiesInTheirOrder) {
  expect_resumable<FakeLearner>(run_of("caipi", {{"correct", text("both")}}));
  expect_resumable<FakeLearner>(run_of("caipi", {{"correct", text("gradient_penalty")}}));
  expect_resumable<FakeLearner>(run_of("caipi", {{"kind", text("augment")}}));
  for (const RegionLossInfo& loss : kRegionLosses) {
    SCOPED_TRACE(loss.name);
    expect_resumable<FakeLearner>(run_of("caipi", {{"correct", text(std::string(loss.name).c_str())}}));
  }
}

TEST(Resuming, WorksWithNeighboursOnTopAndAmongLabelledItems) {
  RunParams run = run_of("nearcaipi");
  run.budget = BudgetAxis::Queries;
  expect_resumable<FakeLearner>(run);
  expect_resumable<FakeLearner>(run_of("nearcaipi", {{"neighbours_from", text("labelled")}}));
}

TEST(Resuming, EndsWhereTheWholeRunEnds) {
  RunParams run = run_of("nearcaipi");
  run.until = Until::Shown;
  run.until_shown = 24;
  expect_resumable<FakeLearner>(run);
  run = run_of("random");
  run.until = Until::Target;
  run.until_accuracy = 0.75;
  expect_resumable<FakeLearner>(run);
  expect_resumable<WarmLearner>(run);
}

TEST(Resuming, IsRefusedWhereTheModelPredictsOtherwise) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("caipi");
  const Course whole = course_of<FakeLearner>(run, dataset, nullptr);
  RunHistory past = whole.log.past[2];
  past.rounds.back().test_probability.values[0] += 1e-7f;
  const Course resumed = course_of<FakeLearner>(run, dataset, &past);
  EXPECT_EQ(resumed.end, LoopEnd::NotReproduced);
  EXPECT_TRUE(resumed.log.rounds.empty());
}

TEST(Resuming, FailsWhereThePastDoesNotHangTogether) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("caipi");
  const Course whole = course_of<FakeLearner>(run, dataset, nullptr);
  RunHistory past = whole.log.past[2];
  past.corrections.pop_back();
  EXPECT_THROW(course_of<FakeLearner>(run, dataset, &past), Error);
  past = whole.log.past[2];
  past.corrections.push_back(past.corrections.back());
  EXPECT_THROW(course_of<FakeLearner>(run, dataset, &past), Error);
  past = whole.log.past[2];
  past.learner = "something";
  EXPECT_THROW(course_of<FakeLearner>(run, dataset, &past), Error);
}

TEST(Stopping, HappensAfterTheRoundInHandWithACheckpointOfIt) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("caipi");
  const Course whole = course_of<FakeLearner>(run, dataset, nullptr);
  const Course stopped =
      course_of<FakeLearner>(run, dataset, nullptr, [](std::int64_t done, std::int64_t) { return done < 3; });
  EXPECT_EQ(stopped.end, LoopEnd::Stopped);
  ASSERT_EQ(stopped.log.rounds.size(), 3u);
  ASSERT_EQ(stopped.log.past.size(), 3u);
  const Course resumed = course_of<FakeLearner>(run, dataset, &stopped.log.past.back());
  expect_same_rest(resumed.log, whole.log, 2);
}

TEST(Stopping, AfterTheLastRoundIsBeingDone) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("random");
  const auto last = [&](std::int64_t done, std::int64_t total) { return done < total; };
  EXPECT_EQ(course_of<FakeLearner>(run, dataset, nullptr, last).end, LoopEnd::Complete);
}

}  // namespace
}  // namespace xil
