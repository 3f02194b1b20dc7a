#include "framework/store/journal/journal.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "framework/core/base/digest.h"
#include "framework/store/files/files.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/liveness.h"
#include "framework/store/journal/run_state.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

using Names = std::vector<std::string>;

class JournalTest : public testing::Test {
 protected:
  /// A journal of a process that is dead, on a host that is not this one.
  void write_journal(const std::string& name, std::string_view events) const {
    write_text(out_ / "journal" / (name + ".tsv"), "journal\t1\telsewhere\t1\n" + std::string(events));
  }
  RunState state_of(const std::string& run_id) const { return read_states(out_.path(), Names{run_id}).at(run_id); }

  const ScratchFolder out_;
};

TEST_F(JournalTest, AnAttemptRunsUntilItsEndIsWritten) {
  Journal journal(out_.path());
  EXPECT_TRUE(read_journals(out_.path()).empty());
  journal.started("a", 3);
  std::vector<Attempt> attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].run_id, "a");
  EXPECT_EQ(attempts[0].host, host_name());
  EXPECT_EQ(attempts[0].rank, 3);
  EXPECT_EQ(attempts[0].state, AttemptState::Running);
  EXPECT_GT(attempts[0].started_unix, 1.5e9);
  EXPECT_EQ(attempts[0].seconds, 0);
  journal.finished("a", 3, 1.25);
  attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].state, AttemptState::Complete);
  EXPECT_EQ(attempts[0].seconds, 1.25);
}

TEST_F(JournalTest, KeepsReasonsWhateverIsInThem) {
  const std::string reason = "cannot\tread 'C:\\new\\table':\r\nno such file \\";
  Journal journal(out_.path());
  journal.started("a", 0);
  journal.failed("a", 0, 2, reason);
  journal.started("b", 0);
  journal.stopped("b", 0, 3, "time limit");
  const std::vector<Attempt> attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0].state, AttemptState::Failed);
  EXPECT_EQ(attempts[0].reason, reason);
  EXPECT_EQ(attempts[1].state, AttemptState::Stopped);
  EXPECT_EQ(attempts[1].reason, "time limit");
  EXPECT_EQ(attempts[1].seconds, 3);
}

TEST_F(JournalTest, ADeadProcessIsLost) {
  EXPECT_EQ(in_child([&] {
              Journal journal(out_.path());
              journal.started("a", 1);
              ::_exit(7);  // as if killed: nothing is written any more
              return 0;
            }),
            7);
  const std::vector<Attempt> attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].state, AttemptState::Lost);
  EXPECT_EQ(state_of("a").status, RunStatus::Missing);
}

TEST_F(JournalTest, ALivingProcessRunsUntilItIsKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    Journal journal(out_.path());
    journal.started("a", 0);
    if (::write(ready[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(state_of("a").status, RunStatus::Running);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(state_of("a").status, RunStatus::Missing);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(JournalTest, EachHasAFileOfItsOwn) {
  const Journal first(out_.path()), second(out_.path());
  EXPECT_NE(first.file(), second.file());
  EXPECT_EQ(names_in(out_ / "journal").size(), 2U);
}

TEST_F(JournalTest, SkipsATornLastLine) {
  write_journal("a", "started\tx\t0\t100.0\t0.000\t\nfinished\tx\t0\t101.0\t1.0");
  const std::vector<Attempt> attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].state, AttemptState::Lost);
}

TEST_F(JournalTest, SkipsLinesThatMakeNoSense) {
  const std::string garbage =
      std::string(1, '\0') +
      "\xff\t\t\t\t\t\n\n\t\njournal\nstarted\tx\nstarted\ty\tone\t1\t1\t\nbegun\tx\t0\t1\t1\t\n"
      "started\tz\t0\tnan\t0\t\nstarted\tz\t0\t1e999\t0\t\nfinished\tnever\t0\t1\t1\t\n";
  write_journal("a", "started\tx\t0\t100.0\t0.0\t\n" + garbage + "finished\tx\t0\t101.0\t1.5\t\n" + garbage);
  const std::vector<Attempt> attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].state, AttemptState::Complete);
  EXPECT_EQ(attempts[0].seconds, 1.5);
  EXPECT_EQ(attempts[0].host, "elsewhere");
}

TEST_F(JournalTest, IgnoresFilesThatAreNoJournals) {
  write_text(out_ / "journal/empty.tsv", "");
  write_text(out_ / "journal/notes.txt", "started\tx\t0\t100.0\t0.0\t\n");
  EXPECT_TRUE(read_journals(out_.path()).empty());
  EXPECT_TRUE(read_journals(out_ / "nowhere").empty());
}

TEST_F(JournalTest, GivesAttemptsOfAllProcessesOldestFirst) {
  write_journal("a", "started\tx\t0\t300.0\t0.0\t\nfailed\tx\t0\t301.0\t1.0\tbad\n");
  write_journal("b", "started\tx\t0\t100.0\t0.0\t\nstarted\ty\t0\t200.0\t0.0\t\nfinished\tx\t0\t201.0\t1.0\t\n");
  Names order;
  for (const Attempt& attempt : read_journals(out_.path())) {
    order.push_back(attempt.run_id + std::to_string(static_cast<int>(attempt.started_unix)));
  }
  EXPECT_EQ(order, (Names{"x100", "y200", "x300"}));
}

TEST_F(JournalTest, GoesOnAfterAFullDisk) {
  const int code = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    Journal journal(out_.path());
    journal.started("a", 0);
    rlimit limit{std::filesystem::file_size(journal.file()) + 10, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = message_of([&] { journal.finished("a", 0, 1); });
    if (message.find(journal.file().string()) == std::string::npos) return 1;
    if (message.find('\n') != std::string::npos) return 2;
    limit.rlim_cur = RLIM_INFINITY;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    journal.started("b", 0);
    journal.finished("b", 0, 2);
    return 0;
  });
  ASSERT_EQ(code, 0);
  const std::vector<Attempt> attempts = read_journals(out_.path());
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0].state, AttemptState::Lost);
  EXPECT_EQ(attempts[1].run_id, "b");
  EXPECT_EQ(attempts[1].state, AttemptState::Complete);
}

TEST_F(JournalTest, InAnImpossiblePlaceIsOneLine) {
  write_text(out_ / "plain", "a file");
  const std::string message = message_of([&] { Journal journal(out_ / "plain"); });
  EXPECT_NE(message.find("plain'"), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST_F(JournalTest, ARunIsCompleteIfAndOnlyIfItsFileIsThere) {
  write_journal("a",
                "started\tfile\t0\t1\t0\t\nfailed\tfile\t0\t2\t1\tbad\n"
                "started\tgone\t0\t1\t0\t\nfinished\tgone\t0\t2\t1\t\n"
                "started\tpartial\t0\t1\t0\t\nfinished\tpartial\t0\t2\t1\t\n");
  write_text(run_file_path(out_.path(), "file"), "");
  write_text(run_file_path(out_.path(), "unheard"), "");
  write_text(out_ / "runs/partial.h5.partial-host-1", "");
  const auto states = read_states(out_.path(), Names{"file", "gone", "partial", "unheard", "new"});
  EXPECT_EQ(states.size(), 5U);
  EXPECT_EQ(states.at("file").status, RunStatus::Complete);
  EXPECT_EQ(states.at("file").last()->reason, "bad");
  EXPECT_EQ(states.at("gone").status, RunStatus::Missing);
  EXPECT_EQ(states.at("partial").status, RunStatus::Missing);
  EXPECT_EQ(states.at("unheard").status, RunStatus::Complete);
  EXPECT_EQ(states.at("unheard").attempts.size(), 0U);
  EXPECT_EQ(states.at("new").status, RunStatus::Missing);
  EXPECT_FALSE(states.at("new").last());
}

TEST_F(JournalTest, TheNewestAttemptDecides) {
  write_journal("b", "started\tx\t0\t100\t0\t\nfailed\tx\t0\t101\t1\tfirst\n");
  write_journal("a", "started\tx\t5\t200\t0\t\nstopped\tx\t5\t201\t1\tsecond\n");
  RunState state = state_of("x");
  EXPECT_EQ(state.status, RunStatus::Missing);
  EXPECT_EQ(state.last()->reason, "second");
  EXPECT_EQ(state.last()->rank, 5);
  EXPECT_EQ(state.attempts.size(), 2U);
  write_journal("0", "started\tx\t0\t300\t0\t\nfailed\tx\t0\t301\t1\tthird\nstarted\tother\t0\t400\t0\t\n");
  state = state_of("x");
  EXPECT_EQ(state.status, RunStatus::Failed);
  EXPECT_EQ(state.attempts.size(), 3U);
  Journal journal(out_.path());
  journal.started("x", 0);
  EXPECT_EQ(state_of("x").status, RunStatus::Running);
}

TEST_F(JournalTest, CountsTheDeathsOfARunThatMakesNoProgress) {
  const std::string start = "started\tx\t0\t%\t0\t\n", round = "round\tx\t0\t1\t0\t3 7\n",
                    crash = "crashed\tx\t0\t1\t0\tSIGSEGV\n";
  const auto attempt = [&](int at, const std::string& rest) {
    std::string line = start;
    line.replace(line.find('%'), 1, std::to_string(at));
    write_journal(std::to_string(at), line + rest);
  };
  attempt(1, "");
  attempt(2, round);  // died after a round: whatever happened before is over
  attempt(3, crash);
  attempt(4, "");
  EXPECT_EQ(state_of("x").deaths, 3U);
  EXPECT_EQ(state_of("x").status, RunStatus::Missing);
  EXPECT_EQ(state_of("x").attempts[1].round, 3);
  EXPECT_EQ(state_of("x").attempts[1].rounds, 7);
  EXPECT_EQ(state_of("x").attempts[2].state, AttemptState::Crashed);
  attempt(5, "told\t\t0\t1\t0\tSIGTERM\n");
  EXPECT_EQ(state_of("x").deaths, 3U) << "it was asked to end, and was killed for not being quick";
  attempt(6, "quarantined\tx\t0\t9\t0\tdied\n");
  EXPECT_EQ(state_of("x").status, RunStatus::Failed);
  EXPECT_EQ(state_of("x").deaths, 4U) << "the quarantine is no attempt";
  attempt(10, "stopped\tx\t0\t11\t1\ttime\n");
  EXPECT_EQ(state_of("x").deaths, 0U);
}

TEST_F(JournalTest, DoesNotBlameTheNeighboursOfARunThatCrashed) {
  const auto of_job = [&](const std::string& file, const std::string& heartbeat, const std::string& lines) {
    write_text(out_ / "journal" / (file + ".tsv"), "journal\t2\telsewhere\t1\t" + heartbeat + "\t77_3\n" + lines);
  };
  of_job("a", "h", "started\tguilty\t0\t1\t0\t\ncrashed\tguilty\t0\t1\t0\tSIGBUS\n");
  of_job("b", "h", "started\tnear\t1\t1\t0\t\n");
  of_job("c", "other", "started\tfar\t1\t1\t0\t\n");
  EXPECT_EQ(state_of("guilty").deaths, 1U);
  EXPECT_EQ(state_of("near").deaths, 0U);
  EXPECT_EQ(state_of("far").deaths, 1U);
  EXPECT_EQ(state_of("near").attempts[0].job, "77_3");
}

TEST_F(JournalTest, OfAnotherMachineRunsAsLongAsItsHeartbeatIsRecent) {
  write_text(out_ / "journal/a.tsv", "journal\t2\telsewhere\t1\th\t\nstarted\tx\t0\t1\t0\t\n");
  EXPECT_EQ(state_of("x").status, RunStatus::Missing);
  const Heartbeat heartbeat(out_.path(), "h");
  EXPECT_EQ(state_of("x").status, RunStatus::Running);
  const auto beats = out_ / "journal/h.beats";
  std::filesystem::last_write_time(beats, std::filesystem::last_write_time(beats) - std::chrono::seconds(30));
  EXPECT_EQ(state_of("x").status, RunStatus::Missing);
}

TEST(FrozenSweep, LiesUnderItsDigest) {
  const ScratchFolder out;
  const std::filesystem::path file = freeze_sweep(out.path(), "name: a\n");
  EXPECT_EQ(file, out / "sweeps" / (sha256("name: a\n").substr(0, 16) + ".yaml"));
  EXPECT_EQ(read_file(file), "name: a\n");
  EXPECT_EQ(freeze_sweep(out.path(), "name: a\n"), file);
  const std::filesystem::path other = freeze_sweep(out.path(), "name: b\n");
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(other) + std::chrono::hours(1));
  EXPECT_EQ(list_sweeps(out.path()), (std::vector<std::filesystem::path>{other, file}));
  EXPECT_TRUE(list_sweeps(out / "nowhere").empty());
}

TEST(DatasetDigest, OfTheFirstRunIsBinding) {
  const ScratchFolder out;
  EXPECT_EQ(conflicting_digest(out.path(), "welds 7", "aaaa"), std::nullopt);
  EXPECT_EQ(conflicting_digest(out.path(), "welds 7", "aaaa"), std::nullopt);
  EXPECT_EQ(conflicting_digest(out.path(), "welds 7", "bbbb"), "aaaa");
  EXPECT_EQ(conflicting_digest(out.path(), "welds 7", "aaaa"), std::nullopt);
  EXPECT_EQ(conflicting_digest(out.path(), "welds 8", "bbbb"), std::nullopt);
}

TEST(SweepStore, KnowsTheSweepsThatAreAsTheyWereFrozen) {
  const ScratchFolder out;
  EXPECT_EQ(known_sweeps(out.path(), ""), "");
  EXPECT_EQ(known_sweeps(out.path(), "0123456789abcdef"), "0123456789abcdef") << "a folder may show a new file late";
  const std::filesystem::path a = freeze_sweep(out.path(), "name: a\n"), b = freeze_sweep(out.path(), "name: b\n");
  const std::string both = known_sweeps(out.path(), a.stem().string());
  EXPECT_EQ(both.size(), 33u);
  EXPECT_NE(both.find(b.stem().string()), std::string::npos);
  EXPECT_TRUE(is_as_frozen(b));
  std::ofstream(b, std::ios::app) << "hypotheses: []\n";
  EXPECT_FALSE(is_as_frozen(b));
  EXPECT_EQ(known_sweeps(out.path(), ""), a.stem().string()) << "its content does not have its name's digest any more";
}

}  // namespace
}  // namespace xil
