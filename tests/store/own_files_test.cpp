#include "framework/store/files/own_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/store/files/files.h"
#include "framework/store/files/log_text.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/leases.h"
#include "framework/store/journal/liveness.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// An output folder, and beside it what belongs to somebody else.
class OwnFiles : public testing::Test {
 protected:
  OwnFiles() {
    fs::create_directories(out_);
    fs::create_directories(other_);
    write_text(private_, "private\n");
  }
  /// One line that names `path`, of the kind that is due; nothing outside OUT has changed.
  void expect_refused(const std::function<void()>& action, const fs::path& path) {
    const std::string message = message_of(action);
    EXPECT_NE(message.find(path.string()), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    EXPECT_EQ(read_file(private_), "private\n");
    EXPECT_EQ(names_in(other_), std::vector<std::string>{"private"});
  }

  const ScratchFolder folder_;
  const fs::path out_ = folder_ / "out", other_ = folder_ / "other", private_ = folder_ / "other" / "private";
};

TEST_F(OwnFiles, AreNeverOpenedThroughALink) {
  fs::create_directory(out_ / "logs");
  fs::create_symlink(private_, out_ / "logs" / "run.log");
  const OwnPath log(out_ / "logs" / "run.log", 2);
  expect_refused([&] { append_to_own_file(log); }, log.path);
  expect_refused([&] { open_own_file(log); }, log.path);
  expect_refused([&] { read_own_file(log); }, log.path);
  expect_refused([&] { LogText(log.path, 2); }, log.path);
  EXPECT_FALSE(make_own_file(log).has_value()) << "the name is taken";
}

TEST_F(OwnFiles, AreNeverOpenedBelowALink) {
  fs::create_directory_symlink(other_, out_ / "logs");
  const OwnPath log(out_ / "logs" / "run.log", 2), there(out_ / "logs" / "private", 2);
  expect_refused([&] { append_to_own_file(log); }, out_ / "logs");
  expect_refused([&] { make_own_file(log); }, out_ / "logs");
  expect_refused([&] { open_own_file(there); }, out_ / "logs");
  expect_refused([&] { LogText(log.path, 2); }, out_ / "logs");
  expect_refused([&] { write_file_atomically({log.path, 2}, "text"); }, out_ / "logs");
  expect_refused([&] { remove_own_file(there); }, out_ / "logs");
  expect_refused([&] { list_own_folder(out_ / "logs"); }, out_ / "logs");
  expect_refused([&] { make_own_folder({out_ / "logs" / "more", 2}); }, out_ / "logs");
  expect_refused([&] { has_own_folder(out_ / "logs"); }, out_ / "logs");
}

TEST_F(OwnFiles, MayLieBehindALinkThatTheUserChose) {
  fs::create_directory_symlink(out_, folder_ / "linked");
  const fs::path linked = folder_ / "linked";
  make_own_folder({linked / "journal" / "digests", 2});
  write_file_atomically({linked / "journal" / "digests" / "key", 3}, "text");
  EXPECT_EQ(read_own_file({out_ / "journal" / "digests" / "key", 3}), "text");
  EXPECT_EQ(list_own_folder(linked / "journal").size(), 1u);
  ensure_out_folder(linked);
}

TEST_F(OwnFiles, WithASecondNameAreNotWritten) {
  fs::create_hard_link(private_, out_ / "beats");
  expect_refused([&] { append_to_own_file(out_ / "beats"); }, out_ / "beats");
  EXPECT_EQ(read_own_file(out_ / "beats"), "private\n") << "reading does no harm";
  write_file_atomically(out_ / "beats", "new");  // takes the name, not the file
  EXPECT_EQ(read_file(private_), "private\n");
}

TEST_F(OwnFiles, AreRegularFilesAndNoOneWaits) {
  ASSERT_EQ(::mkfifo((out_ / "pipe").c_str(), 0600), 0);
  fs::create_directory(out_ / "folder");
  for (const char* name : {"pipe", "folder"}) {
    expect_refused([&] { open_own_file(out_ / name); }, out_ / name);
    expect_refused([&] { append_to_own_file(out_ / name); }, out_ / name);
  }
  expect_refused([&] { open_own_file({"/dev/zero", 0}); }, "/dev/zero");
}

TEST_F(OwnFiles, MostlyOfHolesAreRefused) {
  write_text(out_ / "giant", "small");
  fs::resize_file(out_ / "giant", std::uintmax_t{1} << 40);
  expect_refused([&] { open_own_file(out_ / "giant"); }, out_ / "giant");
  write_text(out_ / "large", std::string(2000, 'x'));
  expect_refused([&] { read_own_file(out_ / "large", 1000); }, out_ / "large");
}

TEST_F(OwnFiles, ThatAreMissingAreNoneAndThatAreUnreadableAreToldSo) {
  EXPECT_FALSE(find_own_file(out_ / "none").has_value());
  EXPECT_TRUE(list_own_folder(out_ / "none").empty());
  EXPECT_FALSE(has_own_folder(out_ / "none"));
  expect_refused([&] { open_own_file(out_ / "none"); }, out_ / "none");
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  fs::create_directory(out_ / "runs");
  fs::permissions(out_ / "runs", fs::perms::none);
  expect_refused([&] { list_own_folder(out_ / "runs"); }, out_ / "runs");
  fs::permissions(out_ / "runs", fs::perms::owner_all);
}

TEST_F(OwnFiles, OfEveryKindMayBeALinkThatIsToldAtOnce) {
  for (const char* part :
       {"runs", "sweeps", "journal", "leases", "logs", "models", "features", "checkpoints", "report", "slurm"}) {
    fs::remove_all(out_ / part);
    fs::create_directory_symlink(other_, out_ / part);
    expect_refused([&] { ensure_out_folder(out_); }, out_ / part);
    fs::remove(out_ / part);
  }
  fs::remove_all(out_ / "sweeps");
  fs::create_symlink(private_, out_ / "sweeps");
  expect_refused([&] { list_sweeps(out_); }, out_ / "sweeps");
}

TEST_F(OwnFiles, AreNotNamedByWhatALeaseSays) {
  for (const char* word : {"../../other/private", "/etc/passwd", "a/b", "", ".", "..", "a\tb", "name\x01"})
    EXPECT_FALSE(is_heartbeat_name(word)) << word;
  EXPECT_TRUE(is_heartbeat_name("node-7.cluster-123-0"));
  double now = 0;
  fs::create_directory(out_ / "leases");
  write_text(out_ / "leases" / "abc.0", "../../other/private\n");
  fs::create_symlink(private_, out_ / "leases" / "abd.0");
  ASSERT_EQ(::mkfifo((out_ / "leases" / "abe.0").c_str(), 0600), 0);
  Leases leases(out_, "me", 60, [&] { return now; });
  for (const char* run : {"abc", "abd", "abe"}) EXPECT_FALSE(leases.acquire(run)) << run;
  now = 10;  // they never beat
  for (const char* run : {"abc", "abd", "abe"}) EXPECT_TRUE(leases.acquire(run)) << run;
  EXPECT_EQ(read_file(private_), "private\n");
}

TEST_F(OwnFiles, LeasesOfManyDeadJobsAreToldInOnePass) {
  double now = 0;
  fs::create_directory(out_ / "leases");
  for (int n = 0; n < 3000; ++n) write_text(out_ / "leases" / fmt::format("abc.{}", n), fmt::format("gone-{}-0", n));
  Leases leases(out_, "me", 60, [&] { return now; });
  EXPECT_FALSE(leases.acquire("abc"));
  now = 61;
  EXPECT_TRUE(leases.acquire("abc")) << "the last one counts, whoever held those before";
  leases.release("abc");
  EXPECT_TRUE(names_in(out_ / "leases").empty());
}

}  // namespace
}  // namespace xil
