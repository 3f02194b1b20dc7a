#include "framework/data/layouts/layouts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "framework/core/catalogue/source_set.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

using Lines = std::vector<std::string>;

bool has_layout(std::string_view name) { return std::ranges::find(layouts(), name, &Layout::name) != layouts().end(); }

TEST(Layouts, ThereIsOneForEveryImageSet) {
  for (const RegistryEntry& entry : image_set_table()) {
    EXPECT_TRUE(has_layout(entry.name)) << "no layout in framework/data/layouts/layouts.cpp: " << entry.name;
  }
  for (const Layout* layout : layouts()) {
    EXPECT_NE(std::ranges::find(image_set_table(), layout->name, &RegistryEntry::name), image_set_table().end())
        << "no line in framework/core/catalogue/image_sets.h: " << layout->name;
  }
  std::vector<std::string_view> names;
  for (const Layout* layout : layouts()) names.push_back(layout->name);
  std::vector<std::string_view> expected;
  for (const RegistryEntry& entry : dataset_table()) {
    if (is_image_set(entry.name)) expected.push_back(entry.name);
  }
  EXPECT_EQ(names, expected);
  for (const std::string_view name : names) EXPECT_EQ(layout_of(name).name, name);
  EXPECT_EQ(refusal([] { layout_of("weld_seams"); }),
            "1: dataset 'weld_seams' has no layout: it is not read from image files");
}

TEST(Layouts, EveryPairOfFilesIsInTheTable) {
  constexpr std::string_view kPair = "layout_";
  std::size_t pairs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(XIL_SOURCE "/framework/data/layouts")) {
    const std::string stem = entry.path().stem().string();
    if (entry.path().extension() != ".cpp" || !stem.starts_with(kPair)) continue;
    ++pairs;
    EXPECT_TRUE(has_layout(stem.substr(kPair.size()))) << "not in framework/data/layouts/layouts.cpp: " << stem;
  }
  EXPECT_EQ(pairs, layouts().size());
}

TEST(Layouts, TheFolderItselfIsTheFirstPlace) {
  for (const Layout* layout : layouts()) {
    const ComponentSpec defaults =
        resolved(image_set_table(), "dataset", std::string(layout->name), Value(Value::Map{}));
    EXPECT_EQ(layout->places(defaults).front(), "") << layout->name;
  }
}

TEST(CastingLayout, ReadsClassAndSplitFromItsFolders) {
  const LayoutFolder folder({"train/ok_front/cast_ok_0_1.jpeg", "train/def_front/cast_def_0_1.jpeg",
                             "train/def_front/B.JPEG", "test/ok_front/cast_ok_0_1.jpeg", "test/def_front/a.png",
                             "train/ok_front/Thumbs.db", "train/ok_front/.DS_Store", "train/ok_front/._x.jpeg",
                             "train/readme.txt", "train/stray.jpeg", "train/unknown/b.jpeg",
                             "train/ok_front/sub/c.jpeg", "validation/ok_front/d.jpeg"});
  EXPECT_EQ(lines_of(folder.list("casting")),
            (Lines{"test/def_front/a.png label=1 test", "test/ok_front/cast_ok_0_1.jpeg label=0 test",
                   "train/def_front/B.JPEG label=1 pool", "train/def_front/cast_def_0_1.jpeg label=1 pool",
                   "train/ok_front/cast_ok_0_1.jpeg label=0 pool"}));
  EXPECT_EQ(folder.list("casting").class_names, (Lines{"ok", "defect"}));
}

TEST(MagneticTileLayout, ReadsTypesFromFoldersAndMasksBesidePictures) {
  const LayoutFolder folder({"MT_Free/Imgs/a.jpg", "MT_Free/Imgs/a.png", "MT_Free/Imgs/b.JPG", "MT_Crack/Imgs/c.jpeg",
                             "MT_Crack/Imgs/c.PNG", "MT_Crack/Imgs/d.jpg", "MT_Crack/Imgs/lonely.png",
                             "MT_Blowhole/Imgs/a.jpg", "MT_Blowhole/Imgs/a.png", "MT_Blowhole/stray.jpg",
                             "MT_Fray/readme.txt", "Other/Imgs/e.jpg", "MT_Crack/Imgs/Thumbs.db"});
  EXPECT_EQ(lines_of(folder.list("magnetic_tile")),
            (Lines{"MT_Blowhole/Imgs/a.jpg label=1 mask=MT_Blowhole/Imgs/a.png type=blowhole",
                   "MT_Crack/Imgs/c.jpeg label=1 mask=MT_Crack/Imgs/c.PNG type=crack",
                   "MT_Crack/Imgs/d.jpg label=1 type=crack", "MT_Free/Imgs/a.jpg label=0 mask=MT_Free/Imgs/a.png",
                   "MT_Free/Imgs/b.JPG label=0"}));
}

TEST(MvtecAdLayout, ReadsACategoryFromItsParentOrItself) {
  const Lines expected = {"test/broken/000.png label=1 mask=ground_truth/broken/000_mask.png type=broken test",
                          "test/broken/001.png label=1 type=broken test",
                          "test/crack/000.PNG label=1 mask=ground_truth/crack/000_mask.PNG type=crack test",
                          "test/good/000.png label=0 test", "train/good/000.png label=0 pool"};
  EXPECT_EQ(lines_of(LayoutFolder(kBottle).list("mvtec_ad")), expected);
  EXPECT_EQ(lines_of(LayoutFolder(below("bottle", kBottle)).list("mvtec_ad")), expected);
  const LayoutFolder screws(below("mvtec_anomaly_detection/screw", kBottle));
  EXPECT_EQ(lines_of(screws.list("mvtec_ad", {{"category", Value(std::string("screw"))}})), expected);
  EXPECT_EQ(refusal([&] { screws.list("mvtec_ad"); }),
            fmt::format("2: dataset 'mvtec_ad': {} holds no such set, nor do bottle, mvtec_ad/bottle, "
                        "mvtec_anomaly_detection/bottle, mvtec_ad/mvtec_anomaly_detection/bottle in it; it has the "
                        "categories screw: let 'root' name "
                        "the folder with train/good, test/<type> and ground_truth/<type> of the parameter category",
                        screws.root().string()));
}

TEST(KolektorLayout, LeavesTheLabelToTheMask) {
  // The public archive holds the two copies.
  const LayoutFolder folder({"train/10301.png", "train/10301_GT.png", "train/10301 (copy).png",
                             "train/10301_GT (copy).png", "train/10302.png", "test/20000.png", "test/20000_GT.png",
                             "test/20001_GT.png", "split_weakly_0.pyb", "test/20003.PNG", "test/20003_GT.PNG"});
  EXPECT_EQ(lines_of(folder.list("kolektor_sdd2")),
            (Lines{"test/20000.png mask=test/20000_GT.png test", "test/20003.PNG mask=test/20003_GT.PNG test",
                   "train/10301.png mask=train/10301_GT.png pool",
                   "train/10302.png mask=train/10302_GT.png pool"}));  // this one is missing: reading it will say so
}

TEST(ImageFolderLayout, ReadsTypesMasksAndConfoundersFromTheSamePathsBelow) {
  const LayoutFolder folder({"ok/a.png",
                             "ok/line2/b.BMP",
                             "defect/plain.jpg",
                             "defect/crack/a.jpg",
                             "defect/crack/b.jpg",
                             "defect/crack/b_mask.jpg",
                             "defect/pore/a.png",
                             "defect/crack/deep/x.png",
                             "defect/crack/notes.txt",
                             "masks/plain.png",
                             "masks/crack/a.png",
                             "masks/crack/b_mask.PNG",
                             "masks/crack/lonely.png",
                             "masks/ok/a.png",
                             "masks/a.png",
                             "confounders/ok/a.png",
                             "confounders/ok/line2/b.png",
                             "confounders/defect/plain.png",
                             "confounders/defect/crack/a_mask.png",
                             "confounders/crack/b.png",
                             "elsewhere/c.png"});
  EXPECT_EQ(
      lines_of(folder.list("image_folder")),
      (Lines{
          "defect/crack/a.jpg label=1 mask=masks/crack/a.png confounder=confounders/defect/crack/a_mask.png type=crack",
          "defect/crack/b.jpg label=1 mask=masks/crack/b_mask.PNG type=crack",
          "defect/crack/b_mask.jpg label=1 mask=masks/crack/b_mask.PNG type=crack",
          "defect/plain.jpg label=1 mask=masks/plain.png confounder=confounders/defect/plain.png",
          "defect/pore/a.png label=1 type=pore", "ok/a.png label=0 confounder=confounders/ok/a.png",
          "ok/line2/b.BMP label=0 confounder=confounders/ok/line2/b.png"}));
}

TEST(ImageFolderLayout, AMaskOfThePicturesNameComesFirst) {
  const LayoutFolder folder({"ok/a.png", "defect/a.png", "masks/a.png", "masks/a_mask.png"});
  EXPECT_EQ(folder.list("image_folder").items.front().mask, "masks/a.png");
}

TEST(Layouts, TypesKeepTheNamedOnesAndAllWithoutADefect) {
  const LayoutFolder folder(
      {"ok/a.png", "defect/untyped.png", "defect/crack/a.png", "defect/pore/a.png", "defect/scratch/a.png"});
  EXPECT_EQ(
      lines_of(folder.list("image_folder", {{"types", texts({"pore", "crack"})}})),
      (Lines{"defect/crack/a.png label=1 type=crack", "defect/pore/a.png label=1 type=pore", "ok/a.png label=0"}));
  EXPECT_EQ(
      refusal([&] {
        folder.list("image_folder", {{"types", texts({"crack", "crak"})}});
      }),
      "2: dataset 'image_folder': 'types' names 'crak', of which there is no picture. Found: crack, pore, scratch");
  const LayoutFolder casting({"train/ok_front/a.png", "train/def_front/b.png"});
  EXPECT_EQ(refusal([&] {
              casting.list("casting", {{"types", texts({"crack"})}});
            }),
            "2: dataset 'casting': 'types' names 'crack', of which there is no picture. Found: no types");
}

TEST(Layouts, AFolderWithoutPicturesIsAFailure) {
  const LayoutFolder folder({"ok/readme.txt", "defect/Thumbs.db"});
  EXPECT_EQ(refusal([&] { folder.list("image_folder"); }),
            fmt::format("1: dataset 'image_folder': no picture in {}: it needs pictures in ok/ and defect/[type/]",
                        std::filesystem::canonical(folder.root()).string()));
}

}  // namespace
}  // namespace xil
