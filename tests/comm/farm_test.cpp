#include "framework/comm/farm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "framework/core/base/error.h"
#include "tests/support/fake_ranks.h"

namespace xil {
namespace {

using Indices = std::vector<std::size_t>;

std::vector<Job> equal_jobs(std::size_t count) {
  std::vector<Job> jobs;
  for (std::size_t index = 0; index < count; ++index) jobs.push_back({index, 1.0});
  return jobs;
}

WorkOutcome succeed(std::size_t, const ProgressSink&) { return {}; }

/// Runs a farm on `size` ranks, and keeps what each of them saw.
struct FarmRun {
  FarmRun(int size, Schedule schedule, const Work& work, FarmObserver& observer)
      : reports(static_cast<std::size_t>(size)), errors(reports.size()) {
    FakeRanks ranks(size);
    ranks.run([&](Communicator& communicator) {
      const auto rank = static_cast<std::size_t>(communicator.rank());
      const auto main_thread = std::this_thread::get_id();
      const Work counted = [&](std::size_t index, const ProgressSink& progress) {
        {
          const std::lock_guard lock(mutex);
          ran.push_back(index);
          only_main_threads &= std::this_thread::get_id() == main_thread;
        }
        return work(index, progress);
      };
      try {
        reports[rank] = run_farm(communicator, schedule, counted, observer);
      } catch (const Error& error) {
        errors[rank] = fmt::format("{} {}", error.exit_code(), error.what());
      }
    });
    EXPECT_EQ(ranks.unread(), 0u);
    EXPECT_TRUE(only_main_threads);
    for (const FarmReport& report : reports) EXPECT_EQ(report, reports.front());
    for (const std::string& error : errors) EXPECT_EQ(error, errors.front());
    std::sort(ran.begin(), ran.end());
  }

  const FarmReport& report() const { return reports.front(); }

  std::mutex mutex;
  Indices ran;
  bool only_main_threads = true;
  std::vector<FarmReport> reports;
  std::vector<std::string> errors;
};

Indices up_to(std::size_t count) {
  Indices indices;
  for (std::size_t index = 0; index < count; ++index) indices.push_back(index);
  return indices;
}

class FarmOnRanks : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Farm, FarmOnRanks, testing::Values(1, 2, 3, 8));

TEST_P(FarmOnRanks, RunsEachJobExactlyOnce) {
  FarmObserver observer;
  const FarmRun run(GetParam(), Schedule(equal_jobs(50), {}), succeed, observer);
  EXPECT_EQ(run.ran, up_to(50));
  EXPECT_EQ(run.report(), (FarmReport{up_to(50), {}, {}, false}));
}

TEST_P(FarmOnRanks, EndsWithFewerJobsThanRanksAndWithNone) {
  FarmObserver observer;
  EXPECT_EQ(FarmRun(GetParam(), Schedule(equal_jobs(1), {}), succeed, observer).ran, up_to(1));
  EXPECT_EQ(FarmRun(GetParam(), Schedule({}, {}), succeed, observer).report(), FarmReport{});
}

TEST_P(FarmOnRanks, RecordsWhatFailsAndGoesOn) {
  FarmObserver observer;
  const Work work = [](std::size_t index, const ProgressSink&) -> WorkOutcome {
    if (index == 3) return {WorkEnd::Failed, "too dark\nin there"};
    if (index == 4) fail("no such file");
    if (index == 5) static_cast<void>(std::vector<int>().at(0));
    return {};
  };
  const FarmRun run(GetParam(), Schedule(equal_jobs(10), {}), work, observer);
  EXPECT_EQ(run.ran, up_to(10));
  EXPECT_EQ(run.report().completed, (Indices{0, 1, 2, 6, 7, 8, 9}));
  EXPECT_EQ(run.report().failures.at(3), "too dark");
  EXPECT_EQ(run.report().failures.at(4), "no such file");
  EXPECT_EQ(run.report().failures.count(5), 1u);
  EXPECT_EQ(run.report().unfinished, Indices{});
}

TEST(Farm, FailFastLeavesTheRest) {
  FarmObserver observer;
  const Work work = [](std::size_t index, const ProgressSink&) -> WorkOutcome {
    return {index == 2 ? WorkEnd::Failed : WorkEnd::Complete, "no"};
  };
  const FarmRun run(1, Schedule(equal_jobs(5), {std::nullopt, true}), work, observer);
  EXPECT_EQ(run.report(), (FarmReport{{0, 1}, {{2, "no"}}, {3, 4}, false}));
}

TEST(Farm, HandsOutTheLongestFirst) {
  FarmObserver observer;
  Indices order;
  const Work work = [&](std::size_t index, const ProgressSink&) -> WorkOutcome {
    order.push_back(index);
    return {};
  };
  FarmRun(1, Schedule({{0, 1.0}, {1, 9.0}, {2, 5.0}}, {}), work, observer);
  EXPECT_EQ(order, (Indices{1, 2, 0}));
}

/// Wants no more after so many jobs have finished.
class StoppingObserver final : public FarmObserver {
 public:
  explicit StoppingObserver(std::size_t limit) : limit_(limit) {}
  void finished(int, std::size_t) override { ++finished_; }
  bool should_stop() override { return finished_ >= limit_; }

 private:
  std::size_t limit_;
  std::size_t finished_ = 0;
};

TEST(Farm, StopsWhenAskedTo) {
  StoppingObserver alone(3);
  EXPECT_EQ(FarmRun(1, Schedule(equal_jobs(5), {}), succeed, alone).report(),
            (FarmReport{{0, 1, 2}, {}, {3, 4}, true}));
  StoppingObserver at_once(0);
  EXPECT_EQ(FarmRun(4, Schedule(equal_jobs(5), {}), succeed, at_once).report(), (FarmReport{{}, {}, up_to(5), true}));
}

TEST_P(FarmOnRanks, AccountsForEveryJobWhenStopped) {
  StoppingObserver observer(5);
  const FarmRun run(GetParam(), Schedule(equal_jobs(40), {}), succeed, observer);
  EXPECT_TRUE(run.report().stopped);
  EXPECT_GE(run.report().completed.size(), 5u);
  EXPECT_EQ(run.report().completed, run.ran);
  Indices all = run.report().completed;
  all.insert(all.end(), run.report().unfinished.begin(), run.report().unfinished.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, up_to(40));
}

class DecliningObserver final : public FarmObserver {
 public:
  Start may_start(std::size_t index) override { return index % 2 == 0 ? Start::Now : Start::Never; }
};

TEST_P(FarmOnRanks, LeavesOutWhatMayNotStart) {
  DecliningObserver observer;
  const FarmRun run(GetParam(), Schedule(equal_jobs(6), {}), succeed, observer);
  EXPECT_EQ(run.report(), (FarmReport{{0, 2, 4}, {}, {1, 3, 5}, true}));
}

/// Jobs are held by somebody else until they were asked for so often.
class PostponingObserver final : public FarmObserver {
 public:
  PostponingObserver(int times, bool patient) : times_(times), patient_(patient) {}
  Start may_start(std::size_t index) override {
    if (index == 2 && ++asked_ <= times_) return Start::Later;
    return index == 3 ? Start::Needless : Start::Now;
  }
  bool worth_waiting() override { return patient_; }

 private:
  int times_, asked_ = 0;
  bool patient_;
};

TEST_P(FarmOnRanks, AsksAgainForWhatIsToStartLater) {
  PostponingObserver observer(2, true);
  const FarmRun run(GetParam(), Schedule(equal_jobs(5), {}), succeed, observer);
  EXPECT_EQ(run.report(), (FarmReport{up_to(5), {}, {}, false}));
  EXPECT_EQ(run.ran, (Indices{0, 1, 2, 4})) << "3 was completed by somebody else";
}

TEST_P(FarmOnRanks, LeavesWhatIsNotWorthWaitingFor) {
  PostponingObserver observer(1000, false);
  const FarmRun run(GetParam(), Schedule(equal_jobs(5), {}), succeed, observer);
  EXPECT_EQ(run.report(), (FarmReport{{0, 1, 3, 4}, {}, {2}, true}));
}

TEST_P(FarmOnRanks, TellsJobsInHandToStop) {
  StoppingObserver observer(1);
  const Work work = [](std::size_t index, const ProgressSink& progress) -> WorkOutcome {
    if (index == 0) return {};
    for (std::int64_t round = 0; round < 2000; ++round) {
      if (!progress(round, 2000)) return {WorkEnd::Stopped, "a signal"};
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return {};
  };
  const FarmRun run(GetParam(), Schedule(equal_jobs(9), {}), work, observer);
  EXPECT_EQ(run.report().completed, (Indices{0}));
  EXPECT_EQ(run.report().unfinished.size(), 8u);
  EXPECT_TRUE(run.report().stopped);
}

TEST_P(FarmOnRanks, ABrokenEndStopsTheFarmOnEveryRank) {
  FarmObserver observer;
  const Work work = [](std::size_t index, const ProgressSink&) -> WorkOutcome {
    if (index == 1) fail_storage("cannot write 'x': disk full");
    return {};
  };
  constexpr std::size_t kMany = 20'000;  // jobs of no length: a rank that sleeps a while must not let the others do all
  const FarmRun run(GetParam(), Schedule(equal_jobs(kMany), {}), work, observer);
  EXPECT_EQ(run.errors.front(), "1 cannot write 'x': disk full");
  EXPECT_LT(run.ran.size(), kMany / 2);
}

/// Learns that the jobs of group 1 take long.
class LearningObserver final : public FarmObserver {
 public:
  std::map<std::size_t, double> rates() override { return {{1, 10}}; }
};

TEST(Farm, HandsOutByWhatItHasLearnt) {
  LearningObserver observer;
  Indices order;
  const Work work = [&](std::size_t index, const ProgressSink&) -> WorkOutcome {
    order.push_back(index);
    return {};
  };
  FarmRun(1, Schedule({{0, 9, 0}, {1, 5, 0}, {2, 4, 1}, {3, 1, 1}}, {}), work, observer);
  EXPECT_EQ(order, (Indices{0, 2, 3, 1}));
}

/// Writes down all it hears.
class ListeningObserver final : public FarmObserver {
 public:
  void started(int, std::size_t index) override { heard.push_back(fmt::format("start {}", index)); }
  void progressed(int, std::size_t index, std::int64_t done, std::int64_t total) override {
    heard.push_back(fmt::format("{} {}/{}", index, done, total));
  }
  void finished(int, std::size_t index) override { heard.push_back(fmt::format("end {}", index)); }
  void failed(int, std::size_t index, const std::string& reason) override {
    heard.push_back(fmt::format("{} failed: {}", index, reason));
  }
  std::vector<std::string> heard;
};

TEST_P(FarmOnRanks, TellsTheObserverEverythingInOrder) {
  ListeningObserver observer;
  const Work work = [](std::size_t index, const ProgressSink& progress) -> WorkOutcome {
    progress(1, 2);
    progress(2, 2);
    return {index == 0 ? WorkEnd::Complete : WorkEnd::Failed, "no"};
  };
  FarmRun(GetParam(), Schedule(equal_jobs(2), {}), work, observer);
  for (const std::string job : {"0", "1"}) {
    std::vector<std::string> own;
    for (const std::string& line : observer.heard) {
      if (line.find(job + " ") == 0 || line.ends_with(" " + job)) own.push_back(line);
    }
    EXPECT_EQ(own, (std::vector<std::string>{"start " + job, job + " 1/2", job + " 2/2",
                                             job == "0" ? "end 0" : "1 failed: no"}));
  }
}

/// Cannot write its journal.
class FailingObserver final : public FarmObserver {
 public:
  void finished(int, std::size_t) override {
    ++calls;
    refuse("journal: disk full");
  }
  int calls = 0;
};

TEST_P(FarmOnRanks, AnErrorOfTheObserverEndsTheFarmOnEveryRank) {
  FailingObserver observer;
  const FarmRun run(GetParam(), Schedule(equal_jobs(200), {}), succeed, observer);
  EXPECT_EQ(run.errors.front(), "2 journal: disk full");
  EXPECT_EQ(observer.calls, 1);
  EXPECT_LE(run.ran.size(), static_cast<std::size_t>(GetParam()));
}

}  // namespace
}  // namespace xil
