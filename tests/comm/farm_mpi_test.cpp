// Run by ctest on 1, 2 and 4 ranks under mpirun, and once plainly.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/comm/agreement.h"
#include "framework/comm/farm.h"
#include "framework/comm/messages.h"
#include "framework/comm/mpi_session.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

Communicator& world() {
  static MpiSession session;
  return session.world();
}

/// On rank 0 what every rank sent, by rank; elsewhere nothing.
std::vector<Bytes> gather(const Bytes& own) {
  world().send(0, own);
  std::vector<Bytes> all;
  if (world().rank() == 0) {
    all.resize(static_cast<std::size_t>(world().size()));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Message message = receive(world());
      all[static_cast<std::size_t>(message.source)] = message.bytes;
    }
  }
  world().barrier();
  return all;
}

std::vector<Job> unequal_jobs(std::size_t count) {
  std::vector<Job> jobs;
  for (std::size_t index = 0; index < count; ++index) jobs.push_back({index, static_cast<double>(index % 7)});
  return jobs;
}

int exit_code(const FarmReport& report) { return report.failures.empty() ? 0 : 3; }

/// Sums, so that a job is work and not only a message.
double busy(std::size_t index) {
  double sum = 0;
  for (std::size_t i = 1; i < 20000; ++i) sum += 1.0 / static_cast<double>(i + index);
  return sum;
}

/// A farm of 50 jobs, one of which throws.
struct Seen {
  std::vector<std::uint8_t> ran = std::vector<std::uint8_t>(50, 0);  ///< here, how often
  FarmReport report;
};

Seen run_fifty() {
  Seen seen;
  FarmObserver observer;
  const Work work = [&](std::size_t index, const ProgressSink& progress) -> WorkOutcome {
    ++seen.ran[index];
    for (std::int64_t round = 1; round <= 3; ++round) progress(round, 3);
    if (index == 17)
      static_cast<void>(
          std::filesystem::file_size("no picture\nof job 17"));  // a library's error of two lines: xil's own have one
    return {busy(index) > 0 ? WorkEnd::Complete : WorkEnd::Failed, "no sum"};
  };
  seen.report = run_farm(world(), Schedule(unequal_jobs(50), {}), work, observer);
  return seen;
}

TEST(FarmMpi, StartsMpiOnlyUnderALauncher) {
  world();
  EXPECT_EQ(MpiSession::mpi_is_initialised(), std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr);
}

TEST(FarmMpi, HasTheRanksThatTheTestAskedFor) {
  const char* expected = std::getenv("XIL_TEST_RANKS");
  if (expected == nullptr) GTEST_SKIP() << "not started by ctest";
  EXPECT_EQ(world().size(), std::atoi(expected));
}

TEST(FarmMpi, RunsEachJobExactlyOnceAndGoesOnAfterAFailure) {
  const Seen seen = run_fifty();
  EXPECT_EQ(seen.report.completed.size(), 49u);
  EXPECT_EQ(seen.report.failures,
            (std::map<std::size_t, std::string>{
                {17, "filesystem error: cannot get file size: No such file or directory [no picture"}}));
  EXPECT_TRUE(seen.report.unfinished.empty());
  std::vector<int> runs(50, 0);
  for (const Bytes& counts : gather(seen.ran)) {
    for (std::size_t index = 0; index < runs.size(); ++index) runs[index] += counts[index];
  }
  EXPECT_EQ(runs, std::vector<int>(50, world().rank() == 0 ? 1 : 0));
}

TEST(FarmMpi, GivesEveryRankTheSameReportAndExitCode) {
  const FarmReport report = run_fifty().report;
  EXPECT_EQ(exit_code(report), 3);
  const Bytes mine = encode(Farewell{report, std::nullopt});
  for (const Bytes& other : gather(mine)) EXPECT_EQ(other, mine);
}

TEST(FarmMpi, EndsWithFewerJobsThanRanksAndWithNone) {
  FarmObserver observer;
  const Work work = [](std::size_t, const ProgressSink&) -> WorkOutcome { return {}; };
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}}) {
    EXPECT_EQ(run_farm(world(), Schedule(unequal_jobs(count), {}), work, observer).completed.size(), count);
  }
}

class RefusingObserver final : public FarmObserver {
 public:
  void started(int, std::size_t) override { refuse("journal: not writable"); }
};

TEST(FarmMpi, AnErrorOfTheObserverReachesEveryRank) {
  RefusingObserver observer;
  const Work work = [](std::size_t, const ProgressSink&) -> WorkOutcome { return {}; };
  try {
    run_farm(world(), Schedule(unequal_jobs(9), {}), work, observer);
    ADD_FAILURE() << "no error on rank " << world().rank();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_STREQ(error.what(), "journal: not writable");
  }
}

TEST(FarmMpi, AllRanksFailWhereOneDoes) {
  const int last = world().size() - 1;
  EXPECT_THROW(all_or_none(world(), [&] { require(world().rank() != last, "no dataset here"); }), Error);
  EXPECT_NO_THROW(all_or_none(world(), [] {}));
}

// 8 MiB is far above what MPI sends without the receiver's consent.
TEST(FarmMpi, SendsLongMessagesWithoutWaiting) {
  const Bytes long_one(std::size_t{8} << 20, std::uint8_t{7});
  for (const Bytes& other : gather(long_one)) EXPECT_EQ(other, long_one);
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const bool passed = RUN_ALL_TESTS() == 0;
  try {
    xil::all_or_none(xil::world(), [&] { xil::require(passed, "a test failed"); });
  } catch (const xil::Error&) {
    return 1;
  }
  return 0;
}
