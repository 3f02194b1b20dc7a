#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cmath>

#include "framework/core/base/digest.h"
#include "framework/store/files/files.h"
#include "framework/store/files/user_key.h"
#include "framework/store/readings/kept_readings.h"
#include "framework/store/recorded/recorded_source.h"
#include "framework/store/recorded/run_facts.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

constexpr std::size_t kRuns = KeptReadings::kWorthKeeping + 1;

std::int64_t in_an_hour_ns() {
  const auto now = std::chrono::system_clock::now() + std::chrono::hours(1);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
}

bool same_bits(const RunReading& one, const RunReading& other) { return encoded(one) == encoded(other); }

/// A results folder of many runs, and a state folder with this user's key.
class Readings : public testing::Test {
 protected:
  Readings() {
    ::setenv("XDG_STATE_HOME", (root_ / "state").c_str(), 1);
    std::filesystem::create_directories(out() / "runs");
    for (std::size_t i = 0; i < kRuns; ++i) ids_.push_back(fmt::format("{:016x}", i + 1));
    for (const std::string& id : ids_) write_run(id);
  }
  ~Readings() override { ::unsetenv("XDG_STATE_HOME"); }

  std::filesystem::path out() const { return root_ / "out"; }
  std::filesystem::path file_of(const std::string& id) const { return out() / "runs" / (id + ".h5"); }

  void write_run(const std::string& id) const {
    std::filesystem::remove(file_of(id));
    RunFileWriter writer = example_run(dataset_, example_header(id));
    writer.commit(file_of(id));
  }

  std::filesystem::path table() const {
    for (const auto& entry : std::filesystem::directory_iterator(out() / "scalars"))
      if (entry.path().extension() == ".readings") return entry.path();
    return {};
  }

  /// Reads all runs, as if they were old. Gives how many files were read and how many only compared.
  std::pair<std::size_t, std::size_t> read() {
    KeptReadings kept(out());
    results_ = kept.read(ids_, FileOrigin::Unknown, ReadingDepth::Everything, in_an_hour_ns());
    return {kept.newly_read(), kept.compared()};
  }
  static constexpr std::pair<std::size_t, std::size_t> kAll = {kRuns, 0}, kNone = {0, 0};

  const ScratchFolder root_;
  const FakeDataset dataset_{10, 6};
  std::vector<std::string> ids_;
  std::vector<ReadRun> results_;
};

TEST_F(Readings, HoldWhatTheFilesHold) {
  EXPECT_EQ(read(), kAll);
  const auto file = file_of(ids_[3]);
  const RunReading& reading = *results_[3].reading;
  const RunSummary summary = read_summary(file);
  EXPECT_EQ(reading.summary.header.run_id, ids_[3]);
  EXPECT_EQ(reading.summary.header.config, summary.header.config);
  EXPECT_EQ(reading.summary.header.provenance, summary.header.provenance);
  ASSERT_EQ(reading.summary.rounds.columns.size(), summary.rounds.columns.size());
  EXPECT_EQ(reading.start, read_start_digest(file));
  EXPECT_EQ(reading.source, read_source_digest(file));
  EXPECT_EQ(reading.shown.size(), read_shown(file).size());
  ASSERT_TRUE(reading.predictions != nullptr);
  EXPECT_EQ(reading.predictions->probabilities.values, read_final_predictions(file).probabilities.values);
  EXPECT_EQ(results_[3].digest, sha256(read_file(file)));
}

TEST_F(Readings, AreEqualToTheLastBitWithAndWithoutTheTable) {
  EXPECT_EQ(read(), kAll);
  const std::vector<ReadRun> first = std::move(results_);
  EXPECT_EQ(read(), kNone);
  for (std::size_t i = 0; i < kRuns; ++i) {
    EXPECT_TRUE(same_bits(*first[i].reading, *results_[i].reading));
    EXPECT_EQ(first[i].digest, results_[i].digest);
    EXPECT_TRUE(same_bits(decode_reading(encoded(*first[i].reading)), *first[i].reading));
  }
}

TEST_F(Readings, TakeOnlyChangedAndNewFilesFromTheDisk) {
  read();
  write_run(ids_[0]);  // another file of the same content: its bytes are compared
  ids_.emplace_back("00000000000000ff");
  write_run(ids_.back());
  const auto [fresh, compared] = read();
  EXPECT_EQ(fresh, 1U);
  EXPECT_EQ(compared, 1U);
}

TEST_F(Readings, SeeAFileThatWasEditedAndGivenItsOldTimeAndSize) {
  read();
  const auto file = file_of(ids_[5]);
  struct stat before {};
  ASSERT_EQ(::stat(file.c_str(), &before), 0);
  std::string bytes = read_file(file);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  write_text(file, bytes);
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
  struct stat after {};
  ASSERT_EQ(::stat(file.c_str(), &after), 0);
  ASSERT_EQ(std::tuple(after.st_size, after.st_ino, after.st_mtim.tv_nsec),
            std::tuple(before.st_size, before.st_ino, before.st_mtim.tv_nsec));
  EXPECT_EQ(read().first, 1U);
}

TEST_F(Readings, CompareBytesWhereAFileWasYoungWhenItWasRead) {
  KeptReadings(out()).read(ids_, FileOrigin::Unknown);  // the files are younger than two seconds
  KeptReadings again(out());
  again.read(ids_, FileOrigin::Unknown);
  EXPECT_EQ(again.newly_read(), 0U);
  EXPECT_EQ(again.compared(), kRuns);
}

TEST_F(Readings, OfACopiedFolderAreComparedByTheirBytes) {
  read();
  std::filesystem::copy(out(), root_ / "copy", std::filesystem::copy_options::recursive);
  KeptReadings copied(root_ / "copy");
  copied.read(ids_, FileOrigin::Unknown);
  EXPECT_EQ(copied.newly_read(), 0U);
  EXPECT_EQ(copied.compared(), kRuns);
}

TEST_F(Readings, SwappedFilesAreNotTakenForEachOther) {
  read();
  std::filesystem::rename(file_of(ids_[0]), root_ / "kept");
  std::filesystem::rename(file_of(ids_[1]), file_of(ids_[0]));
  std::filesystem::rename(root_ / "kept", file_of(ids_[1]));
  read();
  EXPECT_EQ(results_[0].refusal,
            fmt::format("'{}' holds run {}, not the one of its name: it was copied; delete it and run the sweep again",
                        file_of(ids_[0]).string(), ids_[1]));
  EXPECT_NE(results_[1].refusal.find("not the one of its name"), std::string::npos);
  EXPECT_TRUE(results_[2].reading);
}

TEST_F(Readings, OfARenamedFileAreRefusedWithItsOwnName) {
  std::filesystem::rename(file_of(ids_[0]), file_of(ids_[1]));
  read();
  EXPECT_EQ(results_[1].refusal,
            fmt::format("'{}' holds run {}, not the one of its name: it was renamed; give it its name back, {}.h5",
                        file_of(ids_[1]).string(), ids_[0], ids_[0]));
}

TEST_F(Readings, OfDamagedForgedAndForeignTablesAreNotUsed) {
  read();
  const std::string whole = read_file(table());
  const auto is_ignored = [&](const std::string& content, const char* what) {
    write_text(table(), content);
    EXPECT_EQ(read(), kAll) << what;
    EXPECT_EQ(read(), kNone) << "it is made again";
  };
  is_ignored("", "empty");
  is_ignored(whole.substr(0, whole.size() / 2), "cut off");
  is_ignored(whole + " ", "longer");
  std::string changed = whole;
  changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 1);
  is_ignored(changed, "one bit");
  const std::string body = changed.substr(0, changed.size() - 64);
  is_ignored(body + sha256(body), "a forger knows the format but not the key");
  is_ignored(body + keyed_digest(std::string(32, '\0'), body), "another key");
}

TEST_F(Readings, OfAnotherUserAreNotUsed) {
  read();
  const auto theirs = table();
  ::setenv("XDG_STATE_HOME", (root_ / "other").c_str(), 1);
  EXPECT_EQ(read(), kAll);
  EXPECT_EQ(read(), kNone) << "each has a table of one's own";
  EXPECT_TRUE(std::filesystem::exists(theirs));
  EXPECT_EQ(KeptReadings(out()).foreign_tables(), std::vector{theirs});
}

TEST_F(Readings, DoWithoutATableWhereNoneCanBeKept) {
  for (const auto& state : {root_.path() / "out/runs" / (ids_[0] + ".h5"), std::filesystem::path("not/absolute")}) {
    ::setenv("XDG_STATE_HOME", state.c_str(), 1);
    ::unsetenv("HOME");
    EXPECT_EQ(read(), kAll);
    EXPECT_EQ(read(), kAll);
    EXPECT_FALSE(std::filesystem::exists(out() / "scalars"));
  }
}

TEST_F(Readings, FollowNoLink) {
  read();
  const auto place = table();
  std::filesystem::rename(place, root_ / "elsewhere");
  std::filesystem::create_symlink(root_ / "elsewhere", place);
  EXPECT_EQ(read(), kAll);
  EXPECT_FALSE(std::filesystem::is_symlink(place)) << "the name is replaced, not what it led to";
  std::filesystem::rename(file_of(ids_[0]), root_ / "run.h5");
  std::filesystem::create_symlink(root_ / "run.h5", file_of(ids_[0]));
  read();
  EXPECT_FALSE(results_[0].reading) << "an entry does not make a link a run file";
}

TEST_F(Readings, KeepWhyAFileCannotBeRead) {
  write_text(file_of(ids_[4]), "no HDF5");
  read();
  const std::string why = results_[4].refusal;
  EXPECT_NE(why.find("it is no HDF5 file"), std::string::npos) << why;
  EXPECT_EQ(read(), kNone);
  EXPECT_EQ(results_[4].refusal, why);
  write_run(ids_[4]);
  EXPECT_EQ(read().first, 1U);
  EXPECT_TRUE(results_[4].reading);
}

TEST_F(Readings, AreCheckedAgainstTheFiles) {
  read();
  const KeptReadings kept(out());
  const std::string& id = ids_[2];
  const std::string bytes = read_file(file_of(id));
  const std::string right = encoded(read_run(bytes, file_of(id), ReadingDepth::Everything));
  EXPECT_EQ(kept.problem_of(id, right, sha256(bytes)), "");
  RunReading wrong = decode_reading(right);
  wrong.summary.rounds.columns.back().second.back() += 1e-9;
  EXPECT_NE(kept.problem_of(id, encoded(wrong), sha256(bytes)).find("delete that table"), std::string::npos);
  EXPECT_NE(kept.problem_of(id, right, sha256("other bytes")).find("the system does not show it"), std::string::npos);
  EXPECT_EQ(kept.problem_of("ffffffffffffffff", right, ""), "") << "of other runs it says nothing";
}

TEST_F(Readings, OfManyProcessesAtOnceAreWhole) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    read();
    ::_exit(std::ranges::all_of(results_, [](const ReadRun& result) { return result.reading.has_value(); }) ? 0 : 1);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(read(), kNone);
}

TEST(ReadingCodec, RefusesBytesThatDoNotFit) {
  const ScratchFolder folder;
  const FakeDataset dataset(10, 6);
  const std::string id = "0123456789abcdef";
  RunFileWriter writer = example_run(dataset, example_header(id));
  writer.commit(folder / (id + ".h5"));
  const std::string bytes =
      encoded(read_run(read_file(folder / (id + ".h5")), folder / (id + ".h5"), ReadingDepth::Everything));
  for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 200)
    EXPECT_THROW(decode_reading(bytes.substr(0, size)), Error) << size;
  EXPECT_THROW(decode_reading(bytes + "x"), Error);
}

TEST(KeyedDigest, IsThatOfThePublishedExamples) {  // RFC 4231, test cases 1, 2 and 6
  EXPECT_EQ(keyed_digest(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(keyed_digest("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(keyed_digest(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(UserKeys, AreMadeOnceAndBelongToOneUserAlone) {
  const ScratchFolder folder;
  ::setenv("XDG_STATE_HOME", folder.path().c_str(), 1);
  const auto key = user_key();
  ASSERT_TRUE(key);
  EXPECT_EQ(key->secret.size(), 32U);
  EXPECT_EQ(user_key()->secret, key->secret);
  const auto file = folder / "xil/key";
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write | perms::group_read);
  EXPECT_FALSE(user_key()) << "others may have read it";
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
  write_text(file, "short");
  EXPECT_FALSE(user_key());
  std::filesystem::remove(file);
  std::filesystem::create_symlink(folder / "elsewhere", file);
  EXPECT_FALSE(user_key());
  EXPECT_FALSE(std::filesystem::exists(folder / "elsewhere"));
  ::unsetenv("XDG_STATE_HOME");
}

}  // namespace
}  // namespace xil
