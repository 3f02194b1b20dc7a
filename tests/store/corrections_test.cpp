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

void expect_same(const RefutationRecord& read, const RefutationRecord& written) {
  EXPECT_EQ(read.round, written.round);
  EXPECT_EQ(read.item, written.item);
  EXPECT_EQ(read.label, written.label);
  EXPECT_EQ(read.edit->kind, written.edit->kind);
  EXPECT_EQ(read.edit->seed, written.edit->seed);
  EXPECT_EQ(read.edit->round, written.edit->round);
  EXPECT_EQ(read.edit->copy, written.edit->copy);
  EXPECT_EQ(read.edit->donor, written.edit->donor);
  EXPECT_EQ(read.edit->flips, written.edit->flips);
  EXPECT_EQ(read.edit->zoom, written.edit->zoom);
  EXPECT_EQ(read.edit->inpaint_px, written.edit->inpaint_px);
}

TEST_F(Corrections, ComeBackWithTheirRecipes) {
  example_run(dataset_).commit(file_);
  const auto written = example_refutations(), read = read_refutations(file_), listed = list_refutations(file_);
  ASSERT_EQ(read.size(), written.size());
  ASSERT_EQ(listed.size(), written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same(read[i], written[i]);
    EXPECT_EQ(read[i].edit->region, written[i].edit->region);
    expect_same(listed[i], written[i]);
    EXPECT_TRUE(listed[i].edit->region.values.empty());
  }
}

TEST_F(Corrections, ComeRowByRow) {
  example_run(dataset_).commit(file_);
  const auto last = read_refutations(file_, 2, 1);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].edit->region, example_refutations()[2].edit->region);
  EXPECT_NE(message_of([&] { read_refutations(file_, 2, 2); }).find("only 3 rows"), std::string::npos);
}

TEST_F(Corrections, KeepPenalties) {
  example_run(dataset_).commit(file_);
  const auto penalties = read_penalties(file_);
  ASSERT_EQ(penalties.size(), 1U);
  EXPECT_EQ(penalties[0].round, 1);
  EXPECT_EQ(penalties[0].item, 5U);
  EXPECT_EQ(*penalties[0].region, *example_penalty().region);
}

TEST_F(Corrections, OfAnotherSizeAreRefused) {
  RunFileWriter writer = started();
  Edit edit;
  edit.region = Region(4, 4);
  EXPECT_NE(message_of([&] {
              writer.refuted({0, 3, 1, std::make_shared<const Edit>(edit)});
            }).find("item 3"),
            std::string::npos);
  EXPECT_NE(message_of([&] {
              writer.penalised({0, 3, std::make_shared<const Region>(4, 4)});
            }).find("item 3"),
            std::string::npos);
}

TEST_F(Corrections, OfItemsThatDoNotExistAreNoticed) {
  RunFileWriter writer = started();
  writer.penalised({0, 20, example_penalty().region});
  writer.round(example_round(0, 1));
  writer.commit(file_);
  EXPECT_EQ(verify_run_file(file_),
            std::vector<std::string>{"/penalties/item names an item that /items does not have."});
}

TEST_F(Corrections, MayBeHundredsOfThousands) {
  constexpr std::size_t kCopies = 300000;
  RunFileWriter writer = started();
  const auto shared = example_refutations()[1].edit;
  for (std::size_t i = 0; i < kCopies; ++i) writer.refuted({0, static_cast<ItemId>(i % 10), 1, shared});
  writer.round(example_round(0, 1));
  writer.commit(file_);
  EXPECT_LT(std::filesystem::file_size(file_), 2'000'000U) << "repeated regions are compressed away";
  EXPECT_EQ(verify_run_file(file_), std::vector<std::string>{});
  EXPECT_EQ(list_refutations(file_).size(), kCopies);
  EXPECT_EQ(read_refutations(file_, kCopies - 1, 1)[0].edit->region, shared->region);
}

}  // namespace
}  // namespace xil
