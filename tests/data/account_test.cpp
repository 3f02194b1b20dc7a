#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/numeric/image.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/layouts/file_account.h"
#include "tests/support/layout_folders.h"

// Every file below a set's root is used, or told with the reason why it is not.
namespace xil {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

FileAccount account_of(const LayoutFolder& folder, const std::string& dataset, Value::Map params = {}) {
  const ComponentSpec spec = folder.spec(dataset, std::move(params));
  const DatasetRoot root = find_root(spec);
  return account_for_files(spec, root, list_items(root, spec));
}

/// "mask: masks/a_GT.png masks/b_GT.png" a line.
Lines unused_in(const FileAccount& account) {
  Lines lines;
  for (const UnusedFiles& files : account.unused) {
    lines.push_back(fmt::format("{}: {}", enum_name(files.reason), fmt::join(files.paths, " ")));
  }
  return lines;
}

Value text(const std::string& value) { return Value(value); }

/// Two ok pictures and two defective ones, and these masks.
LayoutFolder with_masks(const Lines& masks, const std::string& inner = "") {
  const std::string defect = joined("defect", inner);
  Lines paths = {"ok/a.png", "ok/b.png", defect + "/000.png", defect + "/001.png"};
  paths.insert(paths.end(), masks.begin(), masks.end());
  return LayoutFolder(paths);
}

/// The only finding is of masks, with all of them, and its sentence holds these words.
void expect_unused(const FileAccount& account, std::size_t masks, const Lines& words) {
  const Lines warnings = warnings_of(account);
  ASSERT_EQ(warnings.size(), 1u) << fmt::format("{}", fmt::join(warnings, "\n"));
  EXPECT_TRUE(warnings.front().starts_with(fmt::format("{} masks that belong to no picture: ", masks)))
      << warnings.front();
  for (const std::string& word : words) EXPECT_NE(warnings.front().find(word), std::string::npos) << warnings.front();
}

TEST(FileAccount, CountsWhatIsUsedAndNothingElseInASoundSet) {
  const FileAccount account = account_of(with_masks({"masks/000.png", "masks/001_mask.png"}), "image_folder");
  EXPECT_EQ(account.pictures, 4u);
  EXPECT_EQ(account.masks, 2u);
  EXPECT_TRUE(account.unused.empty());
  EXPECT_EQ(account_sentence(account),
            "files below the root: 4 pictures, 2 masks and 0 confounder masks are used; there are no others");
}

TEST(FileAccount, NamesTheSuffixThatMasksHave) {
  for (const std::string suffix : {"_GT", "_label", "-mask", "_Mask", "_seg", ".gt", "_defect_mask"}) {
    const LayoutFolder folder = with_masks({"masks/000" + suffix + ".png", "masks/001" + suffix + ".png"});
    expect_unused(account_of(folder, "image_folder"), 2, {"mask_suffix=" + suffix, "masks/000.png is looked for"});
    const FileAccount mended = account_of(folder, "image_folder", {{"mask_suffix", text(suffix)}});
    EXPECT_EQ(mended.masks, 2u) << suffix;
    EXPECT_TRUE(mended.unused.empty()) << suffix;
  }
}

TEST(FileAccount, TakesMasksOfTheOtherFormatsThatAreRead) {
  for (const std::string ending : {"png", "PNG", "bmp", "jpg", "jpeg"}) {
    const FileAccount account = account_of(with_masks({"masks/000." + ending, "masks/001." + ending}), "image_folder");
    EXPECT_EQ(account.masks, 2u) << ending;
    EXPECT_TRUE(account.unused.empty()) << ending;
  }
  const FileAccount both = account_of(with_masks({"masks/000.jpg", "masks/000.bmp", "masks/000.png"}), "image_folder");
  EXPECT_EQ(unused_in(both), Lines{"mask: masks/000.bmp masks/000.jpg"});
}

TEST(FileAccount, SaysWhereMasksAreLookedForThatLieElsewhere) {
  expect_unused(account_of(with_masks({"masks/000.png", "masks/001.png"}, "crack"), "image_folder"), 2,
                {"defect/crack/000.png", "masks/crack/000.png", "move or rename"});
  expect_unused(account_of(with_masks({"masks/defect/000.png", "masks/defect/001.png"}), "image_folder"), 2,
                {"masks/000.png", "move or rename"});
  expect_unused(account_of(with_masks({"Masks/000.png", "Masks/001.png"}), "image_folder"), 2, {"masks/000.png"});
  expect_unused(account_of(with_masks({"ground_truth/defect/000.png"}), "image_folder"), 1, {"masks/000.png"});
  expect_unused(account_of(with_masks({"annotations/000_mask.png"}), "image_folder"), 1, {"masks/000.png"});
}

TEST(FileAccount, NamesOtherReasonsOfUnusedMasks) {
  expect_unused(account_of(with_masks({"masks/000.webp", "masks/001.webp"}), "image_folder"), 2, {"save them as PNG"});
  const LayoutFolder cased({"ok/a.png", "defect/IMG_0.png", "masks/img_0.png"});
  expect_unused(account_of(cased, "image_folder"), 1, {"upper and lower case", "masks/IMG_0.png is looked for"});
  expect_unused(account_of(with_masks({"masks/mask_000.png"}), "image_folder"), 1, {"masks/000.png", "rename"});
  expect_unused(account_of(with_masks({"masks/lonely.png"}), "image_folder"), 1,
                {"no picture has the name of masks/lonely.png"});
  expect_unused(account_of(with_masks({"confounders/crack/000.png"}), "image_folder"), 1,
                {"confounders/defect/000.png"});
}

LayoutFolder category(const Lines& masks) {
  Lines paths = {"train/good/000.png", "test/good/000.png", "test/crack/000.png", "test/crack/001.png"};
  paths.insert(paths.end(), masks.begin(), masks.end());
  return LayoutFolder(paths);
}

TEST(FileAccount, KnowsTheMasksOfMvtecAd) {
  const LayoutFolder same = category({"ground_truth/crack/000.png", "ground_truth/crack/001.png"});
  expect_unused(account_of(same, "mvtec_ad"), 2, {"mask_suffix=none", "ground_truth/crack/000_mask.png"});
  EXPECT_EQ(account_of(same, "mvtec_ad", {{"mask_suffix", text("none")}}).masks, 2u);
  expect_unused(account_of(category({"ground_truth/crack/000/000.png", "ground_truth/crack/001/000.png"}), "mvtec_ad"),
                2, {"merge ground_truth/crack/000/ into ground_truth/crack/000_mask.png"});
  EXPECT_TRUE(account_of(category({"ground_truth/crack/000_mask.jpg"}), "mvtec_ad").unused.empty());
  // It has no confounders.
  expect_unused(account_of(category({"confounders/crack/000.png"}), "mvtec_ad"), 1,
                {"that of test/crack/000.png is looked for as ground_truth/crack/000_mask.png"});
}

TEST(FileAccount, KnowsTheMasksOfTheOtherLayouts) {
  const LayoutFolder tiles(
      {"MT_Free/Imgs/a.jpg", "MT_Crack/Imgs/b.jpg", "MT_Crack/Imgs/b_mask.png", "MT_Crack/Imgs/x.png"});
  EXPECT_EQ(unused_in(account_of(tiles, "magnetic_tile")),
            (Lines{"mask: MT_Crack/Imgs/x.png", "mask: MT_Crack/Imgs/b_mask.png"}));
  const LayoutFolder casting({"train/ok_front/a.png", "train/def_front/b.png", "train/masks/b.png"});
  expect_unused(account_of(casting, "casting"), 1, {"casting has no masks", "manifest.csv"});
  const LayoutFolder kolektor({"train/1.png", "train/1_GT.png", "train/1 (copy).png", "train/1_GT (copy).png"});
  EXPECT_EQ(unused_in(account_of(kolektor, "kolektor_sdd2")), Lines{"name: train/1 (copy).png train/1_GT (copy).png"});
  LayoutFolder table({"a.png", "b.png", "c.png", "masks/a.png"});
  table.write_text("manifest.csv", "path,label\na.png,ok\nb.png,defect\n");
  const FileAccount listed = account_of(table, "manifest");
  EXPECT_EQ(unused_in(listed), (Lines{"mask: masks/a.png", "unlisted: c.png"}));
  expect_unused(listed, 1, {"column mask"});
}

TEST(FileAccount, TellsEmptyMasksOfOkPicturesFromThoseThatMark) {
  LayoutFolder folder = with_masks({});
  Image mask(1, 4, 4, 0);
  folder.write("masks/a.png", encode_png(mask));
  mask.at(0, 1, 1) = 255;
  folder.write("masks/b.png", encode_png(mask));
  const FileAccount account = account_of(folder, "image_folder");
  EXPECT_EQ(unused_in(account), (Lines{"mask: masks/b.png", "ok_mask: masks/a.png"}));
  expect_unused(account, 1, {"ok/b.png is ok"});
}

TEST(FileAccount, NamesPicturesThatNobodySees) {
  LayoutFolder folder({"ok/a.png", "ok/deep/er/b.png", "defect/a.png", "defect/crack/deeper/c.png", "good/d.png",
                       "e.jpg", "ok/f.gif", "defect/g.webp", "ok/README.txt", "ok/h.dat"});
  folder.write("ok/i.image", encode_png(Image(1, 2, 2, 0)));
  folder.write("ok/j", encode_jpeg(Image(1, 8, 8, 0), 90));
  const FileAccount account = account_of(folder, "image_folder");
  EXPECT_EQ(unused_in(account),
            (Lines{"deeper: defect/crack/deeper/c.png ok/deep/er/b.png", "elsewhere: e.jpg good/d.png",
                   "format: defect/g.webp ok/f.gif", "format: ok/i.image ok/j", "other: ok/README.txt ok/h.dat"}));
  EXPECT_EQ(warnings_of(account).size(), 4u);
  EXPECT_NE(warnings_of(account).front().find("recursive=true"), std::string::npos);
  const FileAccount recursive = account_of(folder, "image_folder", {{"recursive", Value(true)}});
  EXPECT_EQ(recursive.pictures, account.pictures + 2);
}

TEST(FileAccount, LeavesOtherTypesAndHiddenFilesUncriticised) {
  const LayoutFolder folder({"ok/a.png", "ok/._a.png", "defect/crack/b.png", "defect/pore/c.png", "masks/pore/c.png",
                             ".git/config", ".DS_Store"});
  const FileAccount account = account_of(folder, "image_folder", {{"types", texts({"crack"})}});
  EXPECT_EQ(unused_in(account),
            (Lines{"type: defect/pore/c.png masks/pore/c.png", "hidden: .DS_Store .git/ ok/._a.png"}));
  EXPECT_TRUE(warnings_of(account).empty());
  EXPECT_EQ(
      account_sentence(account),
      "files below the root: 2 pictures, 0 masks and 0 confounder masks are used; not used are 2 pictures and masks of "
      "other types (defect/pore/c.png, masks/pore/c.png), 3 hidden files and folders (.DS_Store, .git/, ok/._a.png)");
}

TEST(FileAccount, EndsAtLinksThatLeadNowhereOrBack) {
  const LayoutFolder folder = with_masks({"masks/000.png"});
  fs::create_symlink("nowhere.png", folder.root() / "notes.png");
  fs::create_directory_symlink("..", folder.root() / "masks/back");
  fs::create_directory_symlink(folder.root(), folder.root() / "defect/self");
  const FileAccount account = account_of(folder, "image_folder", {{"recursive", Value(true)}});
  EXPECT_EQ(account.masks, 1u);
  EXPECT_EQ(account.pictures, 4u);
  const Lines unused = unused_in(account);
  EXPECT_EQ(unused.front(), "nowhere_link: notes.png");
}

TEST(RecursiveLists, KeepTypesAndFindMasksOnTheSamePath) {
  const LayoutFolder folder({"ok/a.png", "ok/line/1/b.png", "defect/crack/x/c.png", "masks/crack/x/c.png",
                             "defect/d.png", "confounders/ok/line/1/b.png"});
  EXPECT_EQ(lines_of(folder.list("image_folder", {{"recursive", Value(true)}})),
            (Lines{"defect/crack/x/c.png label=1 mask=masks/crack/x/c.png type=crack", "defect/d.png label=1",
                   "ok/a.png label=0", "ok/line/1/b.png label=0 confounder=confounders/ok/line/1/b.png"}));
  const LayoutFolder casting({"train/ok_front/x/a.png", "train/def_front/b.png", "test/ok_front/c.png"});
  EXPECT_EQ(casting.list("casting", {{"recursive", Value(true)}}).items.size(), 3u);
  EXPECT_EQ(casting.list("casting").items.size(), 2u);
}

TEST(MaskSuffix, TakesMasksThatLieBesideTheirPictures) {
  const LayoutFolder folder({"ok/a.png", "defect/crack/b.jpg", "defect/crack/b_mask.png", "defect/crack/c.jpg"});
  EXPECT_EQ(folder.list("image_folder").items.size(), 4u);
  EXPECT_EQ(lines_of(folder.list("image_folder", {{"mask_suffix", text("_mask")}})),
            (Lines{"defect/crack/b.jpg label=1 mask=defect/crack/b_mask.png type=crack",
                   "defect/crack/c.jpg label=1 type=crack", "ok/a.png label=0"}));
  const LayoutFolder kolektor({"train/1.png", "train/1_label.png", "test/2.png", "test/2_label.png"});
  EXPECT_EQ(lines_of(kolektor.list("kolektor_sdd2", {{"mask_suffix", text("_label")}})),
            (Lines{"test/2.png mask=test/2_label.png test", "train/1.png mask=train/1_label.png pool"}));
  EXPECT_TRUE(refusal([&] {
                folder.spec("image_folder", {{"mask_suffix", text("_mask.png")}});
              }).find("mask_suffix") != std::string::npos);
}

}  // namespace
}  // namespace xil
