#include "framework/store/runs/checkpoint.h"

#include <gtest/gtest.h>

#include "framework/store/files/files.h"
#include "tests/support/session_files.h"

namespace xil {
namespace {

/// Writes the example round by round, as a run does, with as many rounds as it is told.
class Checkpointing : public testing::Test {
 protected:
  RunFileWriter writer_after(std::int64_t rounds, RunHeader header = example_header()) {
    RunWriterOptions options;
    options.checkpoints = folder_;
    options.kept = [this](std::int64_t round) { kept_.push_back(round); };
    header.dataset_digest = dataset_.info().digest;
    RunFileWriter writer(header, options);
    const std::vector<ItemId> initial = {0, 1, 3}, test = {14, 15, 16, 17, 18, 19};
    writer.start(dataset_, initial, test);
    go_on(writer, 0, rounds);
    return writer;
  }
  static void go_on(RunFileWriter& writer, std::int64_t first, std::int64_t rounds) {
    for (std::int64_t round = first; round < rounds; ++round) {
      for (const auto& map : example_maps())
        log_of(round, map, [&](const auto& record) { writer.saliency(record, 0.25); });
      for (const auto& correction : example_corrections())
        log_of(round, correction, [&](const auto& record) { writer.corrected(record); });
      for (const auto& look : example_looks()) log_of(round, look, [&](const auto& record) { writer.shown(record); });
      writer.round(example_round(round, 6));
      writer.checkpoint(fmt::format("state after {}", round));
    }
  }
  template <class Record>
  static void log_of(std::int64_t round, Record record, const auto& log) {
    if (record.round != 1 + round % 2) return;
    record.round = round;
    log(record);
  }

  std::optional<Checkpoints::Past> read(RunHeader header = example_header()) {
    header.dataset_digest = dataset_.info().digest;
    notes_.clear();
    return Checkpoints(folder_).read(header, dataset_, [this](const std::string& note) { notes_.push_back(note); });
  }
  std::vector<std::string> names() const {
    return std::filesystem::exists(folder_) ? names_in(folder_) : std::vector<std::string>{};
  }
  std::filesystem::path finish(RunFileWriter& writer, const std::string& name) {
    writer.commit(scratch_ / (name + ".h5"));
    return scratch_ / (name + ".h5");
  }

  const FakeDataset dataset_{10, 6};
  const ScratchFolder scratch_;
  const std::filesystem::path folder_ = scratch_ / "checkpoints" / kExampleId;
  std::vector<std::int64_t> kept_;
  std::vector<std::string> notes_;
};

TEST_F(Checkpointing, KeepsFewFiles) {
  using Names = std::vector<std::string>;
  const std::vector<Names> expected = {{"0-0.h5"}, {"0-1.h5"}, {"0-1.h5", "2-2.h5"}, {"0-3.h5"}, {"0-3.h5", "4-4.h5"}};
  for (std::size_t rounds = 1; rounds <= expected.size(); ++rounds) {
    std::filesystem::remove_all(folder_);
    writer_after(static_cast<std::int64_t>(rounds));
    EXPECT_EQ(names(), expected[rounds - 1]);
  }
  EXPECT_EQ(kept_.back(), 4);
}

TEST_F(Checkpointing, KeepsTheSweepsThatWereFrozenWhenTheRunBegan) {
  RunHeader header = example_header();
  set_known_sweeps(header, "0123456789abcdef");
  RunFileWriter writer = writer_after(2, header);
  RunHeader later = example_header();
  set_known_sweeps(later, "0123456789abcdef fedcba9876543210");
  EXPECT_EQ(read(later)->known_sweeps, "0123456789abcdef") << "a sweep that was frozen after the first round came too late";
  EXPECT_EQ(known_sweeps_of(read_header(finish(writer, kExampleId))), "0123456789abcdef");
  std::filesystem::remove_all(folder_);
  writer_after(3);
  EXPECT_EQ(read(later)->known_sweeps, "") << "of a checkpoint of an earlier version nothing is known";
}

TEST_F(Checkpointing, BringsEverythingBackAfterAnyRound) {
  RunFileWriter whole = writer_after(7);
  const auto expected = finish(whole, "whole");
  for (std::int64_t rounds = 1; rounds <= 7; ++rounds) {
    std::filesystem::remove_all(folder_);
    writer_after(rounds);
    const auto past = read();
    ASSERT_TRUE(past.has_value());
    EXPECT_EQ(past->learner, fmt::format("state after {}", rounds - 1));
    EXPECT_TRUE(notes_.empty());
    RunWriterOptions options;
    options.checkpoints = folder_;
    RunFileWriter resumed(example_header(), options);
    resumed.restore(past->content);
    const std::vector<ItemId> initial = {0, 1, 3}, test = {14, 15, 16, 17, 18, 19};
    resumed.start(dataset_, initial, test);
    go_on(resumed, rounds, 7);
    const auto actual = finish(resumed, fmt::format("resumed{}", rounds));
    EXPECT_EQ(run_file_differences(expected, actual), std::vector<std::string>{});
    EXPECT_EQ(read_file(expected), read_file(actual)) << "to the byte, since the example's times are given";
  }
}

TEST_F(Checkpointing, BringsBackItemsThatWereSetAside) {
  RunFileWriter writer = writer_after(1);
  ShownRecord look = example_unsure_look();
  look.round = 1;
  writer.shown(look);
  writer.round(example_round(1, 6));
  writer.checkpoint("");
  const auto past = read();
  ASSERT_TRUE(past.has_value());
  EXPECT_EQ(past->content.rounds.size(), 2U);
  EXPECT_EQ(past->content.shown.back().item, look.item);
  EXPECT_EQ(past->content.shown.back().verdict, Verdict::Unsure);
  EXPECT_EQ(past->content.shown.back().given_label, kNoLabel);
}

TEST_F(Checkpointing, IsOfNoUseWhereAnItemThatWasSetAsideWasCorrected) {
  RunFileWriter writer = writer_after(1);
  ShownRecord look = example_unsure_look();
  look.round = 1;
  writer.shown(look);
  writer.corrected({look.round, look.item, 0, example_loss()});
  writer.round(example_round(1, 6));
  writer.checkpoint("");
  EXPECT_FALSE(read().has_value());
  EXPECT_NE(notes_.at(0).find("a correction of item 8"), std::string::npos) << notes_[0];
}

TEST_F(Checkpointing, StartsAnewWhereThereIsNothing) {
  EXPECT_FALSE(read().has_value());
  Checkpoints(folder_).remove();
  EXPECT_THROW(Checkpoints(folder_).write(example_header(), {}, ""), Error);
}

TEST_F(Checkpointing, GoesOnlyAsFarAsTheFilesHangTogether) {
  writer_after(7);
  EXPECT_EQ(names(), (std::vector<std::string>{"0-3.h5", "4-5.h5", "6-6.h5"}));
  std::filesystem::remove(folder_ / "4-5.h5");
  const auto past = read();
  ASSERT_TRUE(past.has_value());
  EXPECT_EQ(past->content.rounds.back().round, 3);
  EXPECT_EQ(names(), std::vector<std::string>{"0-3.h5"}) << "what cannot be used would be in the way";
}

TEST_F(Checkpointing, UsesWhatIsLeftOverWhereALongerFileIsDamaged) {
  writer_after(3);
  std::filesystem::copy(folder_, scratch_ / "before", std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(folder_);
  writer_after(4);
  for (const auto& entry : std::filesystem::directory_iterator(scratch_ / "before")) {
    std::filesystem::copy(entry.path(), folder_ / entry.path().filename());  // as if it had died before deleting them
  }
  EXPECT_EQ(read()->content.rounds.size(), 4U);
  std::filesystem::resize_file(folder_ / "0-3.h5", 1000);
  EXPECT_EQ(read()->content.rounds.size(), 3U);
  ASSERT_EQ(notes_.size(), 1U);
  EXPECT_NE(notes_[0].find("its checksum is wrong"), std::string::npos) << notes_[0];
}

TEST_F(Checkpointing, IsOfNoUseToAProgramThatMayCalculateOtherwise) {
  writer_after(3);
  RunHeader other = example_header();
  other.provenance[6].second = "another host";  // that is for replaying to find out
  EXPECT_TRUE(read(other).has_value());
  other.provenance[0].second = "another commit";
  EXPECT_FALSE(read(other).has_value());
  EXPECT_NE(notes_.at(0).find("another program wrote it"), std::string::npos) << notes_[0];
  EXPECT_TRUE(names().empty());
}

TEST_F(Checkpointing, IsOfNoUseForAnotherDatasetOrRun) {
  writer_after(1);
  RunHeader other = example_header();
  other.dataset_digest = "other";
  notes_.clear();
  EXPECT_FALSE(Checkpoints(folder_).read(other, dataset_, [](const std::string&) {}).has_value());
  writer_after(1);
  EXPECT_FALSE(read(example_header("fedcba9876543210")).has_value());
}

// With the 500 of store_damage_test on run files: a thousand.
TEST_F(Checkpointing, NoticesEverySingleBitThatFlips) {
  writer_after(3);
  const std::filesystem::path file = folder_ / "0-1.h5";
  const std::string bytes = read_file(file);
  EXPECT_EQ(check_checkpoint(file), kExampleId);
  constexpr std::size_t kFlips = 500;
  std::size_t noticed = 0;
  for (std::size_t i = 0; i < kFlips; ++i) {
    Rng rng(2, {Purpose::Test, 0, static_cast<std::uint32_t>(i)});
    std::string copy = bytes;
    const std::size_t position = (i * copy.size() + rng.below(copy.size())) / kFlips;
    copy[position] = static_cast<char>(static_cast<unsigned char>(copy[position]) ^ (1U << rng.below(8)));
    write_text(file, copy);
    const std::string message = message_of([&] { check_checkpoint(file); });
    if (message.find(file.string()) != std::string::npos && message.find("delete it") != std::string::npos) ++noticed;
    write_text(folder_ / "2-2.h5", "");
    if (i % 50 == 0) {
      EXPECT_FALSE(read().has_value()) << "and reading does not use it";
    }
  }
  EXPECT_EQ(noticed, kFlips);
}

}  // namespace
}  // namespace xil
