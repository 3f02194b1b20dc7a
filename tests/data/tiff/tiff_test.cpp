#include <gtest/gtest.h>

#include <algorithm>

#include "framework/data/codecs/decode.h"
#include "tests/data/tiff/tiff_files.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

using Pixels = std::vector<std::uint8_t>;

Pixels pixels_of(const std::vector<std::uint8_t>& file, Channels channels = Channels::Grey) {
  SourceParams params;
  params.channels = channels;
  return decode_picture(file, "a.tif", params).pixels;
}

const Pixels kGrey = {0, 50, 100, 150, 200, 250, 7, 9};

TEST(Tiff, ReadsStripsTilesAndCompressions) {
  EXPECT_EQ(pixels_of(TiffFile{.strips = {kGrey}}.bytes()), kGrey);
  EXPECT_EQ(pixels_of(TiffFile{.strips = {{0, 50, 100, 150}, {200, 250, 7, 9}}}.bytes()), kGrey);
  EXPECT_EQ(pixels_of(TiffFile{.compression = 8, .strips = {zlib(kGrey)}}.bytes()), kGrey);
  // PackBits: a run of 4 literal bytes, then 4 times 7.
  EXPECT_EQ(pixels_of(TiffFile{.compression = 32773, .strips = {{3, 0, 50, 100, 150, 0xFD, 7}}}.bytes()),
            (Pixels{0, 50, 100, 150, 7, 7, 7, 7}));
  Pixels tile(256);
  std::copy_n(kGrey.begin(), 4, tile.begin());
  std::copy_n(kGrey.begin() + 4, 4, tile.begin() + 16);
  EXPECT_EQ(pixels_of(TiffFile{.strips = {tile}, .tile = 16}.bytes()), kGrey);
}

TEST(Tiff, ReadsItsKindsOfPixels) {
  // 1 bit, white is zero: 0101 and 1010 are black where they are 1.
  EXPECT_EQ(pixels_of(TiffFile{.bits = 1, .photometric = 0, .strips = {{0x50, 0xA0}}}.bytes()),
            (Pixels{255, 0, 255, 0, 0, 255, 0, 255}));
  EXPECT_EQ(pixels_of(TiffFile{.bits = 4, .strips = {{0x01, 0x2F, 0x45, 0x67}}}.bytes()),
            (Pixels{0, 17, 34, 255, 68, 85, 102, 119}));
  const Pixels colours = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, planes = {1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12};
  EXPECT_EQ(pixels_of(TiffFile{.width = 2, .samples = 3, .photometric = 2, .strips = {colours}}.bytes(), Channels::Rgb),
            planes);
  const TiffFile separate{.width = 2,
                          .samples = 3,
                          .photometric = 2,
                          .more = {{284, {2}}},
                          .strips = {{1, 4, 7, 10}, {2, 5, 8, 11}, {3, 6, 9, 12}}};
  EXPECT_EQ(pixels_of(separate.bytes(), Channels::Rgb), planes);
  const TiffFile alpha{
      .width = 1, .height = 1, .samples = 4, .photometric = 2, .more = {{338, {2}}}, .strips = {{1, 2, 3, 0}}};
  EXPECT_EQ(pixels_of(alpha.bytes(), Channels::Rgb), (Pixels{1, 2, 3}));
  // 2 bits: colour 1 is red, colour 2 green of half brightness.
  const TiffFile palette{.width = 3,
                         .height = 1,
                         .bits = 2,
                         .photometric = 3,
                         .more = {{320, {0, 65535, 0, 0, 0, 0, 32896, 0, 0, 0, 0, 0}}},
                         .strips = {{0b00011000}}};
  EXPECT_EQ(pixels_of(palette.bytes(), Channels::Rgb), (Pixels{0, 255, 0, 0, 0, 128, 0, 0, 0}));
}

TEST(Tiff, Reads16BitsAndItsOrientation) {
  const TiffFile deep{.width = 2, .height = 1, .bits = 16, .strips = {{0x00, 0x10, 0xFF, 0x0F}}};  // 4096, 4095
  SourceParams params;
  params.channels = Channels::Grey;
  params.range16 = {0, 4096};
  const InspectedPicture picture = inspect_picture(deep.bytes(), "a.tif", params);
  EXPECT_EQ(picture.image.pixels, (Pixels{255, 255}));
  ASSERT_TRUE(picture.facts.range.has_value());
  EXPECT_EQ(picture.facts.range->low, 4095);
  EXPECT_EQ(picture.facts.bits, 16);
  const TiffFile turned{.width = 2, .height = 1, .more = {{274, {6}}}, .strips = {{1, 2}}};
  params.orientation = Orientation::Exif;
  const Image upright = decode_picture(turned.bytes(), "a.tif", params);
  EXPECT_EQ(upright.height, 2);
  EXPECT_EQ(upright.pixels, (Pixels{1, 2}));
}

TEST(Tiff, ReadsMasksByTheValuesInTheFile) {
  SourceParams params;
  params.mask_values = {7};
  const Region region = decode_mask(TiffFile{.strips = {kGrey}}.bytes(), "a.tif", params);
  EXPECT_EQ(region.values, (Pixels{0, 0, 0, 0, 0, 0, 1, 0}));
}

TEST(Tiff, RefusesWhatIsDamagedOrOfAnotherKind) {
  const auto why = [](const TiffFile& file) { return refusal([&] { pixels_of(file.bytes()); }); };
  const std::string mend = ": convert the file to PNG, or leave it out with damaged: skip";
  EXPECT_NE(why({.more = {{266, {9}}}, .strips = {kGrey}})
                .find("a.tif: truncated or damaged TIFF (Bad value 9 for \"FillOrder\" tag)"),
            std::string::npos);
  EXPECT_EQ(why({.bits = 32, .strips = {Pixels(32)}}),
            "1: a.tif: a TIFF of 32 bits per sample is not supported" + mend);
  EXPECT_EQ(why({.bits = 16, .more = {{339, {2}}}, .strips = {Pixels(16)}}),
            "1: a.tif: a TIFF of signed or real numbers is not supported" + mend);
  EXPECT_EQ(why({.samples = 4, .photometric = 5, .strips = {Pixels(32)}}),
            "1: a.tif: a TIFF of photometric interpretation 5 is not supported" + mend);
  EXPECT_EQ(why({.compression = 34712, .strips = {kGrey}}),
            "1: a.tif: a TIFF of compression 34712 is not supported" + mend);
  std::vector<std::uint8_t> cut = TiffFile{.strips = {kGrey}}.bytes();
  cut.resize(cut.size() - 40);
  EXPECT_NE(refusal([&] { pixels_of(cut); }).find("a.tif: truncated or damaged TIFF"), std::string::npos);
  const auto huge = TiffFile{.width = 60000, .height = 60000, .strips = {kGrey}}.bytes();
  EXPECT_NE(refusal([&] { pixels_of(huge); }).find("are more than max_megapixels: 64 allows"), std::string::npos);
}

TEST(Tiff, CountsItsWarningsAsDamage) {
  // An unknown tag affects no pixel; for a strip that is too short libtiff guesses.
  EXPECT_EQ(pixels_of(TiffFile{.more = {{65000, {1}}}, .strips = {kGrey}}.bytes()), kGrey);
  const auto cut = TiffFile{.strips = {{0, 50, 100, 150, 200}}}.bytes();
  EXPECT_NE(refusal([&] { pixels_of(cut); }).find("a.tif: damaged TIFF (Bogus \"StripByteCounts\" field"),
            std::string::npos);
}

TEST(Tiff, ReadsEverySampleOfTheOtherTests) {
  for (const auto& file : tiff_samples()) EXPECT_FALSE(pixels_of(file).empty());
}

}  // namespace
}  // namespace xil
