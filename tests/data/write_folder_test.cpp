#include <gtest/gtest.h>

#include "framework/data/sources/datasets.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/sources/write_image_folder.h"
#include "tests/support/image_files.h"

namespace xil {
namespace {

ComponentSpec chosen(const std::string& name, Value::Map params) {
  return {name, find_entry(dataset_table(), name, "dataset").resolve(Value(std::move(params)), name)};
}

/// Weld seams of 24 x 24 pixels with marks, and the folder that they were written to.
class WrittenSeams : public ImageFiles {
 public:
  WrittenSeams() {
    seams = make_dataset(chosen("weld_seams", {{"items", Value(std::int64_t{40})},
                                               {"size", Value(std::int64_t{24})},
                                               {"confounder", Value(std::string("both"))}}),
                         3);
    write_image_folder(*seams, [this](const std::string& path, std::span<const std::uint8_t> content) {
      write(path, {content.begin(), content.end()});
    });
  }
  std::shared_ptr<const SourceSet> read(const std::string& name) const {
    return read_source(chosen(name, {{"root", Value(root().string())}, {"size", Value(std::int64_t{24})}}));
  }
  /// The seam that a picture of the folder was written from, by its number.
  ItemId seam_of(const std::string& path) const {
    return static_cast<ItemId>(std::stoul(std::filesystem::path(path).stem().string()));
  }

  std::shared_ptr<const Dataset> seams;
};

std::optional<Region> copy_of(const Region* region) {
  return region == nullptr ? std::nullopt : std::optional<Region>(*region);
}

void expect_same_items(const WrittenSeams& written, const SourceSet& set) {
  ASSERT_EQ(set.items.size(), written.seams->size());
  std::size_t marked = 0;
  for (const SourceItem& item : set.items) {
    const ItemId id = written.seam_of(item.path);
    EXPECT_EQ(item.image, written.seams->image(id)) << item.path;
    EXPECT_EQ(item.label, written.seams->item(id).label) << item.path;
    EXPECT_EQ(item.type, written.seams->item(id).type) << item.path;
    EXPECT_EQ(item.defect, copy_of(written.seams->defect(id))) << item.path;
    EXPECT_EQ(item.confounder, copy_of(written.seams->confounder(id))) << item.path;
    marked += item.confounder.has_value();
  }
  EXPECT_GT(marked, 30u);  // otherwise the confounders were not compared
}

TEST(WriteImageFolder, ReadsBackAsImageFolderPixelForPixel) {
  const WrittenSeams written;
  expect_same_items(written, *written.read("image_folder"));
}

TEST(WriteImageFolder, ReadsBackAsManifestWithTheSameSplit) {
  const WrittenSeams written;
  const auto set = written.read("manifest");
  expect_same_items(written, *set);
  for (const SourceItem& item : set->items) {
    EXPECT_EQ(item.split, written.seams->item(written.seam_of(item.path)).split) << item.path;
  }
}

TEST(WriteImageFolder, GivesRunsTheSeamsOwnSplit) {
  const WrittenSeams written;
  const auto dataset = make_dataset(chosen("manifest", {{"root", Value(written.root().string())},
                                                        {"size", Value(std::int64_t{24})},
                                                        {"split", Value(std::string("given"))}}),
                                    0);
  ASSERT_EQ(dataset->size(), written.seams->size());
  for (ItemId id = 0; id < dataset->size(); ++id) {
    EXPECT_EQ(dataset->item(id).split, written.seams->item(written.seam_of(dataset->item(id).path)).split);
  }
}

}  // namespace
}  // namespace xil
