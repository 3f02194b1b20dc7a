#include "framework/store/runs/item_regions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/store/runs/run_file_writer.h"
#include "tests/support/fakes.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

/// A run whose only round kept maps of these items.
std::filesystem::path written(const std::filesystem::path& folder, const std::vector<ItemId>& kept) {
  const FakeDataset dataset(20, 6);
  RunFileWriter writer({"regions", "{}", "fake", "fake", "fake", "fake", 0, "", {}});
  const std::vector<ItemId> initial = {0, 1}, test = {24, 25};
  writer.start(dataset, initial, test);
  for (const ItemId item : kept) writer.saliency({0, item, Map(8, 8, 1.f)}, 0);
  RoundRecord record{0, 0, 0, 2, {{"accuracy", 0.5}}, {}, {}};
  record.test_probability = Matrix(2, 2, 0.5f);
  writer.round(record);
  const std::filesystem::path file = folder / "regions.h5";
  writer.commit(file);
  return file;
}

// Of the fake set items of class 1 have a defect, those whose number is not divisible by five a confounder.
TEST(ItemRegions, TellDefectFromConfounder) {
  const ScratchFolder folder;
  const auto regions = read_item_regions(written(folder.path(), {3, 4, 5, 10, 3}));
  ASSERT_EQ(regions.size(), 4u);
  EXPECT_EQ(area(regions.at(3).defect), 4u) << "both";
  EXPECT_EQ(area(regions.at(3).confounder), 1u);
  EXPECT_TRUE(regions.at(4).defect.values.empty()) << "/saliency/region is the confounder there";
  EXPECT_EQ(area(regions.at(4).confounder), 1u);
  EXPECT_EQ(area(regions.at(5).defect), 4u) << "the defect alone";
  EXPECT_TRUE(regions.at(5).confounder.values.empty());
  EXPECT_TRUE(regions.at(10).defect.values.empty() && regions.at(10).confounder.values.empty()) << "neither";
}

TEST(ItemRegions, AreNoneWhereNoMapsWereKept) {
  const ScratchFolder folder;
  EXPECT_TRUE(read_item_regions(written(folder.path(), {})).empty());
}

}  // namespace
}  // namespace xil
