#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/data/files/dataset_root.h"
#include "tests/support/image_files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;
using Names = std::vector<std::string>;

/// A root with files beside it that must stay unread.
class Root : public testing::Test {
 protected:
  Root() {
    files_.write("set/ok/a.png", {1, 2, 3});
    files_.write("set/ok/sub/b.png", {4});
    files_.write("outside/secret.png", {5});
    files_.write("set2/near.png", {6});
  }
  fs::path in_set(const std::string& path) const { return files_.root() / "set" / path; }
  DatasetRoot root() const { return DatasetRoot(files_.root() / "set"); }

  /// Reading fails with one line that starts with the path and holds `reason`; stamp() fails likewise.
  void expect_refused(const std::string& path, const std::string& reason) const {
    for (const bool stamp : {false, true}) {
      try {
        stamp ? void(root().stamp(path)) : void(root().read(path));
        ADD_FAILURE() << path << " was accepted";
      } catch (const Error& error) {
        const std::string message = error.what();
        EXPECT_EQ(error.exit_code(), 1);
        EXPECT_TRUE(message.starts_with(path + ": ")) << message;
        EXPECT_NE(message.find(reason), std::string::npos) << message;
        EXPECT_EQ(message.find('\n'), std::string::npos) << message;
      }
    }
  }

  ImageFiles files_;
};

TEST_F(Root, ReadsFilesBelowIt) {
  EXPECT_EQ(root().read("ok/a.png"), Bytes({1, 2, 3}));
  EXPECT_EQ(root().read("ok/sub/../a.png"), Bytes({1, 2, 3}));
  files_.write("set/empty.png", {});
  EXPECT_EQ(root().read("empty.png"), Bytes());
  const Bytes large(3 << 20, 7);
  files_.write("set/large.png", large);
  EXPECT_EQ(root().read("large.png"), large);
}

TEST_F(Root, MayBeALinkItself) {
  fs::create_directory_symlink(files_.root() / "set", files_.root() / "link");
  const DatasetRoot linked(files_.root() / "link");
  EXPECT_EQ(linked.path(), fs::canonical(files_.root() / "set"));
  EXPECT_EQ(linked.read("ok/a.png"), Bytes({1, 2, 3}));
}

TEST_F(Root, FollowsLinksThatStayInside) {
  fs::create_symlink("a.png", in_set("ok/relative.png"));
  fs::create_symlink(in_set("ok/a.png"), in_set("absolute.png"));
  fs::create_directory_symlink("ok", in_set("defect"));
  EXPECT_EQ(root().read("ok/relative.png"), Bytes({1, 2, 3}));
  EXPECT_EQ(root().read("absolute.png"), Bytes({1, 2, 3}));
  EXPECT_EQ(root().read("defect/sub/b.png"), Bytes({4}));
}

TEST_F(Root, RefusesEveryWayOut) {
  const std::string secret = fs::canonical(files_.root()) / "outside/secret.png";
  fs::create_symlink("../../outside/secret.png", in_set("ok/relative.png"));
  fs::create_symlink(secret, in_set("ok/absolute.png"));
  fs::create_symlink("relative.png", in_set("ok/chain.png"));
  fs::create_directory_symlink("../outside", in_set("folder"));
  for (const char* path : {"../outside/secret.png", "ok/../../outside/secret.png", "ok/relative.png", "ok/absolute.png",
                           "ok/chain.png", "folder/secret.png"}) {
    expect_refused(path, "leads out of the dataset's root");
  }
  expect_refused("../set2/near.png", "leads out of the dataset's root");  // its name begins like the root's
  expect_refused(secret, "not a path below the dataset's root");
  EXPECT_THROW(root().files("folder"), Error);
  EXPECT_THROW(root().folders(".."), Error);
  EXPECT_THROW(root().has_folder("folder"), Error);
}

TEST_F(Root, FollowsLinksOutOfItOnlyWhereThatIsWanted) {
  fs::create_symlink("../../outside/secret.png", in_set("ok/out.png"));
  fs::create_symlink("a.png", in_set("ok/inside.png"));
  fs::create_directory_symlink("../outside", in_set("folder"));
  const DatasetRoot follow(files_.root() / "set", Links::Follow), refuse(files_.root() / "set", Links::Refuse);
  EXPECT_EQ(follow.read("ok/out.png"), Bytes({5}));
  EXPECT_EQ(follow.read("folder/secret.png"), Bytes({5}));
  EXPECT_EQ(follow.files("folder"), Names({"secret.png"}));
  EXPECT_THROW(follow.read("../outside/secret.png"), Error) << "a path with .. is no link";
  EXPECT_EQ(refuse.read("ok/../ok/a.png"), Bytes({1, 2, 3}));
  for (const char* path : {"ok/out.png", "ok/inside.png", "folder/secret.png"})
    EXPECT_THROW(refuse.read(path), Error) << path;
}

TEST_F(Root, RefusesPathsThatEndEarlyForTheSystem) {
  const std::string path("ok/a.png\0.txt", 13);
  EXPECT_THROW(root().read(path), Error);
}

TEST_F(Root, RefusesWhatIsNotThere) {
  fs::create_symlink("nowhere.png", in_set("broken.png"));
  fs::create_symlink("circle.png", in_set("circle.png"));
  expect_refused("ok/b.png", "cannot be found");
  expect_refused("ok/a.png/b.png", "cannot be found");
  expect_refused("broken.png", "cannot be found");
  expect_refused("circle.png", "cannot be found");
}

TEST_F(Root, RefusesWhatIsNoRegularFileWithoutWaitingForIt) {
  ASSERT_EQ(::mkfifo(in_set("pipe.png").c_str(), 0600), 0);
  fs::create_directory(in_set("folder.png"));
  expect_refused("pipe.png", "not a regular file");
  expect_refused("folder.png", "not a regular file");
}

TEST_F(Root, RefusesFilesThatAreTooLargeBeforeReadingThem) {
  files_.write("set/huge.png", {});
  fs::resize_file(in_set("huge.png"), DatasetRoot::kMostBytes + 1);  // a hole: takes no space
  expect_refused("huge.png", "bytes are more than");
}

TEST_F(Root, SaysWhichFileMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  fs::permissions(in_set("ok/a.png"), fs::perms::none);
  expect_refused("ok/a.png", "cannot be opened");
}

TEST_F(Root, ListsFilesAndFoldersByNameWithoutHiddenOnes) {
  files_.write("set/ok/.hidden.png", {});
  files_.write("set/ok/B.png", {});
  fs::create_directory(in_set("ok/.git"));
  fs::create_directory(in_set("ok/crack"));
  fs::create_symlink("../../outside/secret.png", in_set("ok/out.png"));
  fs::create_symlink("nowhere", in_set("ok/broken.png"));
  fs::create_directory_symlink("../../outside", in_set("ok/out"));
  EXPECT_EQ(root().files("ok"), Names({"B.png", "a.png", "broken.png", "out.png"}));
  EXPECT_EQ(root().folders("ok"), Names({"crack", "out", "sub"}));
  EXPECT_EQ(root().folders(""), Names({"ok"}));
}

TEST_F(Root, FindsNothingInFoldersThatAreNotThere) {
  EXPECT_EQ(root().files("nowhere"), Names());
  EXPECT_EQ(root().folders("ok/a.png"), Names());
}

TEST_F(Root, KnowsWhatIsThereAndLetsReadingSayWhatIsWrong) {
  fs::create_symlink("nowhere.png", in_set("broken.png"));
  fs::create_symlink("../outside/secret.png", in_set("out.png"));
  for (const char* path : {"ok/a.png", "broken.png", "out.png"}) EXPECT_TRUE(root().has_file(path)) << path;
  for (const char* path : {"ok", "ok/b.png", "ok/a.png/b"}) EXPECT_FALSE(root().has_file(path)) << path;
  EXPECT_TRUE(root().has_folder("ok"));
  EXPECT_TRUE(root().has_folder(""));
  for (const char* path : {"ok/a.png", "nowhere", "broken.png"}) EXPECT_FALSE(root().has_folder(path)) << path;
}

TEST_F(Root, StampsChangeWithSizeAndTime) {
  const auto set_time = [&](long seconds) {
    const std::array<timeval, 2> times = {{{.tv_sec = 0, .tv_usec = 0}, {.tv_sec = seconds, .tv_usec = 0}}};
    ASSERT_EQ(::utimes(in_set("ok/a.png").c_str(), times.data()), 0);
  };
  set_time(1000);
  const std::string before = root().stamp("ok/a.png");
  EXPECT_EQ(root().stamp("ok/a.png"), before);
  set_time(1001);
  const std::string later = root().stamp("ok/a.png");
  EXPECT_NE(later, before);
  files_.write("set/ok/a.png", {1, 2, 3, 4});
  set_time(1001);
  EXPECT_NE(root().stamp("ok/a.png"), later);
}

TEST_F(Root, MustBeAFolder) {
  for (const fs::path& path : {in_set("nowhere"), in_set("ok/a.png")}) {
    try {
      DatasetRoot{path};
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(path.string() + ": no such folder")) << error.what();
    }
  }
}

}  // namespace
}  // namespace xil
