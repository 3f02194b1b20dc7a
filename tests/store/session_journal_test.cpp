#include "framework/store/journal/session_journal.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "framework/core/base/json.h"
#include "framework/store/files/files.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

using Lines = std::vector<Value>;

class SessionJournalTest : public testing::Test {
 protected:
  static Value line(std::int64_t seq) {
    return Value(Value::Map{{"seq", Value(seq)}, {"rle", Value(Value::List{Value(std::int64_t{3}), Value(1.5)})}});
  }
  std::string refusal() const {
    return message_of([&] { SessionJournal(out_.path(), "run"); });
  }

  const ScratchFolder out_;
  const std::filesystem::path file_ = out_ / "sessions" / "run.jsonl";
};

TEST_F(SessionJournalTest, KeepsLinesForLaterProcesses) {
  const Value note(std::string("größer\n\t\"\\\u2028"));
  {
    SessionJournal journal(out_.path(), "run");
    EXPECT_EQ(journal.file(), file_);
    EXPECT_TRUE(journal.take_past().empty());
    journal.append(line(1));
    EXPECT_EQ(read_file(file_), "{\"seq\": 1, \"rle\": [3, 1.5]}\n") << "on the disk when the call returns";
    journal.append(note);
  }
  {
    SessionJournal journal(out_.path(), "run");
    EXPECT_EQ(journal.take_past(), (Lines{line(1), note}));
    EXPECT_TRUE(journal.take_past().empty());
    EXPECT_EQ(journal.note(), "");
    journal.append(line(3));
  }
  EXPECT_EQ(SessionJournal(out_.path(), "run").take_past(), (Lines{line(1), note, line(3)}));
  EXPECT_TRUE(SessionJournal(out_.path(), "another").take_past().empty());
}

TEST_F(SessionJournalTest, LosesNothingToAKillButTheLineInProgress) {
  EXPECT_EQ(in_child([&] {
              SessionJournal journal(out_.path(), "run");
              journal.append(line(1));
              journal.append(line(2));
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            -SIGKILL);
  std::ofstream(file_, std::ios::app) << "{\"seq\": 3, \"rl";
  SessionJournal journal(out_.path(), "run");
  EXPECT_EQ(journal.take_past(), (Lines{line(1), line(2)}));
  EXPECT_NE(journal.note().find("(14 bytes)"), std::string::npos) << journal.note();
  journal.append(line(4));
  EXPECT_EQ(read_file(file_), json_text(line(1)) + "\n" + json_text(line(2)) + "\n" + json_text(line(4)) + "\n");
}

TEST_F(SessionJournalTest, DropsALineWithoutItsEndHoweverItWasTorn) {
  const std::string whole = json_text(line(1)) + "\n";
  for (const std::string& torn : {json_text(line(2)), std::string(4096, '\0'), std::string("\xff")}) {
    write_text(file_, whole + torn);
    {
      SessionJournal journal(out_.path(), "run");
      EXPECT_EQ(journal.take_past(), Lines{line(1)});
      EXPECT_FALSE(journal.note().empty());
    }
    EXPECT_EQ(read_file(file_), whole);
  }
}

TEST_F(SessionJournalTest, SaysWhichLineIsDamaged) {
  const std::string whole = json_text(line(1)) + "\n";
  for (const std::string& bad : {std::string("{\"seq\": 2"), std::string("nonsense"), std::string(), std::string("1 2"),
                                 std::string(20, '[') + std::string(20, ']'), std::string("{\"a\":1,\"a\":2}")}) {
    const std::string text = whole + bad + "\n" + whole;
    write_text(file_, text);
    const std::string message = refusal();
    EXPECT_NE(message.find("run.jsonl', line 2"), std::string::npos) << message;
    EXPECT_NE(message.find("delete this line"), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    EXPECT_EQ(read_file(file_), text) << "nothing is changed";
  }
  write_text(file_, whole + "\"" + std::string(std::size_t{1} << 24, 'x') + "\"\n");
  EXPECT_NE(refusal().find("more than any"), std::string::npos);
}

TEST_F(SessionJournalTest, IsOpenOnce) {
  auto first = std::make_unique<SessionJournal>(out_.path(), "run");
  EXPECT_NE(refusal().find("another process"), std::string::npos);
  EXPECT_EQ(in_child([&] { return refusal().empty() ? 1 : 0; }), 0);
  const SessionJournal other(out_.path(), "other");
  first.reset();
  EXPECT_EQ(refusal(), "");
}

TEST_F(SessionJournalTest, RefusesLongLinesAndOtherNames) {
  SessionJournal journal(out_.path(), "run");
  EXPECT_NE(message_of([&] { journal.append(Value(std::string(std::size_t{1} << 24, 'x'))); }).find("too long"),
            std::string::npos);
  journal.append(line(1));
  EXPECT_EQ(read_file(file_), json_text(line(1)) + "\n");
  for (const char* name : {"", ".", "..", "../run", "a/b", "a.b", "a\nb"})
    EXPECT_NE(message_of([&] { SessionJournal(out_.path(), name); }).find("is no run id"), std::string::npos) << name;
}

TEST_F(SessionJournalTest, FollowsNoLinks) {
  write_text(out_ / "elsewhere.jsonl", "{}\n");
  std::filesystem::create_directories(file_.parent_path());
  std::filesystem::create_symlink(out_ / "elsewhere.jsonl", file_);
  EXPECT_NE(refusal().find("symbolic link"), std::string::npos) << refusal();
  std::filesystem::remove(file_);
  std::filesystem::create_hard_link(out_ / "elsewhere.jsonl", file_);
  EXPECT_NE(refusal().find("second name"), std::string::npos) << refusal();
  EXPECT_EQ(read_file(out_ / "elsewhere.jsonl"), "{}\n");
}

/// In a child whose files may have 100 bytes at most.
TEST_F(SessionJournalTest, StaysWholeOnAFullDisk) {
  EXPECT_EQ(in_child([&] {
              ::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{100, RLIM_INFINITY};
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 5;
              SessionJournal journal(out_.path(), "run");
              journal.append(line(1));
              const std::string before = read_file(file_);
              const std::string message = message_of([&] { journal.append(Value(std::string(200, 'x'))); });
              if (message.find(file_.string()) == std::string::npos || read_file(file_) != before) return 1;
              journal.append(line(2));
              return 0;
            }),
            0);
  EXPECT_EQ(SessionJournal(out_.path(), "run").take_past(), (Lines{line(1), line(2)}));
}

}  // namespace
}  // namespace xil
