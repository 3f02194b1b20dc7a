#include "framework/data/codecs/tiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/splits/split_plan.h"
#include "tests/support/image_files.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

using Places = std::vector<std::string>;

Places places(int height, int width, const TileParams& params) {
  Places names;
  for (const Tile& tile : tiles_of(height, width, params)) names.push_back(tile_name(tile).substr(5));
  return names;
}

TEST(Tiles, TheLastOneOfARowAndColumnIsMovedInwards) {
  EXPECT_EQ(places(40, 70, {32, 0}),
            (Places{"0,0,32,32", "32,0,32,32", "38,0,32,32", "0,8,32,32", "32,8,32,32", "38,8,32,32"}));
  EXPECT_EQ(places(32, 64, {32, 0}), (Places{"0,0,32,32", "32,0,32,32"}));
  EXPECT_EQ(places(32, 64, {32, 16}), (Places{"0,0,32,32", "16,0,32,32", "32,0,32,32"}));
}

TEST(Tiles, AShortSideIsTakenWhole) {
  EXPECT_EQ(places(20, 70, {32, 0}), (Places{"0,0,32,20", "32,0,32,20", "38,0,32,20"}));
  EXPECT_EQ(places(20, 10, {32, 8}), (Places{"0,0,10,20"}));
}

TEST(Tiles, CoverEveryPixelAndNoOther) {
  for (int height = 8; height < 70; height += 7) {
    for (int width = 8; width < 70; width += 5) {
      for (const std::int64_t overlap : {0, 3, 8}) {
        Region covered(height, width);
        for (const Tile& tile : tiles_of(height, width, {16, overlap})) {
          ASSERT_LE(tile.left + tile.width, width);
          ASSERT_LE(tile.top + tile.height, height);
          for (int y = 0; y < tile.height; ++y)
            std::fill_n(&covered.at(tile.top + y, tile.left), tile.width, std::uint8_t{1});
        }
        EXPECT_EQ(area(covered), covered.values.size()) << height << " x " << width;
      }
    }
  }
}

TEST(Tiles, PathsNameThemAndAreReadBack) {
  const auto read = tile_path("a/b#c.png#" + tile_name({3, 5, 7, 9}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->picture, "a/b#c.png");
  EXPECT_EQ(read->tile, (Tile{3, 5, 7, 9}));
  for (const char* other : {"a.png", "a.png#xywh=", "a.png#xywh=1,2,3", "a.png#xywh=1,2,3,4,5", "a.png#xywh=1,2,0,4",
                            "a.png#xywh=-1,2,3,4", "a.png#xywh=1,2,3,99999999999", "a.png#xywh=1, 2,3,4"})
    EXPECT_FALSE(tile_path(other).has_value()) << other;
}

TEST(Tiles, ACutHasThePixelsOfItsPlace) {
  Image image(3, 5, 6);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i);
  const Image part = cut(image, Tile{2, 1, 3, 4});
  for (int channel = 0; channel < 3; ++channel)
    for (int y = 0; y < 4; ++y)
      for (int x = 0; x < 3; ++x) EXPECT_EQ(part.at(channel, y, x), image.at(channel, y + 1, x + 2));
  EXPECT_NE(refusal([&] { cut(image, Tile{4, 1, 3, 4}); }).find("leaves the picture"), std::string::npos);
}

/// The pixel of a picture: noise, so that no two pictures or tiles are alike.
std::uint8_t pixel(int number, int y, int x) {
  auto bits = static_cast<std::uint32_t>((number * 64 + y) * 64 + x + 1) * 2654435761U;
  bits = (bits ^ (bits >> 15)) * 2246822519U;
  return static_cast<std::uint8_t>(bits >> 24);
}

/// Pictures of 64 x 48 pixels, each with a value of its own; in defective ones a square of 4 pixels is marked.
class TiledSet : public ImageFiles {
 public:
  TiledSet() {
    for (int i = 0; i < 6; ++i) {
      add(i, false);
      add(100 + i, true);
    }
  }
  void add(int number, bool defective, int left = 2, int top = 3) {
    const std::string name = fmt::format("p{:03}.png", number);
    Image picture(1, 48, 64);
    for (int y = 0; y < 48; ++y) {
      for (int x = 0; x < 64; ++x) picture.at(0, y, x) = pixel(number, y, x);
    }
    write("i/" + name, encode_png(picture));
    if (!defective) return row(name + ",ok,,");
    Image mask(1, 48, 64);
    for (int y = 0; y < 4; ++y) std::fill_n(&mask.at(0, top + y, left), 4, std::uint8_t{255});
    write("m/" + name, encode_png(mask));
    row(fmt::format("{0},defect,m/{0},scratch", name));
  }
  void row(const std::string& text) {
    table_ += "i/" + text + "\n";
    write("manifest.csv", {table_.begin(), table_.end()});
  }
  ComponentSpec spec(Value::Map tiles, Value::Map more = {}) const {
    more.emplace_back("root", Value(root().string()));
    more.emplace_back("size", Value(std::int64_t{32}));
    more.emplace_back("channels", Value(std::string("grey")));
    more.emplace_back("tiles", Value(std::move(tiles)));
    return resolved(dataset_table(), "dataset", "manifest", Value(std::move(more)));
  }
  static Value::Map of(std::int64_t size, std::int64_t overlap = 0, std::int64_t least = 1) {
    return {{"size", Value(size)}, {"overlap", Value(overlap)}, {"least_marked", Value(least)}};
  }

 private:
  std::string table_ = "path,label,mask,type\n";
};

std::map<std::string, const SourceItem*> by_path(const SourceSet& set) {
  std::map<std::string, const SourceItem*> items;
  for (const SourceItem& item : set.items) items.emplace(item.path, &item);
  return items;
}

TEST(TiledSets, HaveTheTilesAsItemsWithTheirOwnClassAndRegion) {
  const TiledSet files;
  const auto set = read_source(files.spec(TiledSet::of(32)));
  ASSERT_EQ(set->items.size(), 12U * 4);
  const auto items = by_path(*set);
  const SourceItem& marked = *items.at("i/p100.png#xywh=0,0,32,32");
  EXPECT_EQ(marked.label, 1);
  EXPECT_EQ(marked.type, "scratch");
  EXPECT_EQ(marked.picture(), "i/p100.png");
  ASSERT_TRUE(marked.defect.has_value());
  EXPECT_EQ(area(*marked.defect), 16U);
  EXPECT_EQ(marked.defect->at(3, 2), 1);
  const SourceItem& clear = *items.at("i/p100.png#xywh=32,16,32,32");
  EXPECT_EQ(clear.label, 0);
  EXPECT_EQ(clear.type, "");
  EXPECT_FALSE(clear.defect.has_value());
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) ASSERT_EQ(clear.image.at(0, y, x), pixel(100, y + 16, x + 32)) << "own resolution";
  }
}

TEST(TiledSets, SayWhatBecameOfThePictures) {
  const TiledSet files;
  const auto set = read_source(files.spec(TiledSet::of(32)));
  EXPECT_EQ(std::ranges::count(set->notes,
                               "12 pictures are cut into 48 tiles of 32 pixels, 18 of them ok since nothing is marked "
                               "there in a defective picture"),
            1);
}

TEST(TiledSets, AreTheSameAsThePictureWhereOneTileHoldsIt) {
  const TiledSet files;
  const auto whole = read_source(files.spec(TiledSet::of(0))), tiled = read_source(files.spec(TiledSet::of(64)));
  ASSERT_EQ(whole->items.size(), tiled->items.size());
  for (std::size_t i = 0; i < whole->items.size(); ++i) {
    EXPECT_EQ(tiled->items[i].path, whole->items[i].path + "#xywh=0,0,64,48");
    EXPECT_EQ(tiled->items[i].image, whole->items[i].image);
    EXPECT_EQ(tiled->items[i].defect, whole->items[i].defect);
    EXPECT_EQ(tiled->items[i].label, whole->items[i].label);
  }
  EXPECT_NE(whole->digest, tiled->digest);
}

TEST(TiledSets, LeaveSliversOutAsTheParameterSays) {
  TiledSet files;
  files.add(200, true, 30, 3);  // 2 x 4 pixels in the first tile, as many in the second
  const auto count = [&](std::int64_t least) {
    return read_source(files.spec(TiledSet::of(32, 0, least)))->items.size();
  };
  EXPECT_EQ(count(1), 13U * 4);
  EXPECT_EQ(count(8), 13U * 4);
  EXPECT_EQ(count(9), 13U * 4 - 2);
}

TEST(TiledSets, WithoutAnOkClassKeepOnlyTilesInWhichSomethingIsMarked) {
  TiledSet files;
  const Value::Map none = {{"ok_class", Value(std::string("none"))}, {"damaged", Value(std::string("skip"))}};
  const auto set = read_source(files.spec(TiledSet::of(32), none));
  EXPECT_EQ(set->items.size(), 6U);  // pictures of the class "ok" have no mask: nobody knows what is in their tiles
  EXPECT_TRUE(std::ranges::all_of(set->items, [](const SourceItem& item) { return item.defect.has_value(); }));
}

TEST(TiledSets, RefuseADefectivePictureWithoutARegion) {
  TiledSet bare;
  bare.write("i/bare.png", encode_png(Image(1, 48, 64, 9)));
  bare.row("bare.png,defect,,");
  const std::string message = refusal([&] { read_source(bare.spec(TiledSet::of(32))); });
  EXPECT_NE(message.find("i/bare.png: nothing is marked in this defective picture"), std::string::npos) << message;
  TiledSet ids;
  ids.write("i/ids.png", encode_png(Image(1, 48, 64, 9)));
  ids.write("m/ids.png", encode_png(Image(1, 48, 64, 2)));
  ids.row("ids.png,defect,m/ids.png,");
  EXPECT_NE(refusal([&] { read_source(ids.spec(TiledSet::of(32))); }).find("mask_values: [2]"), std::string::npos);
}

TEST(TiledSets, KeepThePicturesOfTilesOnOneSideWhateverIsGrouped) {
  TiledSet files;
  for (int i = 200; i < 230; ++i) files.add(i, i % 2 == 0);
  const auto set = read_source(files.spec(TiledSet::of(32, 8)));
  for (const Groups groups : {Groups::None, Groups::NearDuplicates}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      SplitParams params;
      params.groups = groups;
      params.near_similarity = 1;
      const SplitPlan plan = plan_split(*set, params, seed);
      std::map<std::string, std::set<std::optional<Split>>> sides;
      std::size_t in_test = 0;
      for (std::size_t i = 0; i < set->items.size(); ++i) {
        sides[set->items[i].picture()].insert(plan.of[i]);
        in_test += plan.of[i] == Split::Test && set->items[i].label == 1 ? 1 : 0;
      }
      for (const auto& [picture, splits] : sides) EXPECT_EQ(splits.size(), 1U) << picture;
      const auto marked = static_cast<double>(std::ranges::count(set->items, 1, &SourceItem::label));
      EXPECT_NEAR(static_cast<double>(in_test) / marked, 0.3, 0.1) << "defective pictures are dealt on their own";
    }
  }
}

TEST(TiledSets, AreCheckedByPicture) {
  const TiledSet files;
  const SetCheck check = check_set(files.spec(TiledSet::of(32)));
  EXPECT_EQ(check.items, 12U);
  EXPECT_EQ(check.readable, 12U);
  EXPECT_EQ(check.used, 48U);
  EXPECT_EQ(check.with_mask, 6U);
  EXPECT_EQ(check.files.pictures, 12U);
  EXPECT_EQ(count_errors(check), 0U);
}

TEST(TiledSets, RefuseParametersThatMakeNoTiles) {
  const TiledSet files;
  EXPECT_NE(refusal([&] { files.spec(TiledSet::of(32, 17)); }).find("'overlap' must be within"), std::string::npos);
  EXPECT_NE(refusal([&] { files.spec(TiledSet::of(0, 4)); }).find("has no effect without 'size'"), std::string::npos);
  EXPECT_NE(refusal([] {
              resolved(dataset_table(), "dataset", "casting", Value(Value::Map{{"tiles", Value(TiledSet::of(32))}}));
            }).find("needs masks"),
            std::string::npos);
}

}  // namespace
}  // namespace xil
