#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/encode.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/png_files.h"

namespace xil {
namespace {

const std::string kRestore = ": restore the file, or leave it out with damaged: skip";
const std::string kConvert = " is not supported: convert the file to PNG, or leave it out with damaged: skip";

/// The message with which decoding as a picture and as a mask fails: one line.
std::string refusal(const Bytes& bytes, double max_megapixels = 64) {
  SourceParams params;
  params.max_megapixels = max_megapixels;
  std::string first;
  for (const bool as_mask : {false, true}) {
    try {
      as_mask ? void(decode_mask(bytes, "ok/a.png", params)) : void(decode_picture(bytes, "ok/a.png", params));
      return "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), 1);
      EXPECT_TRUE(!as_mask || error.what() == first) << first;
      first = error.what();
    }
  }
  return first;
}

Bytes text(std::string_view characters) { return Bytes(characters.begin(), characters.end()); }

const PngKind kTwo = {2, 1, 8, kPngGrey};  // two grey pixels in one row
const Bytes kPixels = png_chunk("IDAT", zlib({0, 17, 18}));

/// The sample with a byte replaced.
Bytes with(Bytes bytes, std::size_t at, std::uint8_t value) {
  bytes[at] = value;
  return bytes;
}

TEST(DamagedFile, SaysWhatItIsInsteadOfAPicture) {
  EXPECT_EQ(refusal({}), "ok/a.png: the file is empty" + kRestore);
  EXPECT_EQ(refusal(Bytes(5000, 0)), "ok/a.png: the file holds zero bytes only" + kRestore);
  EXPECT_EQ(refusal(text("<!DOCTYPE html>\n<html>404")), "ok/a.png: text instead of a picture" + kRestore);
  const std::string stand_in = "ok/a.png: not the picture but what stands in its place until it is fetched: ",
                    skip = ", or leave it out with damaged: skip";
  EXPECT_EQ(refusal(text("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n")),
            stand_in + "git lfs pull" + skip);
  EXPECT_EQ(refusal(text("/annex/objects/SHA256E-s9--ab.png\n")), stand_in + "git annex get" + skip);
  EXPECT_EQ(refusal({0x49, 0x49, 0x2b, 0x01, 8}),
            "ok/a.png: no JPEG, PNG, BMP or TIFF file (it begins with 49 49 2b 01)" + kRestore);
}

TEST(DamagedFile, IsRefusedForItsSizeBeforeAnythingElse) {
  EXPECT_EQ(
      refusal(png_of_chunks({2000, 1000, 8, kPngGrey}, {}), 1.5),
      "ok/a.png: 2000 x 1000 pixels are more than max_megapixels: 1.5 allows: raise it, or leave the file out with "
      "damaged: skip");
  EXPECT_EQ(refusal(png_of_chunks({65536, 1, 8, kPngGrey}, {})), "ok/a.png: a picture of 65536 x 1 pixels" + kConvert);
}

TEST(DamagedPng, SaysWhatIsWrongWithItsChunks) {
  const Bytes good = png_of_chunks(kTwo, {kPixels});
  const auto expect = [](const Bytes& bytes, const std::string& reason) {
    EXPECT_EQ(refusal(bytes), "ok/a.png: " + reason + kRestore);
  };
  ASSERT_EQ(refusal(good), "accepted");
  expect(Bytes(good.begin(), good.end() - 12), "truncated PNG: it ends without IEND");
  expect(Bytes(good.begin(), good.end() - 13), "truncated PNG: it ends without IEND");
  expect(with(good, 4, '\n'), "damaged PNG: the signature is not whole, as after a transfer as text");
  expect(with(good, 43, 0), "damaged PNG (IDAT: CRC error)");
  expect(with(good, 37, 0), "damaged PNG ([00]DAT: invalid chunk type)");
  expect(png_of_chunks(kTwo, {}), "damaged PNG (IEND: out of place)");
  expect(png_of_chunks(kTwo, {png_chunk("ABCD", {}), kPixels}), "damaged PNG (ABCD: unhandled critical chunk)");
  expect(png_of_chunks(kTwo, {png_header_chunk(kTwo), kPixels}), "damaged PNG (IHDR: out of place)");
  expect(png_of_chunks(kTwo, {kPixels, png_chunk("tEXt", {}), kPixels}), "damaged PNG (IDAT: ..Too many IDATs found)");
}

TEST(DamagedPng, SaysWhatIsWrongWithItsPalette) {
  const auto expect = [](const std::vector<Bytes>& chunks, const std::string& reason) {
    EXPECT_EQ(refusal(png_of_chunks({2, 1, 8, kPngPalette}, chunks)),
              "ok/a.png: damaged PNG (" + reason + ")" + kRestore);
  };
  const Bytes palette = png_chunk("PLTE", {1, 2, 3});
  expect({kPixels}, "IDAT: Missing PLTE before IDAT");
  expect({kPixels, palette}, "IDAT: Missing PLTE before IDAT");
  expect({palette, palette, kPixels}, "PLTE: duplicate");
  expect({png_chunk("PLTE", {1, 2}), kPixels}, "PLTE: invalid");
  expect({png_chunk("PLTE", Bytes(771, 1)), kPixels}, "PLTE: invalid");
}

TEST(DamagedPng, SaysWhatIsWrongWithItsHeader) {
  const auto header = [](std::uint32_t width, std::uint32_t height, std::uint8_t depth, std::uint8_t colour,
                         std::uint8_t interlaced) {
    return refusal(png_of_chunks({width, height, depth, colour, interlaced}, {kPixels}));
  };
  EXPECT_EQ(header(0, 1, 8, 0, 0), "ok/a.png: damaged PNG (Image width is zero in IHDR)" + kRestore);
  EXPECT_EQ(header(1, 0x80000000, 8, 0, 0), "ok/a.png: damaged PNG (PNG unsigned integer out of range)" + kRestore);
  EXPECT_EQ(header(2, 1, 3, 0, 0), "ok/a.png: damaged PNG (Invalid bit depth in IHDR)" + kRestore);
  EXPECT_EQ(header(2, 1, 16, 3, 0),
            "ok/a.png: damaged PNG (Invalid color type/bit depth combination in IHDR)" + kRestore);
  EXPECT_EQ(header(2, 1, 4, 2, 0),
            "ok/a.png: damaged PNG (Invalid color type/bit depth combination in IHDR)" + kRestore);
  EXPECT_EQ(header(2, 1, 8, 1, 0), "ok/a.png: damaged PNG (Invalid color type in IHDR)" + kRestore);
  EXPECT_EQ(header(2, 1, 8, 0, 2), "ok/a.png: damaged PNG (Unknown interlace method in IHDR)" + kRestore);
  Bytes late = kPngSignature;
  append(late, kPixels);
  EXPECT_EQ(refusal(late), "ok/a.png: damaged PNG (Missing IHDR before IDAT)" + kRestore);
}

TEST(DamagedPng, SaysWhatIsWrongWithPixelsUnderRightChecksumsAndNothingElseDoes) {
  const auto pixels = [](const Bytes& stream) {
    testing::internal::CaptureStderr();
    const std::string message = refusal(png_of_chunks(kTwo, {png_chunk("IDAT", stream)}));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    return message;
  };
  const Bytes stream = zlib({0, 17, 18});
  ASSERT_EQ(pixels(stream), "accepted");
  EXPECT_EQ(pixels(Bytes(stream.begin(), stream.end() - 6)),
            "ok/a.png: damaged PNG: its pixels end too early" + kRestore);
  EXPECT_EQ(pixels(zlib({0, 17})), "ok/a.png: damaged PNG: its pixels end too early" + kRestore);
  EXPECT_EQ(pixels(Bytes(stream.begin(), stream.end() - 1)),
            "ok/a.png: damaged PNG: its pixels end too early" + kRestore);  // their checksum does
  EXPECT_EQ(pixels(with(stream, stream.size() - 1, 0)),
            "ok/a.png: damaged PNG (IDAT: incorrect data check)" + kRestore);
  EXPECT_EQ(pixels(zlib({5, 17, 18})), "ok/a.png: damaged PNG (bad adaptive filter value)" + kRestore);
}

TEST(DamagedBmp, SaysWhatIsWrong) {
  const Bytes good = encode_bmp(Image(3, 4, 5, 9));
  const auto expect = [](const Bytes& bytes, const std::string& reason) {
    EXPECT_EQ(refusal(bytes), "ok/a.png: " + reason);
  };
  expect(Bytes(good.begin(), good.end() - 1), "truncated BMP: 117 of 118 bytes" + kRestore);  // 54 + 4 rows of 16
  expect(Bytes(good.begin(), good.begin() + 53), "truncated BMP: 53 bytes are less than a header" + kRestore);
  expect(with(good, 14, 12), "a BMP with a header of 12 bytes" + kConvert);
  expect(with(good, 30, 1), "a BMP of compression 1" + kConvert);
  expect(with(good, 28, 16), "a BMP of 16 bits per pixel" + kConvert);
  expect(with(good, 26, 2), "damaged BMP: 2 planes instead of 1" + kRestore);
  expect(with(good, 18, 0), "damaged BMP: 0 x 4 pixels" + kRestore);
  expect(with(good, 21, 0x80), "damaged BMP: -2147483643 x 4 pixels" + kRestore);
  expect(with(with(good, 22, 0), 25, 0x80), "damaged BMP: 5 x -2147483648 pixels" + kRestore);
  expect(with(good, 10, 53), "damaged BMP: pixels at byte 53, within the header of 54 bytes" + kRestore);
  const Bytes grey = encode_bmp(Image(1, 4, 5, 9));
  expect(with(grey, 47, 2), "damaged BMP: 512 colours in 8 bits" + kRestore);
}

TEST(DamagedJpeg, SaysWhatLibjpegWarnsOf) {
  const Bytes half(kJpegGrey.begin(), kJpegGrey.end() - 30);
  EXPECT_EQ(refusal(half), "ok/a.png: truncated or damaged JPEG (Premature end of JPEG file)" + kRestore);
  const Bytes start(kJpegGrey.begin(), kJpegGrey.begin() + 40);
  EXPECT_EQ(refusal(start), "ok/a.png: truncated or damaged JPEG (it holds no picture)" + kRestore);
  Bytes early_end = half;
  append(early_end, {0xFF, 0xD9});  // a marker at the end does not make it whole
  EXPECT_EQ(refusal(early_end),
            "ok/a.png: truncated or damaged JPEG (Corrupt JPEG data: premature end of data segment)" + kRestore);
}

TEST(DamagedJpeg, SaysWhichKindIsNotSupported) {
  const auto header = std::ranges::search(kJpegGrey, Bytes{0xFF, 0xC0}).begin() - kJpegGrey.begin();
  const auto at = static_cast<std::size_t>(header);
  EXPECT_EQ(refusal(kJpegCmyk), "ok/a.png: a JPEG in CMYK" + kConvert);
  EXPECT_EQ(refusal(with(kJpegGrey, at + 4, 12)),
            "ok/a.png: a JPEG of this kind (Unsupported JPEG data precision 12)" + kConvert);
  EXPECT_EQ(refusal(with(kJpegGrey, at + 1, 0xC3)),
            "ok/a.png: a JPEG of this kind (Unsupported JPEG process: SOF type 0xc3)" + kConvert);
}

}  // namespace
}  // namespace xil
