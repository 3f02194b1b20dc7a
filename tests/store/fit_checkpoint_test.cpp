#include "framework/store/runs/fit_checkpoint.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "framework/core/base/error.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

RunHeader header(const std::string& torch = "1.13") {
  RunHeader header;
  header.run_id = "0123456789abcdef";
  header.config = "{}";
  header.dataset_digest = "d";
  header.provenance = {{"torch", torch}};
  return header;
}

class FitCheckpoints : public testing::Test {
 protected:
  FitCheckpoint opened(const RunHeader& of, double interval_s = 0) {
    return {folder_, of, interval_s, [this](const std::string& sentence) { notes_.push_back(sentence); }};
  }
  std::filesystem::path file() const { return folder_ / "training.fit"; }

  ScratchFolder scratch_;
  std::filesystem::path folder_ = scratch_.path() / "out" / "checkpoints" / "0123456789abcdef";
  std::vector<std::string> notes_;
};

TEST_F(FitCheckpoints, GiveBackTheNewestStateOfTheRound) {
  EXPECT_EQ(opened(header()).kept(0), "");
  FitCheckpoint kept = opened(header());
  kept.keep(0, "old");
  kept.keep(0, std::string("new\n\0state", 10));
  EXPECT_EQ(opened(header()).kept(0), std::string("new\n\0state", 10));
  EXPECT_EQ(notes_, std::vector<std::string>{"round 0: the training goes on where it was interrupted"});
  EXPECT_EQ(check_fit_checkpoint(file()), "0123456789abcdef");
}

TEST_F(FitCheckpoints, KnowTheirRound) {
  opened(header()).keep(3, "state");
  EXPECT_EQ(opened(header()).kept(2), "");
  EXPECT_EQ(opened(header()).kept(3), "state") << "another round's fit leaves it alone";
}

TEST_F(FitCheckpoints, AreNotReplacedWhileAnEarlierRoundIsRepeated) {
  opened(header()).keep(3, "state");
  FitCheckpoint again = opened(header());
  EXPECT_EQ(again.kept(2), "");
  again.keep(2, "on the way");
  EXPECT_EQ(opened(header()).kept(3), "state");
  again.keep(3, "newer");
  EXPECT_EQ(opened(header()).kept(3), "newer");
  std::filesystem::remove_all(folder_);
  again.keep(2, "all rounds are done again");
  EXPECT_EQ(opened(header()).kept(2), "all rounds are done again");
}

TEST_F(FitCheckpoints, AreNotUsedByAnotherProgramOrForAnotherSet) {
  RunHeader other_set = header();
  other_set.dataset_digest = "e";
  for (const RunHeader& other : {header("2.4"), other_set}) {
    opened(header()).keep(0, "state");
    EXPECT_EQ(opened(other).kept(0), "");
    EXPECT_FALSE(std::filesystem::exists(file()));
  }
  ASSERT_EQ(notes_.size(), 2u);
  EXPECT_EQ(notes_[0],
            "a kept state of the training is not used, and it begins anew: another program or processor wrote it, "
            "or for another dataset");
}

TEST_F(FitCheckpoints, AreNotUsedOnceDamaged) {
  for (const std::size_t cut : {0U, 1U, 70U}) {
    opened(header()).keep(0, "state");
    std::string bytes(std::filesystem::file_size(file()), '\0');
    std::ifstream(file(), std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (cut == 0) bytes[bytes.find("state")] = 'S';
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes.substr(0, bytes.size() - cut);
    EXPECT_THROW(check_fit_checkpoint(file()), Error);
    EXPECT_EQ(opened(header()).kept(0), "");
    EXPECT_FALSE(std::filesystem::exists(file()));
  }
  EXPECT_EQ(notes_.size(), 3u);
}

TEST_F(FitCheckpoints, AreDueAfterTheirInterval) {
  EXPECT_FALSE(opened(header(), 3600).is_due());
  EXPECT_TRUE(opened(header(), 0).is_due());
}

}  // namespace
}  // namespace xil
