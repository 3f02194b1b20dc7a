#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/sources/convert_set.h"
#include "framework/data/sources/source_reader.h"
#include "tests/support/image_files.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

Image noise(int channels, int height, int width, int number) {
  Image image(channels, height, width);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>((i * i + 13 * i * static_cast<std::size_t>(number + 1)) % 253);
  return image;
}

Image mask_of(int height, int width, int number, std::uint8_t value = 255) {
  Image mask(1, height, width);
  for (int x = 0; x < 4; ++x) mask.at(0, (3 * number) % height, (number + x) % width) = value;
  return mask;
}

/// A manifest with whatever a manifest can say: JPEG and PNG, grey and RGB, names that need quotes, types, groups,
/// splits, confounders, an empty mask.
class RichManifest : public ImageFiles {
 public:
  RichManifest() {
    std::string table = "path,label,mask,confounder_mask,type,group,split\n";
    for (int i = 0; i < 12; ++i) {
      const bool ok = i % 2 == 0;
      const std::string name = fmt::format("{}/p, {}.{}", ok ? "fine" : "torn", i / 2, i % 3 == 0 ? "jpg" : "png");
      const Image picture = noise(i % 4 == 1 ? 1 : 3, 40, 50, i);
      write("pictures/" + name, i % 3 == 0 ? encode_jpeg(picture, 90) : encode_png(picture));
      write("masks/" + name + ".png", encode_png(i == 5 ? Image(1, 40, 50) : mask_of(40, 50, i, 7)));
      table += fmt::format("\"pictures/{0}\",{1},{2},{3},{4},{5},{6}\n", name, ok ? "fine" : "torn",
                           ok ? "" : "\"masks/" + name + ".png\"", i == 2 ? "\"masks/" + name + ".png\"" : "",
                           ok           ? ""
                           : i % 4 == 1 ? "crack"
                                        : "pores",
                           i / 4, i < 6 ? "train" : "test");
    }
    write("manifest.csv", {table.begin(), table.end()});
  }
  ComponentSpec spec(Value::Map more = {}) const {
    more.emplace_back("root", Value(root().string()));
    more.emplace_back("classes", Value(Value::List{Value(std::string("fine")), Value(std::string("torn"))}));
    more.emplace_back("size", Value(std::int64_t{24}));
    more.emplace_back("mask_values", Value(Value::List{Value(std::int64_t{7})}));
    return resolved(dataset_table(), "dataset", "manifest", Value(std::move(more)));
  }
};

struct Converted {
  ImageFiles files;
  Conversion done;
  std::set<std::string> paths = {};
  ComponentSpec spec() const {
    Value params = done.dataset;
    const std::string name = *params.find("name")->get<std::string>();
    params.erase("name");
    params.set("root", Value(files.root().string()));
    return resolved(dataset_table(), "dataset", name, params);
  }
};

std::unique_ptr<Converted> converted(const ComponentSpec& spec, ConvertedLayout layout) {
  auto result = std::make_unique<Converted>();
  result->done = convert_set(spec, layout, [&](const std::string& path, std::span<const std::uint8_t> content) {
    EXPECT_TRUE(result->paths.insert(path).second) << path;
    result->files.write(path, {content.begin(), content.end()});
  });
  return result;
}

/// Everything about an item but its path, in a form that can be sorted and compared.
std::string described(const SourceItem& item, bool with_split) {
  Digest digest;
  digest.add(std::span(item.thumbnail)).add(std::span(item.image.pixels));
  add_region(digest, item.defect);
  add_region(digest, item.confounder);
  return fmt::format("{} {} {} {} {} {}", item.label, item.type, digest.hex(), item.defect.has_value(),
                     with_split && item.split ? static_cast<int>(*item.split) : -1, with_split ? item.group : "");
}

std::vector<std::string> all_of(const ComponentSpec& spec, bool with_split) {
  std::vector<std::string> items;
  const auto set = read_source(spec);
  for (const SourceItem& item : set->items) items.push_back(described(item, with_split));
  std::ranges::sort(items);
  return items;
}

TEST(ConvertedSet, AsManifestHasTheItemsTypesGroupsAndSplitOfTheOriginal) {
  const RichManifest original;
  const auto copy = converted(original.spec(), ConvertedLayout::Manifest);
  EXPECT_EQ(all_of(copy->spec(), true), all_of(original.spec(), true));
  EXPECT_EQ(copy->done.pictures, 12U);
  EXPECT_EQ(copy->done.copied, 12U);
  EXPECT_EQ(copy->done.masks, 5U);
  EXPECT_EQ(copy->done.confounder_masks, 1U);
  EXPECT_TRUE(copy->paths.contains("images/pictures/torn/p, 0.png"));
}

TEST(ConvertedSet, CopiesTheFilesOfPicturesByteByByte) {
  const RichManifest original;
  const auto copy = converted(original.spec(), ConvertedLayout::Manifest);
  const DatasetRoot from(original.root()), to(copy->files.root());
  for (const std::string& path : copy->paths) {
    if (!path.starts_with("images/")) continue;
    EXPECT_EQ(to.read(path), from.read(path.substr(7))) << path;
  }
}

TEST(ConvertedSet, AsImageFolderHasTheItemsAndTypesAndNamesWhatItLoses) {
  const RichManifest original;
  const auto copy = converted(original.spec(), ConvertedLayout::ImageFolder);
  EXPECT_EQ(all_of(copy->spec(), false), all_of(original.spec(), false));
  const auto says = [&](std::string_view what) {
    return std::ranges::any_of(copy->done.notes,
                               [&](const std::string& note) { return note.find(what) != std::string::npos; });
  };
  EXPECT_TRUE(says("does not keep the split"));
  EXPECT_TRUE(says("does not keep the groups"));
  EXPECT_TRUE(says("the classes fine and torn are now ok and defect"));
  EXPECT_TRUE(says("1 masks in which nothing is marked are left out"));
}

TEST(ConvertedSet, OfTilesHasTheirPixelsAndRegions) {
  const RichManifest original;
  const Value::Map tiles = {{"tiles", Value(Value::Map{{"size", Value(std::int64_t{24})}})},
                            {"damaged", Value(std::string("skip"))}};
  const auto copy = converted(original.spec(tiles), ConvertedLayout::Manifest);
  const auto folder = converted(original.spec(tiles), ConvertedLayout::ImageFolder);
  const auto expected = all_of(original.spec(tiles), false);
  EXPECT_EQ(expected.size(), 11U * 6);  // the picture with an empty mask is left out
  EXPECT_EQ(all_of(copy->spec(), false), expected);
  EXPECT_EQ(all_of(folder->spec(), false), expected);
  EXPECT_EQ(copy->done.copied, 0U);
  EXPECT_TRUE(copy->done.notes.front().starts_with("1 damaged items are left out: pictures/torn/p, 2.png"));
}

TEST(ConvertedSet, RefusesWhatAnImageFolderCannotHold) {
  const RichManifest original;
  const auto message = [&](Value::Map more) {
    return refusal([&] { converted(original.spec(std::move(more)), ConvertedLayout::ImageFolder); });
  };
  EXPECT_EQ(message({{"ok_class", Value(std::string("none"))}}),
            "2: an image_folder has the classes ok and defect, and 'manifest' has 2 classes, of which none is ok: "
            "--to manifest takes them");
  EXPECT_EQ(
      all_of(converted(original.spec({{"ok_class", Value(std::string("none"))}}), ConvertedLayout::Manifest)->spec(),
             true),
      all_of(original.spec({{"ok_class", Value(std::string("none"))}}), true));
}

TEST(ConvertedSet, GivesEveryPictureOfAFolderItsOwnName) {
  ImageFiles files;
  std::string table = "path,label,mask\n";
  int number = 0;
  for (const char* name : {"a/x.png", "b/x.png", "b/x.jpg", "b/X.png", "x_mask.png", "a/.hid.png", "odd"}) {
    const Image picture = noise(1, 20, 20, ++number);
    files.write(name, std::string_view(name).ends_with(".jpg") ? encode_jpeg(picture, 90) : encode_png(picture));
    files.write(fmt::format("m/{}.png", number), encode_png(mask_of(20, 20, number)));
    table += fmt::format("{},defect,{}\n", name, number == 2 ? "" : fmt::format("m/{}.png", number));
  }
  files.write("fine.png", encode_png(noise(1, 20, 20, 99)));
  table += "fine.png,ok,\n";
  files.write("manifest.csv", {table.begin(), table.end()});
  const ComponentSpec spec = image_set("manifest", files.root());
  const auto copy = converted(spec, ConvertedLayout::ImageFolder);
  EXPECT_EQ(all_of(copy->spec(), false), all_of(spec, false));
}

TEST(ConvertedSet, EndsWhereAFileIsDamaged) {
  const RichManifest original;
  original.write("pictures/torn/p, 0.png", {1, 2, 3});
  EXPECT_NE(refusal([&] { converted(original.spec(), ConvertedLayout::Manifest); }).find("pictures/torn/p, 0.png"),
            std::string::npos);
}

}  // namespace
}  // namespace xil
