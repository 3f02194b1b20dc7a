#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>

#include "framework/comm/agreement.h"
#include "framework/comm/backoff.h"
#include "framework/comm/launcher.h"
#include "framework/comm/messages.h"
#include "framework/comm/mpi_session.h"
#include "framework/core/base/error.h"
#include "tests/support/fake_ranks.h"

namespace xil {
namespace {

std::vector<WireMessage> examples() {
  const FarmReport report{{0, 3}, {{1, "no such file"}, {2, ""}}, {4}, true};
  return {Ready{},
          Progress{7, -1, std::numeric_limits<std::int64_t>::max()},
          Outcome{std::numeric_limits<std::size_t>::max(), WorkEnd::Failed, "disk full: 'ö'"},
          Outcome{1, WorkEnd::Broken, "x"},
          Outcome{},
          Halt{},
          Text{"host-1-0"},
          Farewell{{}, ErrorMessage{ErrorKind::Storage, "z"}},
          Assignment{1u << 20},
          Farewell{report, std::nullopt},
          Farewell{{}, ErrorMessage{ErrorKind::Configuration, "x"}},
          StepResult{},
          StepResult{ErrorMessage{ErrorKind::Failure, "y"}}};
}

TEST(Messages, ArriveAsTheyWereSent) {
  for (const WireMessage& message : examples()) EXPECT_EQ(decode(encode(message)), message);
}

// The bytes by hand: kind 3, then 258 = 0x0102 little-endian.
TEST(Messages, AreLittleEndian) { EXPECT_EQ(encode(Assignment{258}), (Bytes{3, 2, 1, 0, 0, 0, 0, 0, 0})); }

TEST(Messages, CutOrPaddedAnywhereAreRefused) {
  for (const WireMessage& message : examples()) {
    const Bytes whole = encode(message);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_THROW(decode(std::span(whole).first(length)), Error) << "kind " << message.index() << " cut to " << length;
    }
    Bytes padded = whole;
    padded.push_back(0);
    EXPECT_THROW(decode(padded), Error);
  }
}

TEST(Messages, UnknownKindsAndAbsurdCountsAreRefused) {
  EXPECT_THROW(decode(Bytes{std::variant_size_v<WireMessage>}), Error);
  Bytes huge = encode(Farewell{});
  for (std::size_t byte = 1; byte <= 8; ++byte) huge[byte] = 0xff;  // the count of completed jobs
  EXPECT_THROW(decode(huge), Error);
  EXPECT_THROW(decode(Bytes{5, 2}), Error);  // neither true nor false
}

TEST(Messages, KeepTheFirstLineOfAReason) {
  EXPECT_EQ(first_line("bad tensor\nframe #0: ...\nframe #1"), "bad tensor");
  EXPECT_EQ(first_line("one\r\ntwo"), "one");
  EXPECT_EQ(first_line(""), "");
}

TEST(Backoff, DoublesUpToFourMilliseconds) {
  Backoff backoff;
  EXPECT_EQ(backoff.next().count(), 50);
  EXPECT_EQ(backoff.next().count(), 100);
  for (int i = 0; i < 20; ++i) backoff.next();
  EXPECT_EQ(backoff.next().count(), 4000);
  backoff.reset();
  EXPECT_EQ(backoff.next().count(), 50);
}

TEST(LocalCommunicator, IsOneRankThatHearsItself) {
  const auto local = make_local_communicator();
  EXPECT_EQ(local->rank(), 0);
  EXPECT_EQ(local->size(), 1);
  EXPECT_FALSE(local->try_receive());
  local->send(0, Bytes{1, 2});
  local->send(0, Bytes{3});
  EXPECT_EQ(local->try_receive()->bytes, (Bytes{1, 2}));
  EXPECT_EQ(receive(*local).bytes, Bytes{3});
  EXPECT_THROW(local->send(1, Bytes{}), Error);
  local->barrier();
}

std::optional<Launch> launch_with(const std::map<std::string, std::string>& variables) {
  return detect_launch([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(Launcher, IsKnownByItsVariables) {
  EXPECT_EQ(launch_with({{"OMPI_COMM_WORLD_SIZE", "4"}}).value().processes, 4);
  EXPECT_EQ(launch_with({{"PMI_RANK", "1"}, {"PMI_SIZE", "2"}}).value().processes, 2);
  EXPECT_EQ(launch_with({{"PMIX_RANK", "0"}, {"SLURM_STEP_NUM_TASKS", "8"}}).value().processes, 8);
  EXPECT_EQ(launch_with({{"PMIX_RANK", "0"}}).value().processes, std::nullopt);
  EXPECT_EQ(launch_with({{"OMPI_COMM_WORLD_SIZE", "many"}}).value().processes, std::nullopt);
}

TEST(Launcher, IsAbsentInAShellAndInABatchScript) {
  EXPECT_FALSE(launch_with({}));
  EXPECT_FALSE(launch_with({{"SLURM_NTASKS", "64"}, {"SLURM_PROCID", "0"}, {"SLURM_JOB_ID", "1"}}));
  EXPECT_FALSE(launch_with({{"SLURM_STEP_NUM_TASKS", "1"}, {"SLURM_PROCID", "0"}}));
}

TEST(Launcher, SeveralTasksWithoutPmiAreRefused) {
  EXPECT_THROW(launch_with({{"SLURM_STEP_NUM_TASKS", "4"}, {"SLURM_PROCID", "2"}}), Error);
}

std::vector<std::string> errors_of(int size, const std::function<void(int rank)>& step) {
  FakeRanks ranks(size);
  std::vector<std::string> errors(static_cast<std::size_t>(size));
  ranks.run([&](Communicator& communicator) {
    try {
      all_or_none(communicator, [&] { step(communicator.rank()); });
    } catch (const Error& error) {
      errors[static_cast<std::size_t>(communicator.rank())] = fmt::format("{} {}", error.exit_code(), error.what());
    }
  });
  EXPECT_EQ(ranks.unread(), 0u);
  return errors;
}

TEST(AllOrNone, GoesOnWhereNobodyFails) {
  for (const std::string& error : errors_of(3, [](int) {})) EXPECT_EQ(error, "");
}

TEST(AllOrNone, GivesEveryRankTheErrorOfTheLowest) {
  const auto errors = errors_of(4, [](int rank) { refuse_unless(rank < 2, "no dataset {}", rank); });
  for (const std::string& error : errors) EXPECT_EQ(error, "2 no dataset 2 (on rank 2)");
}

TEST(AllOrNone, WorksWithOneRank) {
  EXPECT_EQ(errors_of(1, [](int) { fail("first\nsecond"); }).at(0), "1 first\\nsecond");
}

}  // namespace
}  // namespace xil
