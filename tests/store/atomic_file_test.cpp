#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "framework/store/files/files.h"
#include "framework/store/tables/export.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

/// The message of the action's error in a child whose files cannot grow beyond so many bytes, as on a full disk.
std::string message_on_full_disk(rlim_t bytes, const std::function<void()>& action) {
  const ScratchFolder folder;
  const int code = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, RLIM_INFINITY}, none{RLIM_INFINITY, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
    const std::string message = message_of(action);
    if (::setrlimit(RLIMIT_FSIZE, &none) != 0) return 1;
    write_text(folder / "message", message);
    return 0;
  });
  return code == 0 ? read_file(folder / "message") : "the child crashed";
}

TEST(AtomicFile, IsNotThereBeforeItIsComplete) {
  const ScratchFolder folder;
  {
    AtomicFile abandoned(folder / "file");
    abandoned.write("half");
    EXPECT_FALSE(std::filesystem::exists(folder / "file"));
  }
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(AtomicFile, KeepsOrReplacesWhatIsThere) {
  const ScratchFolder folder;
  EXPECT_TRUE(write_file_atomically(folder / "file", "first", IfExists::Keep));
  EXPECT_FALSE(write_file_atomically(folder / "file", "second", IfExists::Keep));
  EXPECT_EQ(read_file(folder / "file"), "first");
  EXPECT_TRUE(write_file_atomically(folder / "file", "third"));
  EXPECT_EQ(read_file(folder / "file"), "third");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"file"});
}

TEST(AtomicFile, TakesThePlaceOfWhatADeadProcessOfItsNumberLeft) {
  const ScratchFolder folder;
  const auto left = AtomicFile(folder / "file").temporary();
  write_text(left, "left by a crash, longer than what comes");
  write_file_atomically(folder / "file", "new");
  EXPECT_EQ(read_file(folder / "file"), "new");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"file"});
}

TEST(AtomicFile, OfATableLeavesTheEarlierOneWhenTheDiskIsFull) {
  const ScratchFolder folder;
  for (const char* name : {"t.csv", "t.jsonl", "t.sqlite"}) {
    const auto file = folder / name;
    write_text(file, "earlier");
    const NextRun next = [left = 2000]() mutable -> std::optional<ExportedRun> {
      if (left-- == 0) return std::nullopt;
      return ExportedRun{std::to_string(left), "d", "s", "s", "m", "e", 1, RunStatus::Missing, {}, {}, {}};
    };
    const std::string message = message_on_full_disk(20000, [&] { export_table(file, {}, next); });
    EXPECT_TRUE(message.starts_with("cannot write '" + file.string() + "'")) << message;
    EXPECT_NE(message.find("free some space"), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    EXPECT_EQ(read_file(file), "earlier");
  }
  EXPECT_EQ(names_in(folder.path()).size(), 3u);
}

TEST(OutFolder, IsMadeWithItsPartsAndLeftClean) {
  const ScratchFolder folder;
  ensure_out_folder(folder / "new" / "out");
  ensure_out_folder(folder / "new" / "out");
  EXPECT_EQ(names_in(folder / "new" / "out"), (std::vector<std::string>{"journal", "runs", "sweeps"}));
  for (const char* part : {"journal", "runs", "sweeps"}) {
    EXPECT_TRUE(names_in(folder / "new" / "out" / part).empty()) << part;
  }
}

}  // namespace
}  // namespace xil
