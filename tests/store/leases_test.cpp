#include "framework/store/journal/leases.h"

#include <gtest/gtest.h>

#include "framework/store/journal/journal.h"
#include "framework/store/journal/journal_tail.h"
#include "framework/store/journal/liveness.h"
#include "framework/store/journal/run_state.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

class LeasesTest : public testing::Test {
 protected:
  LeasesTest() { std::filesystem::create_directories(out_ / "journal"); }
  Leases job(const std::string& heartbeat) {
    return Leases(out_.path(), heartbeat, 60, [this] { return now_; });
  }
  /// A job on another machine: its journal is there, and no lock of it reaches here.
  void foreign(const std::string& heartbeat) const {
    write_text(out_ / "journal" / (heartbeat + ".tsv"), "journal\t2\telsewhere\t1\t" + heartbeat + "\t\n");
  }
  std::vector<std::string> leases() const { return names_in(out_ / "leases"); }

  const ScratchFolder out_;
  double now_ = 1000;
};

TEST_F(LeasesTest, AreHeldByOneJobAtATime) {
  foreign("a"), foreign("b");
  Leases a = job("a"), b = job("b");
  EXPECT_TRUE(a.acquire("run"));
  EXPECT_FALSE(b.acquire("run"));
  EXPECT_TRUE(b.acquire("other"));
  a.release("run");
  EXPECT_TRUE(b.acquire("run"));
  b.release("run"), b.release("other"), b.release("never");
  EXPECT_TRUE(leases().empty());
}

TEST_F(LeasesTest, ExpireWhenTheHeartbeatIsSilentForLongEnough) {
  foreign("a");
  Leases a = job("a"), b = job("b");
  ASSERT_TRUE(a.acquire("run"));
  EXPECT_FALSE(b.acquire("run")) << "however long it has been silent before: this clock has only just begun";
  now_ += 59;
  EXPECT_FALSE(b.acquire("run"));
  EXPECT_TRUE(b.anyone_silent_since(now_));
  now_ += 1;
  EXPECT_TRUE(b.acquire("run"));
  EXPECT_EQ(leases(), (std::vector<std::string>{"run.0", "run.1"}));
  a.release("run");
  EXPECT_EQ(leases(), (std::vector<std::string>{"run.1"})) << "the first job is back and leaves the second one's alone";
  b.release("run");
  EXPECT_TRUE(leases().empty());
}

TEST_F(LeasesTest, WithoutANameExpireSoonSinceTheirJobDiedWhileMakingThem) {
  foreign("b");
  Leases b = job("b");
  write_text(out_ / "leases" / "run.0", "");
  EXPECT_FALSE(b.acquire("run")) << "it may be written in this moment";
  now_ += 4;
  EXPECT_FALSE(b.acquire("run"));
  EXPECT_TRUE(b.anyone_silent_since(now_));
  now_ += 1;
  EXPECT_TRUE(b.acquire("run"));
  EXPECT_FALSE(b.anyone_silent_since(now_));
  b.release("run");
  EXPECT_TRUE(leases().empty());
}

TEST_F(LeasesTest, LastAsLongAsTheHeartbeatGoesOn) {
  foreign("a");
  Heartbeat heartbeat(out_.path(), "a");
  Leases a = job("a"), b = job("b");
  ASSERT_TRUE(a.acquire("run"));
  EXPECT_FALSE(b.acquire("run"));
  for (int beat = 0; beat < 5; ++beat) {
    now_ += 50;
    heartbeat.beat();
    b.listen();
    EXPECT_FALSE(b.acquire("run"));
    EXPECT_FALSE(b.anyone_silent_since(now_));
  }
  now_ += 30;
  b.listen();
  EXPECT_TRUE(b.anyone_silent_since(now_ - 10));
  EXPECT_FALSE(b.anyone_silent_since(now_ - 30));
  now_ += 31;
  b.listen();
  EXPECT_FALSE(b.anyone_silent_since(now_)) << "it is known to be dead";
  EXPECT_TRUE(b.acquire("run"));
}

TEST_F(LeasesTest, OfADeadProcessOfThisMachineAreFreeAtOnce) {
  ASSERT_EQ(in_child([&] {
              const Journal journal(out_.path());
              Leases(out_.path(), journal.name(), 60, [] { return 0.0; }).acquire("run");
              return 0;
            }),
            0);
  const Journal journal(out_.path());
  Leases here = job(journal.name());
  EXPECT_TRUE(here.acquire("run"));
}

TEST_F(LeasesTest, OfALivingProcessOfThisMachineNeverExpire) {
  const Journal journal(out_.path());
  Leases a = job(journal.name()), b = job("b");
  ASSERT_TRUE(a.acquire("run"));
  EXPECT_FALSE(b.acquire("run"));
  now_ += 1e6;
  EXPECT_FALSE(b.acquire("run")) << "it holds the lock of its journal";
}

TEST_F(LeasesTest, WithoutAWordInThemExpireToo) {
  Leases b = job("b");
  write_text(out_ / "leases" / "run.0", "");  // its job was killed between making and writing it
  EXPECT_FALSE(b.acquire("run"));
  now_ += 60;
  EXPECT_TRUE(b.acquire("run"));
}

TEST_F(LeasesTest, OfCompleteRunsAreTidiedUp) {
  Leases a = job("a");
  a.acquire("done"), a.acquire("open");
  write_text(run_file_path(out_.path(), "done"), "");
  tidy_leases(out_.path());
  EXPECT_EQ(leases(), std::vector<std::string>{"open.0"});
  tidy_leases(out_ / "nowhere");
}

TEST_F(LeasesTest, CannotBeMadeWhereNothingCanBeWritten) {
  write_text(out_ / "plain", "a file");
  try {
    Leases(out_ / "plain", "a", 60, [] { return 0.0; });
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Storage);
  }
}

TEST_F(LeasesTest, JournalsOfOthersTellWhatHasFailedMeanwhile) {
  Journal before(out_.path());
  before.started("old", 0);
  before.failed("old", 0, 1, "bad");
  JournalTail tail(out_.path());
  Journal after(out_.path());
  before.failed("x", 0, 1, "bad");
  after.quarantined("y", "died");
  after.finished("z", 0, 1);
  tail.poll();
  EXPECT_EQ(tail.given_up(), (std::set<std::string>{"x", "y"}));
  after.failed("late", 0, 1, "bad");
  tail.poll();
  EXPECT_EQ(tail.given_up().count("late"), 1U);
}

}  // namespace
}  // namespace xil
