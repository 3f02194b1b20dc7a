#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/encode.h"
#include "tests/support/mutated_files.h"
#include "tests/support/rare_jpeg_files.h"

namespace xil {
namespace {

InspectedPicture inspect(const Bytes& bytes, Orientation orientation = Orientation::Raw) {
  SourceParams params;
  params.orientation = orientation;
  return inspect_picture(bytes, "a.jpg", params);
}

std::string digest(const Image& image) { return Digest().add(std::span(image.pixels)).hex(); }

std::string refusal(const Bytes& bytes, Place place = Place::Set) {
  try {
    inspect_picture(bytes, "a.jpg", {}, place);
    return "accepted";
  } catch (const Error& error) {
    return error.what();
  }
}

/// Bytes put in before the first (or last) occurrence of a marker.
Bytes with_stray(const Bytes& bytes, std::uint8_t marker, const Bytes& stray) {
  const auto at = std::ranges::search(bytes, Bytes{0xFF, marker}).begin();
  Bytes out(bytes.begin(), at);
  append(out, stray);
  out.insert(out.end(), at, bytes.end());
  return out;
}

TEST(JpegOfARareKind, GivesThePixelsOfAnotherReader) {
  EXPECT_EQ(digest(inspect(kJpeg410).image), kJpeg410Digest);
  EXPECT_EQ(digest(inspect(kJpeg311).image), kJpeg311Digest);
  EXPECT_EQ(digest(inspect(kJpeg441).image), kJpeg441Digest);
  EXPECT_EQ(digest(inspect(kJpegFewLumas).image), kJpegFewLumasDigest);
  EXPECT_EQ(digest(inspect(kJpegArithmetic).image), kJpegArithmeticDigest);
}

TEST(JpegOfARareKind, IsNamedInOneLineWhereItIsNotSupported) {
  Bytes fractional = kJpegFewLumas;  // factors of 3 and 2 in one direction
  const auto frame = std::ranges::search(fractional, Bytes{0xFF, 0xC0}).begin();
  frame[11] = 0x31;
  EXPECT_EQ(
      refusal(fractional),
      "a.jpg: a JPEG of this kind (Fractional sampling not implemented yet) is not supported: convert the file to PNG, "
      "or leave it out with damaged: skip");
  EXPECT_EQ(refusal(kJpegCmyk, Place::Alone), "a.jpg: a JPEG in CMYK is not supported: convert it to PNG");
}

TEST(JpegWithExtraneousBytes, IsReadWithANote) {
  const Image whole = inspect(kJpeg420).image;
  for (const std::uint8_t marker : std::array<std::uint8_t, 4>{0xDB, 0xC0, 0xC4, 0xD9}) {  // tables, frame, codes, end
    const InspectedPicture picture = inspect(with_stray(kJpeg420, marker, {0x11, 0x22, 0x33}));
    EXPECT_EQ(picture.image, whole) << int{marker};
    EXPECT_EQ(picture.facts.notes,
              std::vector<std::string>({"extraneous bytes before a marker, which belong to no pixel"}))
        << int{marker};
  }
  EXPECT_EQ(inspect(kJpeg420).facts.notes, std::vector<std::string>());
  Bytes longer = kJpeg420;
  append(longer, Bytes(7, 0));
  EXPECT_EQ(inspect(longer).facts.notes, std::vector<std::string>({"7 bytes behind the end of the picture"}));
}

TEST(JpegWithExtraneousBytes, IsRefusedIfThereIsMoreAmiss) {
  Bytes both = with_stray(kJpegGrey, 0xDB, {1, 2});
  both.resize(both.size() - 30);
  EXPECT_NE(refusal(both).find("Premature end of JPEG file"), std::string::npos) << refusal(both);
}

/// Each tag turns a picture of 2 x 3 as the drawings of CIPA DC-008 show it.
TEST(ExifOrientation, TurnsThePictureAsTheTagSays) {
  const std::array<std::string, 9> expected = {"",       "123456", "321654", "654321", "456123",
                                               "142536", "415263", "635241", "362514"};
  for (std::uint8_t tag = 1; tag <= 8; ++tag) {
    Bytes exif = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, tag, 0, 0, 0, 0, 0, 0};
    const Bytes bytes = png({3, 2, 8, kPngGrey}, {{1, 2, 3}, {4, 5, 6}}, {png_chunk("eXIf", exif)});
    const InspectedPicture raw = inspect(bytes), turned = inspect(bytes, Orientation::Exif);
    EXPECT_EQ(raw.facts.orientation, tag);
    EXPECT_EQ(raw.image.height, 2);
    EXPECT_EQ(turned.image.height, tag >= 5 ? 3 : 2) << int{tag};
    std::string values;
    for (std::size_t i = 0; i < 6; ++i) values += static_cast<char>('0' + turned.image.pixels[i]);
    EXPECT_EQ(values, expected[tag]) << int{tag};
  }
  EXPECT_EQ(inspect(kJpegTurned).facts.orientation, 6);
  EXPECT_EQ(inspect(kJpegTurned, Orientation::Exif).image.height, 4);
}

TEST(ExifOrientation, IsUprightWhereTheTagMakesNoSense) {
  using namespace std::string_view_literals;
  for (const std::string_view exif : {""sv, "MM\0*"sv, "MM\0*\xff\xff\xff\xff"sv, "II*\0\x08\0\0\0\xff\xff"sv,
                                      "II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x09\0\0\0"sv}) {
    const Bytes chunk = png_chunk("eXIf", Bytes(exif.begin(), exif.end()));
    EXPECT_EQ(inspect(png({2, 1, 8, kPngGrey}, {{1, 2}}, {chunk})).facts.orientation, 1);
  }
}

TEST(ForeignFile, IsNamedWithAWayOut) {
  const auto starting = [](std::string_view start) {
    Bytes bytes(200, 7);
    std::ranges::copy(start, bytes.begin());
    return bytes;
  };
  using namespace std::string_view_literals;
  EXPECT_EQ(refusal(starting("GIF89a"sv)),
            "a.jpg: a GIF is not supported: convert the file to PNG, or leave it out with damaged: skip");
  EXPECT_EQ(refusal(starting("GIF89a"sv), Place::Alone), "a.jpg: a GIF is not supported: convert it to PNG");
  const std::array<std::pair<std::string_view, std::string_view>, 11> kinds = {{{"GIF89a"sv, "a GIF"},
                                                                                {"RIFF\x10\0\0\0WEBPVP8 "sv, "a WebP"},
                                                                                {"\0\0\0\x18"
                                                                                 "ftypheic"sv,
                                                                                 "a HEIC"},
                                                                                {"\0\0\0\x18"
                                                                                 "ftypavif"sv,
                                                                                 "an AVIF"},
                                                                                {"\0\0\0\x0cjP  \r\n"sv, "a JPEG 2000"},
                                                                                {"\0\0\0\x0cJXL \r\n"sv, "a JPEG XL"},
                                                                                {"8BPS"sv, "a Photoshop file"},
                                                                                {"P5\n3 2\n255\n"sv, "a PGM"},
                                                                                {"\x93NUMPY"sv, "a NumPy array"},
                                                                                {"%PDF-1.4"sv, "a PDF"},
                                                                                {"\x76\x2f\x31\x01"sv, "an OpenEXR"}}};
  for (const auto& [start, kind] : kinds) {
    EXPECT_EQ(refusal(starting(start), Place::Alone),
              "a.jpg: " + std::string(kind) + " is not supported: convert it to PNG");
  }
  for (const std::string& message : {refusal({}, Place::Alone), refusal(Bytes(50, 'x'), Place::Alone)}) {
    EXPECT_EQ(message.find("restore"), std::string::npos) << message;
    EXPECT_EQ(message.find("skip"), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace xil
