#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "framework/core/base/digest.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/sources/datasets.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/splits/split_dataset.h"
#include "tests/support/image_files.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

/// An image_folder with one ok picture and two cracks, the second without a marked pixel; 16 x 16 grey.
class SmallFolder : public ImageFiles {
 public:
  SmallFolder() {
    write("ok/a.png", encode_png(Image(1, 16, 16, 200)));
    write("defect/crack/b.png", encode_png(Image(1, 16, 16, 100)));
    write("defect/crack/c.png", encode_png(Image(1, 16, 16, 50)));
    Image mask(1, 16, 16, 0);
    mask.at(0, 8, 3) = 255;
    write("masks/crack/b.png", encode_png(mask));
    write("masks/crack/c.png", encode_png(Image(1, 16, 16, 0)));
  }
  ComponentSpec spec(const std::string& more = "") const { return image_set("image_folder", root(), more); }
};

const SourceItem& item_of(const SourceSet& set, const std::string& path) {
  const auto found = std::ranges::find(set.items, path, &SourceItem::path);
  require(found != set.items.end(), "no item {}", path);
  return *found;
}

std::string failure(const ComponentSpec& spec) {
  try {
    read_source(spec);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(SourceReader, ReadsPicturesLabelsTypesAndRegions) {
  const SmallFolder folder;
  const auto set = read_source(folder.spec());
  ASSERT_EQ(set->items.size(), 3u);
  EXPECT_EQ(set->class_names, (std::vector<std::string>{"ok", "defect"}));
  const SourceItem& b = item_of(*set, "defect/crack/b.png");
  EXPECT_EQ(b.label, 1);
  EXPECT_EQ(b.type, "crack");
  EXPECT_EQ(b.image, Image(1, 16, 16, 100));
  ASSERT_TRUE(b.defect.has_value());
  EXPECT_EQ(area(*b.defect), 1u);
  EXPECT_EQ(b.defect->at(8, 3), 1);
  const auto bytes = encode_png(Image(1, 16, 16, 100));
  EXPECT_EQ(b.bytes_digest, Digest().add(std::span(bytes)).hex());
  EXPECT_EQ(item_of(*set, "ok/a.png").label, 0);
}

TEST(SourceReader, AnEmptyMaskIsNoRegionAndIsNoted) {
  const SmallFolder folder;
  const auto set = read_source(folder.spec());
  EXPECT_FALSE(item_of(*set, "defect/crack/c.png").defect.has_value());
  EXPECT_TRUE(std::ranges::any_of(
      set->notes, [](const std::string& note) { return note.find("masks/crack/c.png") != std::string::npos; }));
}

TEST(SourceReader, ADamagedPictureEndsTheRunWithItsName) {
  SmallFolder folder;
  folder.write("ok/z.png", {0x89, 'P', 'N', 'G'});
  const std::string message = failure(folder.spec());
  EXPECT_NE(message.find("ok/z.png"), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST(SourceReader, DamagedPicturesAreLeftOutOnDemandAndNoted) {
  SmallFolder folder;
  folder.write("ok/z.png", {});
  const auto set = read_source(folder.spec("skip"));
  EXPECT_EQ(set->items.size(), 3u);
  EXPECT_TRUE(
      std::ranges::any_of(set->notes, [](const std::string& note) { return note.find("ok/z.png") != note.npos; }));
}

TEST(SourceReader, AMaskOfAnotherSizeIsDamage) {
  SmallFolder folder;
  folder.write("masks/crack/b.png", encode_png(Image(1, 8, 16, 255)));
  const std::string message = failure(folder.spec());
  EXPECT_NE(message.find("masks/crack/b.png: the mask is 8 x 16 pixels, its picture 16 x 16"), std::string::npos)
      << message;
}

TEST(SourceReader, TheDigestFollowsContentAndNotThePlace) {
  const SmallFolder one, same;
  SmallFolder other;
  other.write("ok/a.png", encode_png(Image(1, 16, 16, 201)));
  EXPECT_EQ(read_source(one.spec())->digest, read_source(same.spec())->digest);
  EXPECT_NE(read_source(one.spec())->digest, read_source(other.spec())->digest);
}

TEST(SourceReader, TheStampChangesWithFilesAndTheirSizes) {
  SmallFolder folder;
  const std::string before = source_stamp(folder.spec());
  EXPECT_EQ(source_stamp(folder.spec()), before);
  folder.write("masks/crack/c.png", encode_png(Image(3, 16, 16, 0)));
  const std::string with_other_mask = source_stamp(folder.spec());
  EXPECT_NE(with_other_mask, before);
  folder.write("ok/new.png", encode_png(Image(1, 16, 16, 1)));
  EXPECT_NE(source_stamp(folder.spec()), with_other_mask);
}

TEST(SourceReader, AnImageSetIsADatasetLikeAnyOther) {
  SmallFolder folder;
  for (int i = 0; i < 10; ++i) {
    folder.write(fmt::format("ok/n{}.png", i), encode_png(Image(1, 16, 16, static_cast<std::uint8_t>(i))));
    folder.write(fmt::format("defect/crack/n{}.png", i),
                 encode_png(Image(1, 16, 16, static_cast<std::uint8_t>(99 - i))));
  }
  const auto dataset = make_dataset(folder.spec(), 5);
  EXPECT_EQ(dataset->size(), 23u);
  EXPECT_EQ(dataset->info().channels, 1);
  EXPECT_EQ(dataset->info().notes.size(), 2u) << "the empty mask, and the account of the files";
}

/// Three classes, each with a mask per picture, in a manifest.
class ThreeClasses : public ImageFiles {
 public:
  explicit ThreeClasses(std::uint8_t mark = 255) {
    std::string table = "path,label,mask\n";
    for (int i = 0; i < 9; ++i) {
      const std::string name = std::to_string(i) + ".png";
      Image mask(1, 16, 16, 0);
      mask.at(0, 8, i) = mark;
      write(name, encode_png(Image(1, 16, 16, static_cast<std::uint8_t>(20 * i))));
      write("m/" + name, encode_png(mask));
      table += name + "," + kNames[static_cast<std::size_t>(i % 3)] + ",m/" + name + "\n";
    }
    write("manifest.csv", {table.begin(), table.end()});
  }
  ComponentSpec spec(const std::string& ok_class) const {
    ComponentSpec spec = image_set("manifest", root());
    spec.params.set("classes", texts(kNames));
    spec.params.set("ok_class", Value(ok_class));
    return spec;
  }
  static inline const std::vector<std::string> kNames = {"bent", "torn", "worn"};
};

TEST(OkClass, OnlyItsItemsLoseTheirRegions) {
  const ThreeClasses files;
  for (const auto& [ok_class, without] :
       {std::pair("", 0), std::pair("bent", 0), std::pair("worn", 2), std::pair("none", -1)}) {
    const auto set = read_source(files.spec(ok_class));
    ASSERT_EQ(set->items.size(), 9U);
    for (const SourceItem& item : set->items) EXPECT_EQ(item.defect.has_value(), item.label != without) << item.path;
    const auto on_ok = std::ranges::count_if(set->notes, [](const std::string& note) {
      return note.starts_with("3 ok items have a mask that marks something; it is not used");
    });
    EXPECT_EQ(on_ok, without >= 0 ? 1 : 0);
  }
}

TEST(OkClass, TheFirstOneByNameIsTheDefaultToTheBit) {
  const ThreeClasses files;
  const std::string digest = read_source(files.spec(""))->digest;
  EXPECT_EQ(read_source(files.spec("bent"))->digest, digest);
  EXPECT_NE(read_source(files.spec("worn"))->digest, digest);
  EXPECT_NE(read_source(files.spec("none"))->digest, digest);
}

TEST(OkClass, TellsWhichOfTwoClassesIsPositive) {
  const SmallFolder folder;
  const std::string table = "path,label\nok/a.png,fine\ndefect/crack/b.png,bad\ndefect/crack/c.png,bad\n";
  folder.write("manifest.csv", {table.begin(), table.end()});
  const auto positive = [&](std::vector<Value> classes, const std::string& ok_class) {
    ComponentSpec spec = image_set("manifest", folder.root());
    spec.params.set("classes", Value(Value::List(classes.begin(), classes.end())));
    spec.params.set("ok_class", Value(ok_class));
    SplitParams params;
    auto set = std::make_shared<SourceSet>(*read_source(spec));
    for (int i = 0; i < 2; ++i) {  // each class needs several items
      const std::vector<SourceItem> items = set->items;
      for (SourceItem item : items) {
        item.path += std::to_string(i);
        set->items.push_back(item);
      }
    }
    return split_dataset(set, params, 1)->info().positive_class;
  };
  const Value fine(std::string("fine")), bad(std::string("bad"));
  EXPECT_EQ(positive({fine, bad}, ""), 1);
  EXPECT_EQ(positive({bad, fine}, "fine"), 0);
  EXPECT_EQ(positive({bad, fine}, "bad"), 1);
  EXPECT_EQ(positive({bad, fine}, "none"), kNoClass);
}

TEST(SourceReader, RefusesASetWhoseMasksAllLookEmptyWithTheLineThatMendsIt) {
  const ThreeClasses ids(2);
  const std::string message = failure(ids.spec("none"));
  EXPECT_EQ(message,
            "dataset 'manifest': no mask of the set marks a pixel; m/0.png: its largest value is 2, below "
            "mask_threshold 128, so that nothing is marked: mask_values: [2]?");
  ComponentSpec mended = ids.spec("none");
  mended.params.set("mask_values", Value(Value::List{Value(std::int64_t{2})}));
  EXPECT_EQ(failure(mended), "");
}

TEST(OkClass, MayBeMissingInAPublicSetOfThreeDefects) {
  const char* data = std::getenv("XIL_DATA");
  const std::filesystem::path root = std::filesystem::path(data == nullptr ? "" : data) / "neu_seg";
  if (!std::filesystem::exists(root / "manifest.csv")) GTEST_SKIP() << "XIL_DATA names no folder with neu_seg";
  const auto regions = [&](const std::string& ok_class) {
    ComponentSpec spec = image_set("manifest", root);
    spec.params.set("classes", texts({"inclusion", "patches", "scratches"}));
    spec.params.set("ok_class", Value(ok_class));
    const auto set = read_source(spec);
    return std::ranges::count_if(set->items, [](const SourceItem& item) { return item.defect.has_value(); });
  };
  EXPECT_EQ(regions("none"), 420);
  EXPECT_EQ(regions(""), 280);
}

}  // namespace
}  // namespace xil
