#include <gtest/gtest.h>

#include "framework/store/runs/run_file.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

class Corrections : public testing::Test {
 protected:
  RunFileWriter started() const {
    RunFileWriter writer(example_header());
    const std::vector<ItemId> initial = {0}, test = {14};
    writer.start(dataset_, initial, test);
    return writer;
  }

  const FakeDataset dataset_{10, 6};
  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / (std::string(kExampleId) + ".h5");
};

void expect_same(const Correction& read, const Correction& written) {
  EXPECT_EQ(read.round, written.round);
  EXPECT_EQ(read.item, written.item);
  EXPECT_EQ(read.label, written.label);
  ASSERT_EQ(read.what.index(), written.what.index());
  if (const RegionLoss* loss = read.loss()) {
    EXPECT_EQ(loss->kind, written.loss()->kind);
    EXPECT_EQ(loss->weight, written.loss()->weight);
    return;
  }
  EXPECT_EQ(read.edit()->recipe, written.edit()->recipe);
  EXPECT_EQ(read.edit()->seed, written.edit()->seed);
  EXPECT_EQ(read.edit()->round, written.edit()->round);
  EXPECT_EQ(read.edit()->copy, written.edit()->copy);
  EXPECT_EQ(read.edit()->donor, written.edit()->donor);
}

TEST_F(Corrections, ComeBackWithTheirRecipesInTheirOrder) {
  example_run(dataset_).commit(file_);
  const auto written = example_corrections(), read = read_corrections(file_), listed = list_corrections(file_);
  ASSERT_EQ(read.size(), written.size());
  ASSERT_EQ(listed.size(), written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same(read[i], written[i]);
    EXPECT_EQ(read[i].region(), written[i].region());
    expect_same(listed[i], written[i]);
    EXPECT_TRUE(listed[i].region().values.empty());
  }
}

TEST_F(Corrections, ComeRowByRow) {
  example_run(dataset_).commit(file_);
  const auto last = read_corrections(file_, 3, 1);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].region(), example_corrections()[3].region());
  EXPECT_NE(message_of([&] { read_corrections(file_, 3, 2); }).find("only 4 rows"), std::string::npos);
}

TEST_F(Corrections, OfAnotherSizeAreRefused) {
  RunFileWriter writer = started();
  Edit edit;
  edit.region = Region(4, 4);
  EXPECT_NE(message_of([&] {
              writer.corrected({0, 3, 1, std::make_shared<const Edit>(edit)});
            }).find("item 3"),
            std::string::npos);
  EXPECT_NE(message_of([&] {
              writer.corrected({0, 3, 1, RegionLoss{RegionLossKind::Rrr, 1, std::make_shared<const Region>(4, 4)}});
            }).find("item 3"),
            std::string::npos);
}

TEST_F(Corrections, OfItemsThatDoNotExistAreNoticed) {
  RunFileWriter writer = started();
  writer.corrected({0, 20, 1, example_loss()});
  writer.round(example_round(0, 1));
  writer.commit(file_);
  EXPECT_EQ(verify_run_file(file_),
            std::vector<std::string>{"/corrections/item names an item that /items does not have."});
}

TEST_F(Corrections, MayBeHundredsOfThousands) {
  constexpr std::size_t kCopies = 300000;
  RunFileWriter writer = started();
  const auto shared = std::get<std::shared_ptr<const Edit>>(example_corrections()[1].what);
  for (std::size_t i = 0; i < kCopies; ++i) writer.corrected({0, static_cast<ItemId>(i % 10), 1, shared});
  writer.round(example_round(0, 1));
  writer.commit(file_);
  EXPECT_LT(std::filesystem::file_size(file_), 2'000'000U) << "repeated regions are compressed away";
  EXPECT_EQ(verify_run_file(file_), std::vector<std::string>{});
  EXPECT_EQ(list_corrections(file_).size(), kCopies);
  EXPECT_EQ(read_corrections(file_, kCopies - 1, 1)[0].region(), shared->region);
}

}  // namespace
}  // namespace xil
