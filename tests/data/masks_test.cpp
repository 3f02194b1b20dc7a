#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/codecs/remarks.h"
#include "tests/support/mutated_files.h"

namespace xil {
namespace {

using Values = std::vector<std::uint8_t>;

SourceParams by_values(std::vector<std::int64_t> values) {
  SourceParams params;
  params.mask_values = std::move(values);
  return params;
}

/// A grey mask of 10 x 10 with a square of 4 x 4 of each value, at most two.
Image squares(std::uint8_t first, std::uint8_t second = 0, std::uint8_t ground = 0) {
  Image mask(1, 10, 10, ground);
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      mask.at(0, row + 1, column + 1) = first;
      if (second != 0) mask.at(0, row + 5, column + 5) = second;
    }
  }
  return mask;
}

InspectedMask inspect(const Bytes& bytes, const SourceParams& params = {}) {
  return inspect_mask(bytes, "m.png", params);
}

/// What is said of some masks of a set, one line each.
std::string remarks(const std::vector<Image>& masks, const SourceParams& params = {}) {
  Remarks all(params);
  for (const Image& mask : masks) all.add_mask("m.png", inspect(encode_png(mask), params).facts);
  std::string text;
  for (const Remark& remark : all.all()) text += remark.text + "\n";
  return text;
}

std::string refusal(const Bytes& bytes, const SourceParams& params) {
  try {
    inspect(bytes, params);
    return "accepted";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(MaskValues, MarkExactlyTheListedValuesOfTheFile) {
  const Bytes bytes = png({4, 1, 8, kPngGrey}, {{0, 1, 100, 200}});
  EXPECT_EQ(inspect(bytes, by_values({1, 200})).region.values, Values({0, 1, 0, 1}));
  EXPECT_EQ(inspect(bytes, by_values({0})).region.values, Values({1, 0, 0, 0}));
  Plane<std::uint16_t> deep(1, 3);
  deep.values = {1, 257, 4095};
  EXPECT_EQ(inspect(encode_png16(deep), by_values({1, 4095})).region.values, Values({1, 0, 1}));
  EXPECT_EQ(inspect(png({2, 1, 8, kPngRgb}, {{0, 7, 3, 0, 3, 3}}), by_values({7})).region.values, Values({1, 0}));
}

TEST(MaskValues, AreRefusedForJpegAndBesideAThreshold) {
  EXPECT_NE(refusal(encode_jpeg(squares(255), 90), by_values({255})).find("take mask_threshold"), std::string::npos);
  SourceParams both = by_values({1});
  both.mask_threshold = 1;
  EXPECT_THROW(both.validate(), Error);
  EXPECT_THROW(by_values({-1}).validate(), Error);
  EXPECT_THROW(by_values({65536}).validate(), Error);
}

TEST(MaskChannel, TakesTheMaskFromAlphaInEveryForm) {
  SourceParams params;
  params.mask_channel = MaskChannel::Alpha;
  EXPECT_EQ(inspect(png({2, 1, 8, kPngRgba}, {{9, 9, 9, 0, 9, 9, 9, 255}}), params).region.values, Values({0, 1}));
  EXPECT_EQ(inspect(png({2, 1, 8, kPngGreyAlpha}, {{9, 255, 9, 0}}), params).region.values, Values({1, 0}));
  EXPECT_EQ(inspect(png({2, 1, 16, kPngGreyAlpha}, {{0, 9, 255, 255, 0, 9, 0, 9}}), params).region.values,
            Values({1, 0}));
  const Bytes palette = png_chunk("PLTE", {1, 2, 3, 4, 5, 6}), transparent = png_chunk("tRNS", {0});
  EXPECT_EQ(inspect(png({2, 1, 8, kPngPalette}, {{0, 1}}, {palette, transparent}), params).region.values,
            Values({0, 1}));
  EXPECT_EQ(refusal(encode_png(squares(255)), params),
            "m.png: the mask has no alpha channel: leave mask_channel=alpha out");
}

TEST(MaskRemarks, SayNothingOfPlainMasks) {
  EXPECT_EQ(remarks({squares(255), squares(0), squares(255, 255)}), "");
  EXPECT_EQ(remarks({squares(255, 0)}, by_values({255})), "");
}

TEST(MaskRemarks, KeepQuietOfSoftEdges) {
  Image soft(1, 20, 20);
  for (int row = 5; row < 15; ++row) {
    for (int column = 5; column < 15; ++column) soft.at(0, row, column) = 255;
    soft.at(0, row, 4) = static_cast<std::uint8_t>(7 * row);
    soft.at(0, row, 15) = static_cast<std::uint8_t>(8 * row);
  }
  EXPECT_EQ(remarks({soft}), "");
}

TEST(MaskRemarks, NameTheValuesThatMarkNothingAndTheRemedyForTheWholeSet) {
  EXPECT_EQ(remarks({squares(1)}),
            "its largest value is 1, below mask_threshold 128, so that nothing is marked: mask_values: [1]?\n");
  const std::string text = remarks({squares(255), squares(1), squares(85)});
  EXPECT_NE(text.find("its largest value is 85"), std::string::npos) << text;
  EXPECT_NE(text.find("mask_values: [1, 85, 255]?"), std::string::npos) << text;
}

TEST(MaskRemarks, CountThePixelsOfClassesBelowTheThreshold) {
  EXPECT_EQ(remarks({squares(200, 100)}),
            "its values 100 lie below mask_threshold 128: 16 of 32 pixels that are not 0 are not marked: "
            "mask_values: [100, 200]?\n");
  EXPECT_EQ(remarks({squares(200, 100)}, by_values({200})), "");  // who lists values has seen them
}

TEST(MaskRemarks, TellInvertedMasks) {
  EXPECT_EQ(remarks({squares(0, 0, 255)}),
            "it marks 84 % of the picture and its border: if it is inverted, mask_values: [0]\n");
  EXPECT_EQ(remarks({squares(0, 0, 255)}, by_values({0})), "");
}

TEST(MaskRemarks, TellMasksOfColoursFromInvertedOnes) {
  Image blue(3, 10, 10);
  for (int row = 0; row < 10; ++row) {
    for (int column = 0; column < 10; ++column) blue.at(row == 4 ? 0 : 2, row, column) = 200;
  }
  EXPECT_EQ(
      remarks({blue}),
      "all of it is marked: its classes are colours (#0000c8, #c80000), of which only the brightest of red, green "
      "and blue counts: save it in grey with one value per class, and name those of defects as mask_values\n");
  Image classes(3, 10, 10);  // the same on black, dark as the palette of VOC has it: the values are what it takes
  classes.at(0, 4, 4) = 64;
  classes.at(1, 5, 5) = 32;
  EXPECT_EQ(remarks({classes}),
            "its largest value is 64, below mask_threshold 128, so that nothing is marked: mask_values: [32, 64]?\n");
}

TEST(MaskRemarks, TellMasksInAlphaAndValuesThatNoMaskHolds) {
  Remarks all({});
  all.add_mask("m.png", inspect(png({2, 1, 8, kPngRgba}, {{9, 9, 9, 0, 9, 9, 9, 255}})).facts);
  ASSERT_EQ(all.all().size(), 1U);
  EXPECT_EQ(all.all().front().kind, RemarkKind::MaskAlpha);
  EXPECT_EQ(remarks({squares(255)}, by_values({7})),
            "neither this nor any other mask holds a value of mask_values=[7]; they hold 255\n");
}

TEST(MaskRemarks, OfJpegMasksLeaveTheNoiseAtEdgesOut) {
  const InspectedMask mask = inspect(encode_jpeg(squares(255), 75));
  Remarks all({});
  all.add_mask("m.jpg", mask.facts);
  EXPECT_EQ(mask.facts.marked, 16U);
  EXPECT_TRUE(all.all().empty());
}

TEST(LabelByMask, IsDoubtedWhereAMaskHoldsWhatDoesNotMarkOrMarksAll) {
  const auto doubt = [](const Image& mask, const SourceParams& params = {}) {
    return doubt_of_label(inspect(encode_png(mask), params).facts, params).value_or("none");
  };
  EXPECT_EQ(doubt(squares(0)), "none");
  EXPECT_EQ(doubt(squares(255)), "none");
  EXPECT_EQ(doubt(squares(85)),
            "its largest value is 85, below mask_threshold 128, so that nothing is marked: mask_values: [85]?");
  EXPECT_NE(doubt(Image(1, 10, 10, 255)).find("it marks 100 % of the picture"), std::string::npos);
  EXPECT_EQ(doubt(squares(85), by_values({255})), "none");
}

PictureFacts deep_facts(int step, std::vector<std::int64_t> range16) {
  Plane<std::uint16_t> plane(16, 16);
  for (std::size_t i = 0; i < plane.values.size(); ++i)
    plane.values[i] = static_cast<std::uint16_t>(i * static_cast<std::size_t>(step));
  SourceParams params;
  params.range16 = std::move(range16);
  return inspect_picture(encode_png16(plane), "a.png", params).facts;
}

TEST(SixteenBitPicture, TellsItsRangeAndTheLevelsThatAreLeft) {
  const ValueRange range = *deep_facts(16, {0, 65535}).range;
  EXPECT_EQ(range.low, 0);
  EXPECT_EQ(range.high, 4080);
  EXPECT_EQ(range.values, 256);
  EXPECT_EQ(range.levels, 17);  // 4080 / 257 = 15.9
  EXPECT_EQ(deep_facts(257, {0, 65535}).range->levels, 256);
  EXPECT_FALSE(inspect_picture(encode_png(squares(9)), "a.png", {}).facts.range.has_value());
}

TEST(SixteenBitPicture, IsRemarkedWithTheRangeOfTheWholeSet) {
  Remarks all({});
  all.add_picture("a.png", deep_facts(2, {0, 65535}), false);   // to 510
  all.add_picture("b.png", deep_facts(16, {0, 65535}), false);  // to 4080
  ASSERT_EQ(all.all().size(), 2U);
  EXPECT_EQ(all.all()[0].text, "its 256 values from 0 to 510 in 16 bits become 3 grey levels: range16=[0, 4095]?");
  all.add_picture("c.png", deep_facts(257, {0, 65535}), false);
  EXPECT_EQ(
      all.all()[1].text,
      "its 256 values from 0 to 4080 in 16 bits become 17 grey levels: no range16 suits them and the set's values of "
      "up to 65535");
}

TEST(PngWithSurplusBytes, IsReadWithANote) {
  const PngKind two = {2, 1, 8, kPngGrey};
  const auto notes = [&](const Bytes& stream, const std::vector<Bytes>& more = {}) {
    std::vector<Bytes> chunks = {png_chunk("IDAT", stream)};
    chunks.insert(chunks.end(), more.begin(), more.end());
    const InspectedPicture picture = inspect_picture(png_of_chunks(two, chunks), "a.png", {});
    EXPECT_EQ(picture.image.pixels, Values({17, 18, 17, 18, 17, 18}));
    return picture.facts.notes;
  };
  const Bytes stream = zlib({0, 17, 18});
  Bytes longer = stream;
  append(longer, Bytes(4, 0));
  EXPECT_EQ(notes(stream), std::vector<std::string>());
  EXPECT_EQ(notes(longer), std::vector<std::string>({"surplus bytes behind the compressed pixels"}));
  EXPECT_EQ(notes(zlib({0, 17, 18, 19})), std::vector<std::string>({"surplus bytes behind the last row of pixels"}));
  Bytes behind = png_of_chunks(two, {png_chunk("IDAT", stream)});
  append(behind, Bytes(9, 1));
  EXPECT_EQ(inspect_picture(behind, "a.png", {}).facts.notes,
            std::vector<std::string>({"9 bytes behind the end of the picture"}));
}

}  // namespace
}  // namespace xil
