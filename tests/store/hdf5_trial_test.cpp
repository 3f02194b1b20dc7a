#include "framework/store/hdf5/hdf5_trial.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/store_files.h"

namespace xil {
namespace {

class Trial : public testing::Test {
 protected:
  Trial() { write_text(folder_ / "file", "content"); }
  std::string message(const std::function<void()>& action) const {
    const auto messages = try_in_child(folder_ / "file", trial_of([&](const std::filesystem::path&) { action(); }));
    return messages.empty() ? "" : messages.front();
  }
  const ScratchFolder folder_;
};

TEST_F(Trial, SaysNothingOfWhatGoesWellAndHandsOnWhatIsThrown) {
  int touched = 0;
  EXPECT_EQ(message([&] { touched = 1; }), "");
  EXPECT_EQ(touched, 0) << "it happens in another process";
  EXPECT_EQ(message([] { fail("a reason"); }), "a reason");
}

TEST_F(Trial, OfWhatEndsTheProcessIsARefusal) {
  EXPECT_EQ(message([] { ::raise(SIGSEGV); }), "HDF5 itself breaks over it (signal 11)");
  EXPECT_EQ(message([] { ::_exit(1); }), "HDF5 itself breaks over it (exit code 1)");
  EXPECT_EQ(message([] { ::raise(SIGALRM); }), "HDF5 itself comes to no end with it") << "as the clock does in the end";
}

TEST_F(Trial, OfManyFilesNamesThoseThatEndAProcessAndGoesOn) {
  std::vector<OwnPath> files;
  for (const char* name : {"a", "breaks", "b", "refused", "breaks too"}) files.emplace_back(folder_ / name);
  const auto broken = try_in_children(files, trial_of([](const std::filesystem::path& file) {
                                        if (file.filename().string().starts_with("breaks")) ::raise(SIGSEGV);
                                        require(file.filename() != "refused", "a reason");
                                      }));
  ASSERT_EQ(broken.size(), 3u);
  for (const std::size_t index : {1, 4}) {
    EXPECT_TRUE(broken.at(index).broke) << index;
    EXPECT_EQ(broken.at(index).messages.front(), "HDF5 itself breaks over it (signal 11)") << index;
  }
  EXPECT_FALSE(broken.at(3).broke);
  EXPECT_EQ(broken.at(3).messages, std::vector<std::string>{"a reason"});
  EXPECT_TRUE(
      try_in_children({}, [](const std::filesystem::path&) { return std::vector<std::string>{"never"}; }).empty());
}

TEST_F(Trial, SharesFilesAmongProcesses) {
  std::vector<OwnPath> files;
  for (int i = 0; i < 1000; ++i) files.emplace_back(folder_ / std::to_string(i));
  const auto failed =
      try_in_children(files, trial_of([](const std::filesystem::path& file) {
                        const int number = std::stoi(file.filename());
                        if (number % 100 == 7) ::_exit(3);
                        require(number % 3 != 0, "{} {}", number, std::string(200, 'x'));  // more than a pipe holds
                      }));
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool breaks = i % 100 == 7, throws = !breaks && i % 3 == 0;
    ASSERT_EQ(failed.contains(i), breaks || throws) << i;
    const std::string due = breaks   ? "HDF5 itself breaks over it (exit code 3)"
                            : throws ? fmt::format("{} {}", i, std::string(200, 'x'))
                                     : "";
    EXPECT_EQ(failed.contains(i) ? failed.at(i).messages.front() : "", due);
  }
}

TEST_F(Trial, GivesAllSentences) {
  const auto given = [](const std::filesystem::path&) { return std::vector<std::string>{"one", "", "three"}; };
  EXPECT_EQ(try_in_child(folder_ / "file", given), (std::vector<std::string>{"one", "", "three"}));
}

TEST_F(Trial, IsBoundInMemory) {
  std::size_t taken = 0;
  const auto take = [&] {
    std::string much(std::size_t{8} << 30, 'x');  // a failed allocation is an exception, as any other
    taken = much.size();
    ::_exit(1);
  };
  EXPECT_EQ(message(take), "std::bad_alloc");
  EXPECT_EQ(taken, 0U);
}

}  // namespace
}  // namespace xil
