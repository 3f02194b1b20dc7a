#include <gtest/gtest.h>

#include <algorithm>

#include "framework/core/numeric/rng.h"
#include "framework/data/check/contact_sheet.h"
#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/codecs/raw_decode.h"
#include "tests/support/image_files.h"

namespace xil {
namespace {

constexpr int kSide = 16;

/// Noise that resembles no other number's.
Image noise(std::uint64_t number, int channels = 1) {
  Image image(channels, kSide, kSide);
  Rng rng(number, {Purpose::Split});
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(240));
  return image;
}

Image quarter_turn(const Image& image) {
  Image turned = image;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) turned.at(0, row, column) = image.at(0, column, kSide - 1 - row);
  }
  return turned;
}

Image dot() {
  Image mask(1, kSide, kSide, 0);
  mask.at(0, 8, 8) = 255;
  return mask;
}

/// Two ok pictures and two cracks with masks, all distinct, sound and large enough a set for any split.
class SoundFolder : public ImageFiles {
 public:
  SoundFolder() {
    for (std::uint64_t i = 0; i < 8; ++i) {
      write(fmt::format("ok/{}.png", i), encode_png(noise(i)));
      write(fmt::format("defect/crack/{}.png", i), encode_png(noise(100 + i)));
      write(fmt::format("masks/crack/{}.png", i), encode_png(dot()));
    }
  }
  SetCheck check(const std::string& damaged = "") const {
    return check_set(image_set("image_folder", root(), damaged));
  }
  /// "pool ok/0.png" lines as a manifest with given splits.
  void give_splits(const std::vector<std::string>& lines) const {
    std::string table = "path,label,split\n";
    for (const std::string& line : lines) table += line + "\n";
    write("manifest.csv", {table.begin(), table.end()});
  }
  SetCheck check_manifest() const { return check_set(image_set("manifest", root())); }
};

std::vector<std::string> paths_of(const SetCheck& check, Oddity oddity) {
  std::vector<std::string> paths;
  for (const Finding& finding : check.findings) {
    if (finding.oddity != oddity) continue;
    std::string joined;
    for (const CheckedItem& item : finding.items) joined += (joined.empty() ? "" : " ") + item.path;
    paths.push_back(joined);
  }
  return paths;
}

using Paths = std::vector<std::string>;

const Finding& first_of(const SetCheck& check, Oddity oddity) {
  const auto found = std::ranges::find(check.findings, oddity, &Finding::oddity);
  require(found != check.findings.end(), "no finding of the kind {}", enum_name(oddity));
  return *found;
}

TEST(CheckSet, FindsNothingInASoundSetAndCountsIt) {
  const SetCheck check = SoundFolder().check();
  EXPECT_TRUE(check.findings.empty());
  EXPECT_EQ(check.items, 16u);
  EXPECT_EQ(check.readable, 16u);
  EXPECT_EQ(check.with_mask, 8u);
  ASSERT_EQ(check.classes.size(), 2u);
  EXPECT_EQ(check.classes[0].label, "ok");
  EXPECT_EQ(check.classes[0].ungiven, 8u);
  EXPECT_EQ(check.classes[1].label, "defect");
  EXPECT_EQ(check.classes[1].type, "crack");
  EXPECT_EQ(check.classes[1].all(), 8u);
}

TEST(CheckSet, NamesIdenticalFilesOnceHoweverManyThereAre) {
  const SoundFolder folder;
  folder.write("ok/copy.png", encode_png(noise(3)));
  folder.write("ok/again.png", encode_png(noise(3)));
  const SetCheck check = folder.check();
  EXPECT_EQ(paths_of(check, Oddity::Identical), Paths{"ok/3.png ok/again.png ok/copy.png"});
  ASSERT_EQ(check.findings.size(), 1u);
  EXPECT_EQ(check.findings.front().severity, Severity::Info);
}

TEST(CheckSet, NamesTurnedCopiesAsNear) {
  const SoundFolder folder;
  folder.write("ok/turned.png", encode_png(quarter_turn(noise(3))));
  const SetCheck check = folder.check();
  EXPECT_EQ(paths_of(check, Oddity::Near), Paths{"ok/3.png ok/turned.png"});
  ASSERT_EQ(check.findings.size(), 1u);
  EXPECT_NEAR(check.findings.front().similarity.value(), 1, 1e-9);
}

TEST(CheckSet, CallsCopiesOnTwoSidesOfAGivenSplitLeaks) {
  const SoundFolder folder;
  folder.write("ok/copy.png", encode_png(noise(0)));
  folder.write("ok/turned.png", encode_png(quarter_turn(noise(1))));
  folder.give_splits({"ok/0.png,ok,pool", "ok/1.png,ok,validation", "ok/2.png,ok,pool", "ok/copy.png,ok,test",
                      "ok/turned.png,ok,test", "defect/crack/0.png,defect,pool", "defect/crack/1.png,defect,test"});
  const SetCheck check = folder.check_manifest();
  EXPECT_EQ(paths_of(check, Oddity::IdenticalAcross), Paths{"ok/0.png ok/copy.png"});
  EXPECT_EQ(paths_of(check, Oddity::NearAcross), Paths{"ok/1.png ok/turned.png"});
  EXPECT_EQ(first_of(check, Oddity::IdenticalAcross).severity, Severity::Leak);
  EXPECT_EQ(first_of(check, Oddity::NearAcross).severity, Severity::Leak);
  EXPECT_EQ(count(check, Oddity::Identical) + count(check, Oddity::Near), 0u);
  EXPECT_EQ(check.classes[0].pool, 2u);
  EXPECT_EQ(check.classes[0].validation, 1u);
  EXPECT_EQ(check.classes[0].test, 2u);
}

TEST(CheckSet, FindsContradictingLabelsAmongIdenticalAndNearCopies) {
  const SoundFolder folder;
  folder.write("defect/crack/same.png", encode_png(noise(5)));
  folder.write("defect/crack/turned.png", encode_png(quarter_turn(noise(6))));
  const SetCheck check = folder.check();
  EXPECT_EQ(paths_of(check, Oddity::Contradiction),
            (Paths{"defect/crack/same.png ok/5.png", "defect/crack/turned.png ok/6.png"}));
  EXPECT_EQ(first_of(check, Oddity::Contradiction).items.front().label, "defect");
  EXPECT_EQ(first_of(check, Oddity::Contradiction).items.back().label, "ok");
}

TEST(CheckSet, OrdersFindingsByKindAndNearCopiesByLikeness) {
  const SoundFolder folder;
  Image like = noise(2), liker = noise(4);
  for (std::size_t i = 0; i < 40; ++i) like.pixels[i] = static_cast<std::uint8_t>(like.pixels[i] + 15);
  liker.pixels[0] = static_cast<std::uint8_t>(liker.pixels[0] + 15);
  folder.write("ok/2_like.png", encode_png(like));
  folder.write("ok/4_liker.png", encode_png(liker));
  folder.write("ok/half.png", {});
  folder.write("ok/copy.png", encode_png(noise(3)));
  const SetCheck check = folder.check();
  EXPECT_EQ(paths_of(check, Oddity::Near), (Paths{"ok/4.png ok/4_liker.png", "ok/2.png ok/2_like.png"}));
  std::vector<Oddity> kinds;
  for (const Finding& finding : check.findings) kinds.push_back(finding.oddity);
  EXPECT_EQ(kinds, (std::vector<Oddity>{Oddity::Damaged, Oddity::Identical, Oddity::Near, Oddity::Near}));
}

TEST(CheckSet, NamesTruncatedFilesWhateverTheirFormat) {
  const SoundFolder folder;
  auto png = encode_png(noise(50)), jpeg = encode_jpeg(noise(51), 90);
  png.resize(png.size() / 2);
  jpeg.resize(jpeg.size() - 40);
  folder.write("ok/half.png", png);
  folder.write("ok/half.jpeg", jpeg);
  folder.write("ok/empty.png", {});
  const SetCheck check = folder.check();
  EXPECT_EQ(paths_of(check, Oddity::Damaged), (Paths{"ok/empty.png", "ok/half.jpeg", "ok/half.png"}));
  EXPECT_EQ(count_errors(check), 3u);
  EXPECT_EQ(check.readable, 16u);
  EXPECT_TRUE(first_of(check, Oddity::Damaged).reason.starts_with("ok/empty.png: ")) << check.findings.front().reason;
  EXPECT_EQ(count_errors(folder.check("skip")), 0u);
  EXPECT_EQ(folder.check("skip").findings.size(), 3u);
}

TEST(CheckSet, TellsAMaskOfAnotherSizeFromADamagedOne) {
  const SoundFolder folder;
  folder.write("masks/crack/0.png", encode_png(Image(1, kSide, kSide + 1, 255)));
  auto mask = encode_png(dot());
  mask.pop_back();
  folder.write("masks/crack/1.png", mask);
  const SetCheck check = folder.check();
  EXPECT_EQ(paths_of(check, Oddity::MaskSize), Paths{"defect/crack/0.png"});
  EXPECT_EQ(paths_of(check, Oddity::Damaged), Paths{"defect/crack/1.png"});
  EXPECT_EQ(count_errors(check), 2u);
}

TEST(CheckSet, FindsMasksThatAreEmptyMissingOrOfOkItems) {
  const SoundFolder folder;
  folder.write("masks/crack/2.png", encode_png(Image(1, kSide, kSide, 0)));
  folder.write("defect/crack/bare.png", encode_png(noise(60)));
  folder.write("manifest.csv", [] {
    const std::string table =
        "path,label,mask\nok/0.png,ok,masks/crack/0.png\nok/1.png,ok,\ndefect/crack/0.png,defect,masks/crack/1.png\n"
        "defect/crack/2.png,defect,masks/crack/2.png\ndefect/crack/bare.png,defect,\n";
    return std::vector<std::uint8_t>(table.begin(), table.end());
  }());
  const SetCheck check = folder.check_manifest();
  EXPECT_EQ(paths_of(check, Oddity::EmptyMask), Paths{"defect/crack/2.png"});
  EXPECT_EQ(paths_of(check, Oddity::MissingMask), Paths{"defect/crack/bare.png"});
  EXPECT_EQ(paths_of(check, Oddity::MaskOnOk), Paths{"ok/0.png"});
}

TEST(CheckSet, FindsMasksThatSeveralPicturesHave) {
  const SoundFolder folder;
  EXPECT_EQ(count(folder.check(), Oddity::SharedMask), 0u);
  folder.write("defect/crack/0.PNG", encode_png(noise(61)));
  const SetCheck check = folder.check();
  ASSERT_EQ(count(check, Oddity::SharedMask), 1u);
  const auto finding = std::ranges::find(check.findings, Oddity::SharedMask, &Finding::oddity);
  EXPECT_EQ(finding->reason, "masks/crack/0.png: defect/crack/0.PNG  defect/crack/0.png");
  EXPECT_EQ(finding->items.size(), 2u);
}

TEST(CheckSet, MissesNoMasksWhereTheSetHasNone) {
  const SoundFolder folder;
  std::filesystem::remove_all(folder.root() / "masks");
  folder.give_splits({"ok/0.png,ok,", "ok/1.png,ok,", "ok/2.png,ok,", "ok/3.png,ok,", "defect/crack/0.png,defect,",
                      "defect/crack/1.png,defect,", "defect/crack/2.png,defect,", "defect/crack/3.png,defect,"});
  EXPECT_TRUE(folder.check_manifest().findings.empty());
}

TEST(CheckSet, SaysWhyASplitIsRefused) {
  ImageFiles folder;
  for (std::uint64_t i = 0; i < 8; ++i) folder.write(fmt::format("ok/{}.png", i), encode_png(noise(i)));
  folder.write("defect/a.png", {});
  const SetCheck check = check_set(image_set("image_folder", folder.root(), "skip"));
  EXPECT_EQ(count(check, Oddity::Split), 1u);
  EXPECT_EQ(count_errors(check), 1u);
  EXPECT_FALSE(first_of(check, Oddity::Split).reason.empty());
}

/// A check whose findings are of these kinds, each about one picture.
SetCheck check_of(const std::vector<Oddity>& oddities) {
  SetCheck check;
  for (const Oddity oddity : oddities) check.findings.push_back({oddity, Severity::Info, {CheckedItem{}}, {}, ""});
  return check;
}

TEST(ContactSheet, ShowsSomeOfEveryKindAndFillsUpWithTheFirst) {
  std::vector<Oddity> oddities(10, Oddity::NearAcross);
  oddities.insert(oddities.end(), 2, Oddity::EmptyMask);
  oddities.insert(oddities.end(), 10, Oddity::Near);
  const SetCheck check = check_of(oddities);
  EXPECT_EQ(findings_to_show(check, 9), (std::vector<std::size_t>{0, 1, 2, 3, 10, 11, 12, 13, 14}));
  EXPECT_EQ(findings_to_show(check, 100).size(), 22u);
  EXPECT_TRUE(findings_to_show(SetCheck{}, 60).empty());
}

/// How many pixels have that colour.
std::ptrdiff_t pixels_of(const Image& sheet, int red, int green, int blue) {
  std::ptrdiff_t found = 0;
  for (int row = 0; row < sheet.height; ++row) {
    for (int column = 0; column < sheet.width; ++column) {
      found += sheet.at(0, row, column) == red && sheet.at(1, row, column) == green && sheet.at(2, row, column) == blue;
    }
  }
  return found;
}

TEST(ContactSheet, ShowsThePicturesWithOutlinedMasksAndWhatIsUnreadable) {
  const SoundFolder folder;
  Image colour(3, kSide, kSide);
  std::fill_n(colour.pixels.begin(), kSide * kSide, std::uint8_t{250});
  std::fill_n(colour.pixels.begin() + kSide * kSide, kSide * kSide, std::uint8_t{120});
  folder.write("ok/a.png", encode_png(colour));  // 250, 120, 0
  folder.write("ok/b.png", {});
  const std::string table =
      "path,label,mask\nok/a.png,ok,masks/crack/0.png\nok/b.png,ok,\nok/0.png,ok,\n"
      "defect/crack/0.png,defect,masks/crack/0.png\ndefect/crack/1.png,defect,masks/crack/0.png\n";
  folder.write("manifest.csv", {table.begin(), table.end()});
  const ComponentSpec spec = image_set("manifest", folder.root());
  const SetCheck check = check_set(spec);
  ASSERT_EQ(paths_of(check, Oddity::MaskOnOk), Paths{"ok/a.png"});
  const Image sheet = contact_sheet(check, spec);
  EXPECT_EQ(sheet.channels, 3);
  const std::ptrdiff_t tile = 200 * 200;  // what squares of few pictures have
  EXPECT_GT(pixels_of(sheet, 250, 120, 0), tile * 9 / 10);
  EXPECT_GT(pixels_of(sheet, 190, 190, 190), tile * 9 / 10);
  // The picture is shown twice, for its mask and as one of those that share it; once with an outline.
  EXPECT_LT(pixels_of(sheet, 250, 120, 0), 2 * tile - 20) << "the mask of a pixel is 12 wide on the sheet";
}

TEST(RawDecoder, DecodesWhatTheLibrariesDecode) {
  for (const auto library : {RawDecoder::Library::OpenCv, RawDecoder::Library::TurboJpeg}) {
    RawDecoder decoder(library);
    EXPECT_EQ(decoder.decode(encode_png(noise(1))), static_cast<std::size_t>(kSide * kSide));
    EXPECT_EQ(decoder.decode(encode_jpeg(noise(1, 3), 90)), static_cast<std::size_t>(3 * kSide * kSide));
    EXPECT_EQ(decoder.decode(encode_jpeg(noise(2), 90)), static_cast<std::size_t>(kSide * kSide));
    EXPECT_THROW(decoder.decode(std::vector<std::uint8_t>{1, 2, 3}), Error);
  }
}

}  // namespace
}  // namespace xil
