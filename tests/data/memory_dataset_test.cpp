#include "framework/data/splits/memory_dataset.h"

#include <gtest/gtest.h>

#include <set>

#include "framework/core/base/error.h"

namespace xil {
namespace {

DatasetInfo small_info() {
  DatasetInfo info;
  info.name = "small";
  info.class_names = {"ok", "defect"};
  info.channels = 1;
  info.height = 2;
  info.width = 3;
  return info;
}

std::vector<StoredItem> small_items() {
  StoredItem sound{{"a.png", Split::Pool, 0, ""}, Image(1, 2, 3, 10), std::nullopt, std::nullopt};
  StoredItem broken{{"b.png", Split::Test, 1, "crack"}, Image(1, 2, 3, 20), Region(2, 3), Region(2, 3)};
  broken.defect->at(0, 0) = 1;
  broken.confounder->at(1, 2) = 1;
  return {sound, broken};
}

std::string digest_after(auto&& change) {
  DatasetInfo info = small_info();
  std::vector<StoredItem> items = small_items();
  change(info, items);
  return MemoryDataset(info, items).info().digest;
}

TEST(MemoryDataset, HandsOutWhatItHolds) {
  const MemoryDataset dataset(small_info(), small_items());
  EXPECT_EQ(dataset.size(), 2u);
  EXPECT_EQ(dataset.info().digest.size(), 64u);
  EXPECT_EQ(dataset.item(1).path, "b.png");
  EXPECT_EQ(dataset.item(1).type, "crack");
  EXPECT_EQ(dataset.image(0), Image(1, 2, 3, 10));
  EXPECT_EQ(dataset.defect(0), nullptr);
  EXPECT_EQ(dataset.confounder(0), nullptr);
  ASSERT_NE(dataset.defect(1), nullptr);
  EXPECT_EQ(dataset.defect(1)->at(0, 0), 1);
  ASSERT_NE(dataset.confounder(1), nullptr);
  EXPECT_EQ(dataset.confounder(1)->at(1, 2), 1);
}

TEST(MemoryDataset, DigestFollowsEverythingThatItemsHold) {
  using Items = std::vector<StoredItem>;
  const std::string original = digest_after([](DatasetInfo&, Items&) {});
  EXPECT_EQ(digest_after([](DatasetInfo& info, Items&) { info.digest = "ignored"; }), original);
  std::set<std::string> digests = {original};
  digests.insert(digest_after([](DatasetInfo& info, Items&) { info.name = "other"; }));
  digests.insert(digest_after([](DatasetInfo& info, Items&) { info.class_names[1] = "nok"; }));
  digests.insert(digest_after([](DatasetInfo& info, Items&) { info.positive_class = 0; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[0].item.path = "c.png"; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[0].item.split = Split::Test; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[0].item.label = 1; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[1].item.type = "pores"; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[0].image.at(0, 1, 1) = 11; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[1].defect.reset(); }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[1].defect->at(1, 1) = 1; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items[1].confounder->at(1, 1) = 1; }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { std::swap(items[1].defect, items[1].confounder); }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { std::swap(items[0], items[1]); }));
  digests.insert(digest_after([](DatasetInfo&, Items& items) { items.pop_back(); }));
  EXPECT_EQ(digests.size(), 15u);
}

TEST(MemoryDataset, EditsWithTheDonorAndWithoutTouchingTheDefect) {
  const MemoryDataset dataset(small_info(), small_items());
  Edit edit;
  edit.recipe.kind = EditKind::Substitute;
  edit.donor = 0;
  edit.region = Region(2, 3, 1);
  const Image edited = dataset.edited(1, edit);
  EXPECT_EQ(edited.at(0, 0, 0), 20);  // the defect
  EXPECT_EQ(edited.at(0, 0, 1), 10);
  EXPECT_EQ(edited.at(0, 1, 2), 10);
  EXPECT_EQ(dataset.image(1), Image(1, 2, 3, 20));
}

TEST(MemoryDataset, RejectsItemsThatDoNotFit) {
  const auto rejects = [](auto&& change) {
    auto items = small_items();
    change(items[1]);
    EXPECT_THROW(MemoryDataset(small_info(), items), Error);
  };
  rejects([](StoredItem& stored) { stored.image = Image(3, 2, 3); });
  rejects([](StoredItem& stored) { stored.image = Image(1, 3, 2); });
  rejects([](StoredItem& stored) { stored.item.label = 2; });
  rejects([](StoredItem& stored) { stored.item.label = -1; });
  rejects([](StoredItem& stored) { stored.defect = Region(3, 2); });
  rejects([](StoredItem& stored) { stored.confounder = Region(1, 1); });
}

}  // namespace
}  // namespace xil
