#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "framework/core/numeric/rng.h"
#include "framework/data/check/contact_sheet.h"
#include "framework/data/check/example_sheet.h"
#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "tests/support/image_files.h"

namespace xil {
namespace {

Image noise(std::uint64_t number, int height, int width) {
  Image image(1, height, width);
  Rng rng(number, {Purpose::Test});
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
  return image;
}

Image quarter(int height, int width) {  // its upper left quarter is marked
  Image mask(1, height, width);
  for (int row = 0; row < height / 2; ++row) {
    for (int column = 0; column < width / 2; ++column) mask.at(0, row, column) = 255;
  }
  return mask;
}

/// 20 ok pictures of 10 x 40 pixels and 3 cracks with masks and an umlaut, one of them without a mask.
class CrackFolder : public ImageFiles {
 public:
  CrackFolder() {
    for (std::uint64_t i = 0; i < 20; ++i) write(fmt::format("ok/{:02}.png", i), encode_png(noise(i, 10, 40)));
    for (const std::string name : {"a", "b", "ü"}) {
      write("defect/crack/" + name + ".png", encode_png(noise(100, 10, 40)));
      if (name != "a") write("masks/crack/" + name + ".png", encode_png(quarter(10, 40)));
    }
  }
  PictureBook book(std::size_t per_kind, std::uint64_t seed = 0) const {
    return example_book(image_set("image_folder", root()), {per_kind, seed});
  }
};

std::vector<std::string> names_of(const PageSection& section) {
  std::vector<std::string> names;
  for (const PageBlock& block : section.blocks) names.push_back(block.pictures.front().name);
  return names;
}

TEST(ExampleBook, ShowsEachClassAndTypeWithItsCountAndFolder) {
  const PictureBook book = CrackFolder().book(5);
  ASSERT_EQ(book.sections.size(), 2u);
  EXPECT_EQ(book.sections[0].heading, "ok");
  EXPECT_EQ(book.sections[0].remark, "5 of 20 pictures, in ok/");
  EXPECT_EQ(book.sections[0].blocks.size(), 5u);
  EXPECT_EQ(book.sections[1].heading, "defect / crack");
  EXPECT_EQ(book.sections[1].remark, "3 pictures, in defect/crack/");
  EXPECT_EQ(names_of(book.sections[1]), (std::vector<std::string>{"a.png", "b.png", "ü.png"}));
}

TEST(ExampleBook, ShowsPicturesAsTheyAreWithTheirRegions) {
  const PictureBook book = CrackFolder().book(5);
  const PagePicture &bare = book.sections[1].blocks[0].pictures[0], &marked = book.sections[1].blocks[1].pictures[0];
  EXPECT_EQ(marked.image.height, 10);
  EXPECT_EQ(marked.image.width, 40);
  ASSERT_TRUE(marked.region);
  EXPECT_EQ(area(*marked.region), 100u);
  EXPECT_EQ(marked.details, (std::vector<std::string>{"40 × 10", "region 25 %"}));
  EXPECT_FALSE(bare.region);
  EXPECT_EQ(bare.details, (std::vector<std::string>{"40 × 10", "no mask"}));
}

TEST(ExampleBook, ChoosesTheSamePicturesForTheSameSeed) {
  const CrackFolder folder;
  const auto ok = [&](std::uint64_t seed) { return names_of(folder.book(6, seed).sections[0]); };
  EXPECT_EQ(ok(0), ok(0));
  std::set<std::vector<std::string>> choices;
  for (std::uint64_t seed = 0; seed < 5; ++seed) choices.insert(ok(seed));
  EXPECT_GT(choices.size(), 3u);
  EXPECT_TRUE(std::ranges::is_sorted(ok(1)));
}

TEST(ExampleBook, ShowsDamagedFilesAsUnreadable) {
  const CrackFolder folder;
  folder.write("defect/crack/b.png", {});
  const PictureBook book = folder.book(5);
  const PagePicture& broken = book.sections[1].blocks[1].pictures[0];
  EXPECT_EQ(broken.name, "b.png");
  EXPECT_EQ(broken.image.size(), 0u);
}

TEST(ExampleBook, ShowsMadeSetsToo) {
  Value params(Value::Map{{"items", Value(std::int64_t{40})}, {"size", Value(std::int64_t{24})}});
  const PictureBook book = example_book(resolved(dataset_table(), "dataset", "weld_seams", params), {2, 0});
  EXPECT_EQ(book.sections.front().heading, "ok");
  EXPECT_GT(book.sections.size(), 2u);
  const auto marked = [](const PageSection& section) { return section.blocks[0].pictures[0].region.has_value(); };
  EXPECT_TRUE(std::ranges::all_of(book.sections.begin() + 1, book.sections.end(), marked));
}

Image violet(int height, int width) {
  Image image(3, height, width, 200);
  std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(height) * width, height * width, std::uint8_t{10});
  return image;
}

std::ptrdiff_t violet_pixels(const Image& page) {
  std::ptrdiff_t found = 0;
  for (int row = 0; row < page.height; ++row) {
    for (int column = 0; column < page.width; ++column) {
      found += page.at(0, row, column) == 200 && page.at(1, row, column) == 10 && page.at(2, row, column) == 200;
    }
  }
  return found;
}

// Two copies side by side that are eight times as wide as high fill the page's 1,528 pixels at a height of 95.
TEST(ContactSheet, ShowsWidePicturesWithoutBars) {
  ImageFiles folder;
  for (std::uint64_t i = 0; i < 8; ++i) {
    folder.write(fmt::format("{}/{}.png", i < 4 ? "ok" : "defect", i), encode_png(noise(i, 16, 16)));
  }
  folder.write("ok/wide.png", encode_png(violet(10, 80)));
  folder.write("ok/wide_too.png", encode_png(violet(10, 80)));
  const ComponentSpec spec = image_set("image_folder", folder.root());
  EXPECT_EQ(violet_pixels(contact_sheet(check_set(spec), spec)), 2 * 95 * 760);
}

TEST(PagePictureOf, ReducesLargePicturesWithTheirRegions) {
  const ListedPicture large{Image(3, 3072, 1000, 9), Region(3072, 1000, 1), std::nullopt};
  const PagePicture page = page_picture(large);
  EXPECT_EQ(page.image.height, kMostPagePixels);
  EXPECT_EQ(page.image.width, 500);
  ASSERT_TRUE(page.region);
  EXPECT_EQ(area(*page.region), static_cast<std::size_t>(kMostPagePixels) * 500);
}

}  // namespace
}  // namespace xil
