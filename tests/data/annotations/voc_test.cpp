#include <gtest/gtest.h>

#include "framework/data/codecs/encode.h"
#include "framework/data/sources/source_reader.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

using Lines = std::vector<std::string>;

/// As labelImg writes it.
std::string voc(const std::string& objects, const std::string& filename = "a.png", int side = 8) {
  return fmt::format(R"(<annotation verified="yes">
	<folder>pictures</folder>
	<filename>{0}</filename>
	<path>C:\Users\me\pictures\{0}</path>
	<source><database>Unknown</database></source>
	<size><width>{1}</width><height>{1}</height><depth>3</depth></size>
	<segmented>0</segmented>
	{2}
</annotation>
)",
                     filename, side, objects);
}

std::string object(const std::string& inner, const std::string& name = "crack") {
  return fmt::format(
      "<object><name>{}</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>{}</object>",
      name, inner);
}

const std::string kBox = "<bndbox><xmin>2</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax></bndbox>";

Lines read(const std::string& xml) {
  LayoutFolder folder;
  folder.write("a.png", encode_png(Image(1, 8, 8, 90)));
  folder.write_text("a.xml", xml);
  const SourceReading reading = read_items(folder.spec("voc", {{"size", Value(std::int64_t{8})}}));
  if (!reading.damages.empty()) return {reading.damages[0].reason};
  Lines rows;
  const auto& region = reading.set.items.at(0).defect;
  for (int row = 0; region && row < 4; ++row) {
    rows.emplace_back();
    for (int column = 0; column < 4; ++column) rows.back() += region->at(row, column) != 0 ? '#' : '.';
  }
  return rows;
}

TEST(VocLayout, ReadsBoxesWhosePixelsAreCountedFromOne) {
  const Lines square = {"....", ".##.", ".##.", "...."};
  EXPECT_EQ(read(voc(object(kBox))), square);
  // Roboflow writes a polygon besides, LabelMe one of points; roLabelImg turned boxes.
  EXPECT_EQ(
      read(voc(object("<bndbox><xmin>1</xmin><xmax>8</xmax><ymin>1</ymin><ymax>8</ymax></bndbox><polygon>"
                      "<x1>1</x1><y1>1</y1><x2>3</x2><y2>1</y2><x3>3</x3><y3>3</y3><x4>1</x4><y4>3</y4></polygon>"))),
      square);
  EXPECT_EQ(read(voc(object("<polygon><pt><x>1</x><y>1</y></pt><pt><x>3</x><y>1</y></pt><pt><x>3</x><y>3</y></pt>"
                            "<pt><x>1</x><y>3</y></pt></polygon>"))),
            square);
  EXPECT_EQ(read(voc(object("<robndbox><cx>2</cx><cy>2</cy><w>2</w><h>2</h><angle>0</angle></robndbox>"))), square);
  EXPECT_TRUE(read(voc("")).empty());
}

TEST(VocLayout, SaysWhatIsWrongWithOneFile) {
  EXPECT_NE(read(voc(object(kBox)).substr(0, 200)).front().find("a.xml: this is no XML, from byte"), std::string::npos);
  EXPECT_EQ(read(voc(object(""))), Lines{"a.xml: object 1 has neither bndbox nor polygon: draw it"});
  EXPECT_EQ(read(voc(object("<bndbox><xmin>nan</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax></bndbox>"))),
            Lines{"a.xml: object 1: 'xmin' of bndbox is 'nan' instead of a number"});
  EXPECT_EQ(read(voc(object("<bndbox><xmin>5</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax></bndbox>"))),
            Lines{"a.xml: object 1: its box goes from (5, 2) to (3, 3): correct it"});
  EXPECT_EQ(read(voc(object(kBox), "a.png", 16)),
            Lines{"a.xml: it was drawn on 16 x 16 pixels, and the picture has 8 x 8: take the picture that it was "
                  "drawn on, or leave the item out with damaged: skip"});
}

TEST(VocLayout, TellsAFileThatIsNoXmlAsThePicturesDamageInAnotherFolderToo) {
  LayoutFolder folder({"JPEGImages/1.jpg", "JPEGImages/2.jpg"});
  folder.write_text("Annotations/1.xml", voc(object(kBox), "1.jpg"));
  folder.write_text("Annotations/2.xml", "\1\2 no longer what it was");
  const Listing listing = folder.list("voc", {{"unlabelled", Value(std::string("ok"))}});
  ASSERT_EQ(listing.items.size(), 2u);
  EXPECT_EQ(listing.items[1].path, "JPEGImages/2.jpg");
  EXPECT_NE(listing.items[1].fault.find("Annotations/2.xml: this is no XML, from byte"), std::string::npos)
      << listing.items[1].fault;
}

TEST(VocLayout, FindsPicturesAndSplitsOfExports) {
  LayoutFolder devkit({"JPEGImages/1.jpg", "JPEGImages/2.jpg", "SegmentationClass/1.png"});
  devkit.write_text("Annotations/1.xml", voc(object(kBox), "1.jpg"));
  devkit.write_text("Annotations/2.xml", voc(object(kBox, "pore"), "2"));
  devkit.write_text("ImageSets/Main/train.txt", "1\n");
  devkit.write_text("ImageSets/Main/test.txt", "2  1\r\n");
  devkit.write_text("ImageSets/Main/trainval.txt", "1\n2\n");
  EXPECT_EQ(lines_of(devkit.list("voc")),
            (Lines{"JPEGImages/1.jpg label=1 type=crack pool", "JPEGImages/2.jpg label=1 type=pore test"}));
  LayoutFolder roboflow({"train/a.jpg", "valid/a.jpg"});
  roboflow.write_text("train/a.xml", voc(object(kBox), "a.jpg"));
  roboflow.write_text("valid/a.xml", voc("", "a.jpg"));
  EXPECT_EQ(lines_of(roboflow.list("voc")),
            (Lines{"train/a.jpg label=1 type=crack pool", "valid/a.jpg label=0 validation"}));
  LayoutFolder neu({"train/images/crazing/c_1.jpg", "validation/images/crazing/c_2.jpg"});
  neu.write_text("train/annotations/c_1.xml", voc(object(kBox, "crazing"), "c_1.jpg"));
  neu.write_text("validation/annotations/c_2.xml", voc(object(kBox, "crazing"), "c_2.jpg"));
  EXPECT_EQ(lines_of(neu.list("voc")).front(), "train/images/crazing/c_1.jpg label=1 type=crazing pool");
}

TEST(VocLayout, ExpandsNoEntities) {
  EXPECT_TRUE(read("<!DOCTYPE a [<!ENTITY x \"crack\"><!ENTITY y \"&x;&x;\">]>" + voc(object(kBox, "&y;"))).size() > 0);
}

}  // namespace
}  // namespace xil
