#include "framework/data/weld/weld_seams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "framework/data/weld/weld_render.h"

namespace xil {
namespace {

using DatasetPtr = std::shared_ptr<const Dataset>;

WeldSeamsParams small_set() {
  WeldSeamsParams params;
  params.items = 80;
  params.size = 32;
  return params;
}

/// The sound, unmarked seam of an item, straight from the renderer.
Image sound_picture(const WeldSeamsParams& params, ItemId id) {
  const auto seed = static_cast<std::uint64_t>(params.render_seed);
  const WeldScene scene(seed, id);
  return photograph(WeldRenderer(scene, static_cast<int>(params.size)).sound(), seed, id);
}

bool inside(const Region* region, int row, int column) { return region != nullptr && region->at(row, column) != 0; }

/// Pixels of an item that differ from `plain`, in and outside its regions.
struct Changes {
  std::size_t in_defect = 0, in_confounder = 0, outside = 0;
};

Changes changes(const Dataset& set, ItemId id, const Image& plain) {
  Changes found;
  const Image image = set.image(id);
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      bool differs = false;
      for (int channel = 0; channel < 3; ++channel) {
        differs = differs || image.at(channel, row, column) != plain.at(channel, row, column);
      }
      if (!differs) continue;
      if (inside(set.defect(id), row, column)) {
        ++found.in_defect;
      } else if (inside(set.confounder(id), row, column)) {
        ++found.in_confounder;
      } else {
        ++found.outside;
      }
    }
  }
  return found;
}

double share(const Region& region) {
  return static_cast<double>(area(region)) / static_cast<double>(region.values.size());
}

std::vector<double> defect_shares(const Dataset& set, const std::string& type) {
  std::vector<double> shares;
  for (ItemId id = 0; id < set.size(); ++id) {
    if (set.item(id).type == type) shares.push_back(share(*set.defect(id)));
  }
  std::sort(shares.begin(), shares.end());
  return shares;
}

TEST(WeldSeams, HasTheItemsClassesAndSizesAskedFor) {
  const DatasetPtr set = make_weld_seams(WeldSeamsParams{}, 3);
  EXPECT_EQ(set->size(), 413u);
  EXPECT_EQ(set->info().name, "weld_seams");
  EXPECT_EQ(set->info().class_names, (std::vector<std::string>{"ok", "defect"}));
  EXPECT_EQ(set->info().positive_class, 1);
  EXPECT_EQ(set->info().channels, 3);
  EXPECT_EQ(set->info().height, 48);
  EXPECT_EQ(set->info().width, 48);
  EXPECT_EQ(set->info().digest.size(), 64u);
  EXPECT_EQ(set->item(12).path, "weld/0012");
  EXPECT_EQ(set->image(12).pixels.size(), 3u * 48 * 48);
  std::size_t defects = 0;
  for (ItemId id = 0; id < set->size(); ++id) {
    defects += static_cast<std::size_t>(set->item(id).label);
  }
  EXPECT_EQ(defects, 206u);
}

TEST(WeldSeams, TypesTakeTurnsAndGoWithRegions) {
  WeldSeamsParams params = small_set();
  params.defects = {"pores", "crack", "binding_error"};
  const DatasetPtr set = make_weld_seams(params, 0);
  std::map<std::string, int> count;
  for (ItemId id = 0; id < set->size(); ++id) {
    const Item& item = set->item(id);
    ++count[item.type];
    EXPECT_EQ(item.type.empty(), item.label == 0);
    ASSERT_EQ(set->defect(id) == nullptr, item.label == 0);
    EXPECT_EQ(set->confounder(id), nullptr);
  }
  EXPECT_EQ(count, (std::map<std::string, int>{{"", 40}, {"pores", 14}, {"crack", 13}, {"binding_error", 13}}));
}

TEST(WeldSeams, AreTheSameBitForBitAndDependOnBothSeeds) {
  WeldSeamsParams params = small_set();
  params.confounder = ConfounderClasses::Both;
  const DatasetPtr first = make_weld_seams(params, 5);
  EXPECT_EQ(first->info().digest, make_weld_seams(params, 5)->info().digest);
  EXPECT_NE(first->info().digest, make_weld_seams(params, 6)->info().digest);
  params.render_seed = 1;
  const DatasetPtr other = make_weld_seams(params, 5);
  for (ItemId id = 0; id < first->size(); ++id) EXPECT_NE(first->image(id), other->image(id));
}

TEST(WeldSeams, PicturesDoNotDependOnTheSplitOrTheNumberOfItems) {
  WeldSeamsParams params = small_set();
  const DatasetPtr shorter = make_weld_seams(params, 1);
  params.items = 95;
  const DatasetPtr longer = make_weld_seams(params, 2);
  for (ItemId id = 0; id < shorter->size(); ++id) {
    EXPECT_EQ(shorter->image(id), longer->image(id));
    EXPECT_EQ(shorter->item(id).type, longer->item(id).type);
  }
}

TEST(WeldSeams, ChangeNoPixelOutsideTheirRegions) {
  WeldSeamsParams params = small_set();
  for (const ConfounderClasses classes : {ConfounderClasses::None, ConfounderClasses::Both}) {
    params.confounder = classes;
    const DatasetPtr set = make_weld_seams(params, 0);
    for (ItemId id = 0; id < set->size(); ++id) {
      const Changes found = changes(*set, id, sound_picture(params, id));
      EXPECT_EQ(found.outside, 0u) << id;
      const Region* defect = set->defect(id);
      const Region* mark = set->confounder(id);
      ASSERT_EQ(mark != nullptr, classes == ConfounderClasses::Both);
      EXPECT_GE(found.in_confounder, mark == nullptr ? 0 : area(*mark) * 9 / 10) << id;
      EXPECT_GE(found.in_defect, defect == nullptr ? 0 : area(*defect) * 8 / 10) << id;
    }
  }
}

TEST(WeldSeams, DefectsAreOfSensibleSize) {
  WeldSeamsParams params;
  params.items = 320;
  const DatasetPtr set = make_weld_seams(params, 0);
  std::vector<double> all;
  for (const std::string& type : params.defects) {
    const std::vector<double> shares = defect_shares(*set, type);
    EXPECT_GT(shares.front(), 0.01) << type;
    EXPECT_LT(shares.back(), 0.17) << type;
    EXPECT_GT(shares[shares.size() / 2], 0.02) << type;
    all.insert(all.end(), shares.begin(), shares.end());
  }
  const auto usual = std::count_if(all.begin(), all.end(), [](double s) { return s >= 0.02; });
  EXPECT_GT(static_cast<double>(usual), 0.75 * static_cast<double>(all.size()));
}

TEST(WeldSeams, LieOnOrAtTheBead) {
  const WeldSeamsParams params = small_set();
  const DatasetPtr set = make_weld_seams(params, 0);
  for (ItemId id = 0; id < set->size(); ++id) {
    if (set->defect(id) == nullptr) continue;
    const WeldScene scene(0, id);
    for (int row = 0; row < 32; ++row) {
      for (int column = 0; column < 32; ++column) {
        if (set->defect(id)->at(row, column) == 0) continue;
        const BeadPoint point =
            scene.along_bead((static_cast<float>(column) + 0.5f) / 32, (static_cast<float>(row) + 0.5f) / 32);
        EXPECT_LT(std::abs(point.t), 1.35f * scene.half_width(point)) << id;
      }
    }
  }
}

TEST(WeldSeams, EveryDefectHasARegionHoweverFaintOrSmall) {
  WeldSeamsParams params = small_set();
  params.contrast = 0.05;
  params.size = 16;
  const DatasetPtr set = make_weld_seams(params, 0);
  for (ItemId id = 0; id < set->size(); ++id) {
    if (set->item(id).label == 0) continue;
    EXPECT_GT(area(*set->defect(id)), 0u) << id;
  }
}

TEST(WeldSeams, FainterDefectsChangeThePictureLess) {
  double strong = 0, faint = 0;
  for (ItemId id = 0; id < 24; ++id) {
    const WeldScene scene(0, id);
    const WeldRenderer renderer(scene, 32);
    const Picture sound = renderer.sound();
    const auto total = [&](double contrast) {
      const Picture marked = renderer.with(WeldDefect(static_cast<DefectType>(id % 4), scene, contrast, 0, id));
      double sum = 0;
      for (std::size_t i = 0; i < sound.values.size(); ++i) {
        sum += std::abs(sound.values[i].g - marked.values[i].g);
      }
      return sum;
    };
    strong += total(1);
    faint += total(0.3);
  }
  EXPECT_GT(faint, 0);
  EXPECT_LT(faint, 0.6 * strong);
}

TEST(WeldSeams, SplitsAreExactAndStratifiedByType) {
  const WeldSeamsParams params;
  WeldSeamsParams small = params;
  small.size = 16;
  const DatasetPtr set = make_weld_seams(small, 4);
  std::map<std::string, std::array<double, 3>> count;
  for (ItemId id = 0; id < set->size(); ++id) {
    const auto split = static_cast<std::size_t>(set->item(id).split);
    count[set->item(id).type][split] += 1;
    count["total"][split] += 1;
  }
  for (const auto& [type, splits] : count) {
    const double items = splits[0] + splits[1] + splits[2];
    EXPECT_NEAR(splits[1], 0.10 * items, 1.5) << type;
    EXPECT_NEAR(splits[2], 0.35 * items, 1.0) << type;
  }
}

TEST(WeldSeams, SplitsDependOnTheSplitSeedAlone) {
  WeldSeamsParams params = small_set();
  const auto splits = [](const Dataset& set) {
    std::vector<Split> all;
    for (ItemId id = 0; id < set.size(); ++id) all.push_back(set.item(id).split);
    return all;
  };
  const std::vector<Split> first = splits(*make_weld_seams(params, 1));
  EXPECT_NE(first, splits(*make_weld_seams(params, 2)));
  params.render_seed = 9;
  params.confounder = ConfounderClasses::Ok;
  EXPECT_EQ(first, splits(*make_weld_seams(params, 1)));
}

TEST(WeldSeams, HoldOutTypesAndKeepEverythingElseAsItIs) {
  WeldSeamsParams params = small_set();
  params.confounder = ConfounderClasses::Both;
  const DatasetPtr whole = make_weld_seams(params, 3);
  params.hold_out_type = {"crack"};
  const DatasetPtr set = make_weld_seams(params, 3);
  ItemId next = 0, left_out = 0;
  for (ItemId id = 0; id < whole->size(); ++id) {
    const Item& item = whole->item(id);
    if (item.type == "crack" && item.split != Split::Test) {
      ++left_out;
      continue;
    }
    ASSERT_LT(next, set->size());
    EXPECT_EQ(set->item(next).path, item.path);
    EXPECT_EQ(set->item(next).split, item.split);
    EXPECT_EQ(set->image(next), whole->image(id));
    ++next;
  }
  EXPECT_EQ(next, set->size());
  EXPECT_EQ(left_out, 6u);  // of 10 cracks: four are in test
  EXPECT_EQ(set->info().held_out_types, params.hold_out_type);
  EXPECT_EQ(set->info().notes,
            std::vector<std::string>{"6 items of type 'crack' left out of pool and validation: held out"});
  EXPECT_TRUE(whole->info().held_out_types.empty());
}

TEST(WeldSeams, RefusesToHoldOutWhatItDoesNotHave) {
  WeldSeamsParams params = small_set();
  params.hold_out_type = {"rust"};
  EXPECT_THROW(params.validate(), Error);
  params.defects = {"pores"};
  params.hold_out_type = {"crack"};
  EXPECT_THROW(params.validate(), Error);
  params.hold_out_type = {"pores"};
  EXPECT_NO_THROW(params.validate());
  EXPECT_THROW(make_weld_seams(params, 0), Error);  // leaves ok items alone
}

TEST(WeldSeams, RefusesSharesThatLeaveNoPool) {
  WeldSeamsParams params;
  params.test_share = 0.7;
  params.validation_share = 0.3;
  EXPECT_THROW(make_weld_seams(params, 0), Error);
}

}  // namespace
}  // namespace xil
