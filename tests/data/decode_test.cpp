#include "framework/data/codecs/decode.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/base/digest.h"
#include "framework/core/numeric/rng.h"
#include "framework/data/codecs/encode.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/png_files.h"

namespace xil {
namespace {

using Values = std::vector<std::uint8_t>;

SourceParams in(Channels channels) {
  SourceParams params;
  params.channels = channels;
  return params;
}

Values grey(const Bytes& bytes) { return decode_picture(bytes, "a.png", in(Channels::Grey)).pixels; }
/// Plane by plane.
Values rgb(const Bytes& bytes) { return decode_picture(bytes, "a.png", in(Channels::Rgb)).pixels; }
Values mask(const Bytes& bytes, std::int64_t threshold = 128) {
  SourceParams params;
  params.mask_threshold = threshold;
  return decode_mask(bytes, "a_mask.png", params).values;
}

std::string digest(const Values& values) { return Digest().add(values).hex(); }

Image noise(int channels, int height, int width, std::uint32_t item) {
  Rng rng(1, {.purpose = Purpose::Test, .item = item});
  Image image(channels, height, width);
  for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(rng.below(256));
  return image;
}

TEST(DecodePng, SpreadsFewBitsOverTheWholeRange) {
  EXPECT_EQ(grey(png({10, 1, 1, kPngGrey}, {{0b10100000, 0b01000000}})), Values({255, 0, 255, 0, 0, 0, 0, 0, 0, 255}));
  EXPECT_EQ(grey(png({4, 1, 2, kPngGrey}, {{0b00011011}})), Values({0, 85, 170, 255}));
  EXPECT_EQ(grey(png({3, 1, 4, kPngGrey}, {{0x07, 0xF0}})), Values({0, 119, 255}));
  EXPECT_EQ(grey(png({2, 2, 8, kPngGrey}, {{0, 1}, {128, 255}})), Values({0, 1, 128, 255}));
}

TEST(DecodePng, LooksColoursUpInThePalette) {
  const Bytes palette = png_chunk("PLTE", {10, 20, 30, 40, 50, 60, 70, 80, 90});
  EXPECT_EQ(rgb(png({3, 1, 2, kPngPalette}, {{0b10000100}}, {palette})), Values({70, 10, 40, 80, 20, 50, 90, 30, 60}));
  EXPECT_EQ(rgb(png({2, 1, 8, kPngPalette}, {{1, 0}}, {palette})), Values({40, 10, 50, 20, 60, 30}));
}

TEST(DecodePng, TakesAnIndexBeyondThePaletteForBlackInSilence) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(rgb(png({2, 1, 8, kPngPalette}, {{0, 7}}, {png_chunk("PLTE", {10, 20, 30})})),
            Values({10, 0, 20, 0, 30, 0}));
  const Bytes too_long = png_chunk("PLTE", {10, 20, 30, 40, 50, 60, 70, 80, 90});  // for one bit
  EXPECT_EQ(rgb(png({2, 1, 1, kPngPalette}, {{0x40}}, {too_long})), Values({10, 40, 20, 50, 30, 60}));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodePng, DropsAlphaInEveryForm) {
  EXPECT_EQ(rgb(png({1, 1, 8, kPngRgb}, {{1, 2, 3}})), Values({1, 2, 3}));
  EXPECT_EQ(rgb(png({2, 1, 8, kPngRgba}, {{1, 2, 3, 0, 4, 5, 6, 255}})), Values({1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(grey(png({2, 1, 8, kPngGreyAlpha}, {{9, 0, 200, 255}})), Values({9, 200}));
  const Bytes transparent = png_chunk("tRNS", {0, 128});
  EXPECT_EQ(rgb(png({2, 1, 8, kPngPalette}, {{0, 1}}, {png_chunk("PLTE", {1, 2, 3, 4, 5, 6}), transparent})),
            Values({1, 4, 2, 5, 3, 6}));
}

TEST(DecodePng, ReadsSixteenBitsInEveryColourType) {
  EXPECT_EQ(grey(png({3, 1, 16, kPngGrey}, {{0, 0, 0x80, 0x80, 0xFF, 0xFF}})), Values({0, 128, 255}));
  EXPECT_EQ(rgb(png({1, 1, 16, kPngRgb}, {{0x01, 0x01, 0x02, 0x02, 0x03, 0x03}})), Values({1, 2, 3}));
  EXPECT_EQ(rgb(png({1, 1, 16, kPngRgba}, {{0x01, 0x01, 0x02, 0x02, 0x03, 0x03, 0, 0}})), Values({1, 2, 3}));
  EXPECT_EQ(grey(png({1, 1, 16, kPngGreyAlpha}, {{0x07, 0x07, 0, 0}})), Values({7}));
}

TEST(DecodePng, MapsTheRangeOf16BitFilesRoundingAndClamping) {
  SourceParams params = in(Channels::Grey);
  params.range16 = {1000, 3000};
  Plane<std::uint16_t> plane(1, 7);
  plane.values = {0,    1000, 1003, 1004,
                  2000, 3000, 65535};  // 255 / 2000 a step: 1003 -> 0.38, 1004 -> 0.51, 2000 -> 127.5
  EXPECT_EQ(decode_picture(encode_png16(plane), "a.png", params).pixels, Values({0, 0, 0, 1, 128, 255, 255}));
}

TEST(DecodePng, PutsInterlacedPixelsInTheirPlaces) {
  // The pass of each pixel of an 8 x 8 block (section 8.2 of the specification).
  constexpr std::array<std::string_view, 8> kPasses = {"16462646", "77777777", "56565656", "77777777",
                                                       "36463646", "77777777", "56565656", "77777777"};
  for (const auto& [width, height] : {std::pair(1U, 1U), {3U, 3U}, {5U, 9U}, {17U, 11U}, {8U, 8U}}) {
    Values expected(std::size_t{width} * height);
    std::iota(expected.begin(), expected.end(), std::uint8_t{1});
    std::vector<Bytes> rows;
    for (char pass = '1'; pass <= '7'; ++pass) {
      for (std::size_t y = 0; y < height; ++y) {
        Bytes row;
        for (std::size_t x = 0; x < width; ++x) {
          if (kPasses[y % 8][x % 8] == pass) row.push_back(expected[y * width + x]);
        }
        if (!row.empty()) rows.push_back(row);
      }
    }
    EXPECT_EQ(grey(png({width, height, 8, kPngGrey, 1}, rows)), expected) << width << " x " << height;
  }
}

TEST(DecodePng, IgnoresWhatDoesNotMatterForPixelsInSilence) {
  const std::vector<Bytes> chunks = {png_chunk("iCCP", {'x', 0, 0, 1, 2, 3}), png_chunk("gAMA", {0, 0, 0, 1}),
                                     png_chunk("acTL", {0, 0, 0, 2, 0, 0, 0, 0}), png_chunk("zTXt", Bytes(40, 'A'))};
  Bytes bytes = png({2, 1, 8, kPngGrey}, {{17, 18}}, chunks);
  append(bytes, Bytes(10, 0xAB));  // behind the end
  testing::internal::CaptureStderr();
  EXPECT_EQ(grey(bytes), Values({17, 18}));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodePng, JoinsPixelsThatComeInPieces) {
  const Bytes stream = zlib({0, 17, 18});
  std::vector<Bytes> chunks = {png_chunk("IDAT", {})};
  for (const std::uint8_t byte : stream) chunks.push_back(png_chunk("IDAT", {byte}));
  EXPECT_EQ(grey(png_of_chunks({2, 1, 8, kPngGrey}, chunks)), Values({17, 18}));
}

TEST(Decode, ComputesGreyByBt601AndRepeatsItForRgb) {
  const Bytes primaries = png({4, 1, 8, kPngRgb}, {{255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}});
  EXPECT_EQ(grey(primaries), Values({76, 150, 29, 255}));  // 76.2, 149.7, 29.1
  EXPECT_EQ(rgb(png({2, 1, 8, kPngGrey}, {{3, 4}})), Values({3, 4, 3, 4, 3, 4}));
}

TEST(DecodeJpeg, GivesThePixelsOfAnotherReader) {
  const Values half = rgb(kJpeg420), progressive = rgb(kJpegProgressive), plain = grey(kJpegGrey);
  EXPECT_EQ(Values({half[0], half[18], half[247], half[2 * 247 + 18]}), Values({0, 231, 8, 89}));
  EXPECT_EQ(digest(half), kJpeg420Digest);
  EXPECT_EQ(digest(progressive), kJpegProgressiveDigest);
  EXPECT_EQ(digest(plain), kJpegGreyDigest);
}

TEST(DecodeJpeg, IgnoresTheOrientation) {
  const Image image = decode_picture(kJpegTurned, "a.jpg", in(Channels::Grey));
  EXPECT_EQ(image.height, 2);
  EXPECT_EQ(image.width, 4);
  EXPECT_EQ(image.pixels, Values({32, 33, 35, 37, 39, 40, 42, 44}));
}

TEST(DecodeJpeg, IgnoresBytesBehindTheEnd) {
  Bytes longer = kJpegGrey;
  append(longer, Bytes(100, 0xFF));
  EXPECT_EQ(grey(longer), grey(kJpegGrey));
}

/// A BMP file of 2 x 2 pixels with an INFOHEADER.
Bytes bmp(std::int32_t height, std::uint64_t depth, const Bytes& palette, const Bytes& rows) {
  Bytes out = {'B', 'M'};
  const std::uint64_t offset = 54 + palette.size();
  for (const std::uint64_t field : {offset + rows.size(), std::uint64_t{0}, offset, std::uint64_t{40}, std::uint64_t{2},
                                    static_cast<std::uint64_t>(height)}) {
    append_number(out, field, 4, false);
  }
  append_number(out, 1, 2, false);
  append_number(out, depth, 2, false);
  for (const std::uint64_t field : {std::uint64_t{0}, std::uint64_t{rows.size()}, std::uint64_t{0}, std::uint64_t{0},
                                    std::uint64_t{palette.size() / 4}, std::uint64_t{0}}) {
    append_number(out, field, 4, false);
  }
  append(out, palette);
  append(out, rows);
  return out;
}

TEST(DecodeBmp, ReadsRowsFromBelowOrFromAbove) {
  const Bytes rows = {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};  // blue, green, red, each row in 8 bytes
  EXPECT_EQ(rgb(bmp(2, 24, {}, rows)), Values({9, 12, 3, 6, 8, 11, 2, 5, 7, 10, 1, 4}));
  EXPECT_EQ(rgb(bmp(-2, 24, {}, rows)), Values({3, 6, 9, 12, 2, 5, 8, 11, 1, 4, 7, 10}));
}

TEST(DecodeBmp, ReadsPalettesAndAnUnusedFourthByte) {
  const Bytes palette = {1, 2, 3, 0, 4, 5, 6, 0};
  EXPECT_EQ(rgb(bmp(2, 8, palette, {0, 1, 0, 0, 1, 1, 0, 0})), Values({6, 6, 3, 6, 5, 5, 2, 5, 4, 4, 1, 4}));
  EXPECT_EQ(rgb(bmp(2, 1, palette, {0x40, 0, 0, 0, 0xC0, 0, 0, 0})), Values({6, 6, 3, 6, 5, 5, 2, 5, 4, 4, 1, 4}));
  const Bytes rows = {1, 2, 3, 99, 4, 5, 6, 99, 7, 8, 9, 99, 10, 11, 12, 99};
  EXPECT_EQ(rgb(bmp(2, 32, {}, rows)), Values({9, 12, 3, 6, 8, 11, 2, 5, 7, 10, 1, 4}));
}

TEST(DecodeMask, MarksWhatReachesTheThresholdInAnyColour) {
  EXPECT_EQ(mask(png({4, 1, 8, kPngGrey}, {{0, 127, 128, 255}})), Values({0, 0, 1, 1}));
  EXPECT_EQ(mask(png({3, 1, 8, kPngGrey}, {{0, 1, 2}}), 1), Values({0, 1, 1}));
  EXPECT_EQ(mask(png({4, 1, 8, kPngRgb}, {{200, 0, 0, 0, 200, 0, 0, 0, 200, 127, 127, 127}})), Values({1, 1, 1, 0}));
  EXPECT_EQ(mask(png({2, 1, 8, kPngRgba}, {{0, 0, 0, 255, 255, 0, 0, 0}})), Values({0, 1}));  // alpha marks nothing
  EXPECT_EQ(mask(png({2, 1, 8, kPngGreyAlpha}, {{0, 255, 255, 0}})), Values({0, 1}));
}

TEST(DecodeMask, DividesSixteenBitsBy257) {
  Plane<std::uint16_t> plane(1, 2);
  plane.values = {128 * 257 - 1, 128 * 257};
  EXPECT_EQ(mask(encode_png16(plane)), Values({0, 1}));
}

TEST(Decode, ReturnsWhatWasEncoded) {
  for (const int channels : {1, 3}) {
    const Image image = noise(channels, 11, 7, 0);
    const SourceParams params = in(channels == 1 ? Channels::Grey : Channels::Rgb);
    EXPECT_EQ(decode_picture(encode_png(image), "a.png", params), image);
    EXPECT_EQ(decode_picture(encode_bmp(image), "a.bmp", params), image);
    const Image flat(channels, 11, 7, 90);
    EXPECT_EQ(decode_picture(encode_jpeg(flat, 95), "a.jpg", params), flat);
  }
}

TEST(Decode, ReadsTheHeaderWithoutThePixels) {
  const auto format_of = [](Bytes bytes, std::size_t kept) {
    bytes.resize(kept);
    const PictureHeader header = read_header(bytes, "a", 1);
    EXPECT_EQ(header.height, 13);
    EXPECT_EQ(header.width, 19);
    return header.format;
  };
  const Image image(1, 13, 19);
  EXPECT_EQ(format_of(encode_png(image), kPngSecondChunk), PictureHeader::Format::Png);
  EXPECT_EQ(format_of(encode_bmp(image), 54), PictureHeader::Format::Bmp);
  EXPECT_EQ(format_of(kJpeg420, kJpeg420.size() - 50), PictureHeader::Format::Jpeg);
}

TEST(Decode, TellsPicturesByTheEndingOfTheirNames) {
  for (const char* name : {"a.jpg", "b/c.JPEG", "d.e.png", "f.Bmp"}) EXPECT_TRUE(is_picture_name(name)) << name;
  for (const char* name : {"a.txt", "jpg", "a.png.txt", "b.jpg/c", "", "a."})
    EXPECT_FALSE(is_picture_name(name)) << name;
}

}  // namespace
}  // namespace xil
