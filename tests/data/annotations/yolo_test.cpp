#include <gtest/gtest.h>

#include "framework/data/annotations/yolo_names.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/layouts/file_account.h"
#include "framework/data/sources/source_reader.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

using Lines = std::vector<std::string>;

Lines read(const std::string& labels, std::int64_t height = 8) {
  LayoutFolder folder;
  folder.write("images/a.png", encode_png(Image(1, static_cast<int>(height), 8, 90)));
  folder.write_text("labels/a.txt", labels);
  folder.write_text("classes.txt", "crack\npore\n");
  Value::List size = {Value(height), Value(std::int64_t{8})};
  const SourceReading reading = read_items(folder.spec("yolo", {{"size", Value(std::move(size))}}));
  if (!reading.damages.empty()) return {reading.damages[0].reason};
  Lines rows;
  const auto& region = reading.set.items.at(0).defect;
  for (int row = 0; region && row < 4; ++row) {
    rows.emplace_back();
    for (int column = 0; column < 4; ++column) rows.back() += region->at(row, column) != 0 ? '#' : '.';
  }
  return rows;
}

TEST(YoloLayout, ReadsBoxesAndPolygonsAsFractions) {
  const Lines square = {"....", ".##.", ".##.", "...."};
  EXPECT_EQ(read("0 0.25 0.25 0.25 0.25\n"), square);
  EXPECT_EQ(read("1 0.125 0.125 0.375 0.125 0.375 0.375 0.125 0.375\r\n\n"), square);
  EXPECT_EQ(read("0 .25 .125 .25 .125", 16), square);
  EXPECT_TRUE(read("").empty());
}

TEST(YoloLayout, SaysWhatIsWrongInALine) {
  EXPECT_EQ(read("0 0.5 0.5 1 1\n0 10 20 30 40\n"),
            Lines{"labels/a.txt:2: 10 is no fraction of the picture, from 0 to 1: divide positions by its width and "
                  "height"});
  EXPECT_EQ(read("2 0.5 0.5 1 1"), Lines{"labels/a.txt:1: the category 2 is beyond the 2 names: complete them"});
  EXPECT_EQ(read("0 0.5 0.5 1 1 0.97"),
            Lines{"labels/a.txt:1: six numbers are a prediction with its confidence, and no annotation: take out the "
                  "sixth"});
  EXPECT_EQ(read("0 0.5 0.5 1"),
            Lines{"labels/a.txt:1: 4 numbers are neither a box (5) nor a polygon (7, 9, 11, ...)"});
  EXPECT_NE(read("0 nan 0.5 1 1").front().find("is no fraction"), std::string::npos);
  EXPECT_NE(read("crack 0.5 0.5 1 1").front().find("'crack' is no number"), std::string::npos);
}

TEST(YoloLayout, FindsLabelsNamesAndSplitsOfExports) {
  LayoutFolder ultralytics({"images/train/a.jpg", "images/val/b.jpg"});
  ultralytics.write_text("labels/train/a.txt", "1 0.5 0.5 0.1 0.1\n");
  ultralytics.write_text("labels/val/b.txt", "");
  ultralytics.write_text("data.yaml",
                         "path: ../set\ntrain: images/train\nnames:\n  0: crack\n  1: pore # small\nnc: 2\n");
  EXPECT_EQ(lines_of(ultralytics.list("yolo")),
            (Lines{"images/train/a.jpg label=1 type=pore pool", "images/val/b.jpg label=0 validation"}));
  LayoutFolder roboflow({"train/images/a.jpg", "test/images/a.jpg", "test/images/c.jpg"});
  roboflow.write_text("train/labels/a.txt", "0 0.5 0.5 0.1 0.1\n");
  roboflow.write_text("test/labels/a.txt", "");
  roboflow.write_text("test/labels/lonely.txt", "0 0.5 0.5 0.1 0.1\n");
  roboflow.write_text("data.yaml", "train: ../train/images\nnc: 1\nnames: ['a crack']\n");
  const Listing listing = roboflow.list("yolo");
  EXPECT_EQ(lines_of(listing), (Lines{"test/images/a.jpg label=0 test", "test/images/c.jpg label=0 test",
                                      "train/images/a.jpg label=1 type=a crack pool"}));
  EXPECT_NE(listing.items[1].fault.find("no annotation belongs to it"), std::string::npos);
  EXPECT_EQ(listing.strays, Lines{"test/labels/lonely.txt"});
  const ComponentSpec spec = roboflow.spec("yolo");
  const FileAccount account = account_for_files(spec, find_root(spec), listing);
  EXPECT_EQ(account.annotations, 3u);
  EXPECT_EQ(warnings_of(account), Lines{"1 annotation files that belong to no picture: test/labels/lonely.txt"});
  LayoutFolder cvat({"obj_train_data/a.png", "obj_train_data/b.png"});  // YOLO 1.1
  cvat.write_text("obj_train_data/a.txt", "0 0.5 0.5 0.1 0.1\n");
  cvat.write_text("obj_train_data/b.txt", "");
  cvat.write_text("obj.names", "scratch\n");
  cvat.write_text("train.txt", "data/obj_train_data/a.png\ndata/obj_train_data/b.png\n");
  EXPECT_EQ(lines_of(cvat.list("yolo")),
            (Lines{"obj_train_data/a.png label=1 type=scratch pool", "obj_train_data/b.png label=0 pool"}));
  LayoutFolder plain({"a.png"});
  plain.write_text("a.txt", "3 0.5 0.5 0.1 0.1\n");
  EXPECT_EQ(plain.list("yolo").notes, Lines{"no file names the categories: their numbers are their names"});
  EXPECT_EQ(plain.list("yolo", {{"names", texts({"a", "b", "c", "d"})}}).items[0].type, "d");
}

TEST(YoloNames, ReadsTheFormsOfDataYaml) {
  const Lines names = {"a crack", "pore"};
  for (const char* text :
       {"names: [a crack, 'pore']", "names: ['a crack',\n  \"pore\"]\n", "nc: 2\nnames: {0: a crack, 1: pore}",
        "names:\n- a crack\n- pore\ntrain: x\n", "names: # two\n  - 'a crack'\n  # more\n  - pore\nnc: 2",
        "names:\r\n  0: a crack\r\n  1: pore\r\n"}) {
    EXPECT_EQ(yaml_names(text, "data.yaml"), names) << text;
  }
  EXPECT_TRUE(yaml_names("train: x\n", "data.yaml").empty());
  const std::string form =
      "2: data.yaml: 'names' is in a form that is not read: write names: [a, b], or give the parameter names=[a, b]";
  for (const char* text :
       {"names: &n [a]", "names: [a, [b]]", "names: [a", "names: ['a\\n']", "names: *n", "names:\n  x: a\n"}) {
    EXPECT_EQ(refusal([&] { yaml_names(text, "data.yaml"); }), form) << text;
  }
  EXPECT_EQ(refusal([] { yaml_names("nc: 3\nnames: [a]", "data.yaml"); }),
            "2: data.yaml: 'nc' is 3, and there are 1 names: correct one of them");
  EXPECT_EQ(refusal([] { yaml_names("names: {0: a, 2: b}", "data.yaml"); }),
            "2: data.yaml: 'names' has the number 2 where 1 is expected: sort and complete it");
}

TEST(Layouts, AnnotatedSetsAreRecognised) {
  LayoutFolder yolo({"a.png"}), coco({"a.png"}), labelme({"a.png"}), voc({"a.png"}), both({"ok/a.png", "defect/b.png"});
  yolo.write_text("a.txt", "0 0.5 0.5 0.1 0.1\n");
  coco.write_text("a.json", R"({"images": [], "annotations": [], "categories": []})");
  labelme.write_text("a.json", R"({"shapes": [], "imagePath": "a.png"})");
  voc.write_text("a.xml", "<annotation></annotation>");
  both.write_text("annotations/a.json", R"({"images": [], "annotations": [], "categories": []})");
  EXPECT_EQ(recognise(yolo.root().string()), "yolo");
  EXPECT_EQ(recognise(coco.root().string()), "coco");
  EXPECT_EQ(recognise(labelme.root().string()), "labelme");
  EXPECT_EQ(recognise(voc.root().string()), "voc");
  EXPECT_EQ(recognise(both.root().string()), "image_folder");
}

}  // namespace
}  // namespace xil
