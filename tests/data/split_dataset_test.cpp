#include "framework/data/splits/split_dataset.h"

#include <gtest/gtest.h>

#include "framework/data/edits/edits.h"
#include "tests/support/split_sets.h"

namespace xil {
namespace {

using SetPtr = std::shared_ptr<const SourceSet>;

/// Eight items whose first and last are left out of splits by groups(); items 1 and 4 are in test, and item 4 has both
/// regions.
SourceSet small_set() {
  SourceSet set = set_of({{kOk, 3}, {kCrack, 5}});
  for (SourceItem& item : set.items) item.split = Split::Pool;
  set.items[1].split = set.items[4].split = Split::Test;
  set.items[0].group = set.items[4].group = set.items[7].group = "same part";
  set.items[4].defect = Region(2, 2);
  set.items[4].defect->at(0, 1) = 1;
  set.items[4].confounder = Region(2, 2, 1);
  set.notes = {"one mask is empty"};
  set.digest = digest_of(set);
  return set;
}

SplitParams groups() {
  SplitParams params = given(Groups::Listed);
  params.validation_share = 0;
  return params;
}

std::string digest_after(const SplitParams& params, std::uint64_t seed, auto&& change) {
  SourceSet set = small_set();
  change(set);
  return split_dataset(std::make_shared<SourceSet>(std::move(set)), params, seed)->info().digest;
}

TEST(SplitDataset, HandsOutTheItemsThatAreNotLeftOutInTheirOrder) {
  const SetPtr set = std::make_shared<SourceSet>(small_set());
  const auto dataset = split_dataset(set, groups(), 0);
  ASSERT_EQ(dataset->size(), 6u);
  for (ItemId id = 0; id < 6; ++id) {
    const SourceItem& source = set->items[id + 1];
    EXPECT_EQ(dataset->item(id).path, source.path);
    EXPECT_EQ(dataset->item(id).split, id == 0 || id == 3 ? Split::Test : Split::Pool);
    EXPECT_EQ(dataset->item(id).label, source.label);
    EXPECT_EQ(dataset->item(id).type, source.type);
    EXPECT_EQ(dataset->image(id), source.image);
  }
}

TEST(SplitDataset, DescribesItself) {
  SourceSet set = small_set();
  set.items[5].type = set.items[4].type = "pores";
  SplitParams params = groups();
  params.hold_out_type = {"pores"};
  const DatasetInfo info = split_dataset(std::make_shared<SourceSet>(std::move(set)), params, 0)->info();
  EXPECT_EQ(info.name, "manifest");
  EXPECT_EQ(info.class_names, (std::vector<std::string>{"ok", "defect"}));
  EXPECT_EQ(info.positive_class, 1);
  EXPECT_EQ(info.channels, 1);
  EXPECT_EQ(info.height, 2);
  EXPECT_EQ(info.width, 2);
  EXPECT_EQ(info.held_out_types, std::vector<std::string>{"pores"});
  EXPECT_EQ(info.notes, (std::vector<std::string>{
                            "one mask is empty", "2 items of the pool left out: their groups have items in test",
                            "1 items of type 'pores' left out of pool and validation: held out"}));
}

TEST(SplitDataset, SharesTheSetAndKeepsItAlive) {
  SetPtr set = std::make_shared<SourceSet>(small_set());
  const SourceItem& source = set->items[4];
  const auto one = split_dataset(set, groups(), 0), other = split_dataset(set, groups(), 1);
  set.reset();
  for (const auto& dataset : {one, other}) {
    EXPECT_EQ(dataset->defect(3), &*source.defect);
    EXPECT_EQ(dataset->confounder(3), &*source.confounder);
    EXPECT_EQ(dataset->defect(2), nullptr);
    EXPECT_EQ(dataset->confounder(2), nullptr);
  }
}

TEST(SplitDataset, EditsWithItsOwnNumbersAndWithoutTouchingTheDefect) {
  const auto dataset = split_dataset(std::make_shared<SourceSet>(small_set()), groups(), 0);
  Edit edit;
  edit.recipe.kind = EditKind::Substitute;
  edit.donor = 1;  // item 2 of the set, whose pixels are 2
  edit.region = Region(2, 2, 1);
  const Image edited = dataset->edited(3, edit);
  EXPECT_EQ(edited.at(0, 0, 0), 2);
  EXPECT_EQ(edited.at(0, 0, 1), 4);  // the defect
  EXPECT_EQ(edited.at(0, 1, 1), 2);
  edit = {};
  edit.recipe.kind = EditKind::Randomise;
  edit.region = Region(2, 2, 1);
  EXPECT_EQ(dataset->edited(3, edit), apply_edit(dataset->image(3), 3, dataset->defect(3), edit, nullptr));
}

TEST(SplitDataset, DigestFollowsTheSetAndTheSplit) {
  const auto same = [](SourceSet&) {};
  const std::string original = digest_after(groups(), 0, same);
  EXPECT_EQ(original.size(), 64u);
  EXPECT_EQ(digest_after(groups(), 0, same), original);
  EXPECT_EQ(digest_after(groups(), 1, same), original);  // nothing is drawn
  EXPECT_EQ(digest_after(groups(), 0, [](SourceSet& set) { set.notes.clear(); }), original);
  SplitParams drawn = groups();
  drawn.validation_share = 0.3;
  SplitParams ungrouped = groups();
  ungrouped.groups = Groups::None;
  const std::set<std::string> digests = {
      original,
      digest_after(drawn, 0, same),
      digest_after(drawn, 3, same),
      digest_after(ungrouped, 0, same),
      digest_after(groups(), 0, [](SourceSet& set) { set.digest[0] = 'x'; }),
      digest_after(groups(), 0, [](SourceSet& set) { set.items[2].path = "b.png"; }),
      digest_after(groups(), 0, [](SourceSet& set) { set.items[3].label = 0; }),
      digest_after(groups(), 0, [](SourceSet& set) { set.items[2].type = "a"; }),
      digest_after(groups(), 0, [](SourceSet& set) { set.items[3].split = Split::Validation; })};
  EXPECT_EQ(digests.size(), 9u);
}

}  // namespace
}  // namespace xil
