#include <gtest/gtest.h>

#include "framework/data/codecs/encode.h"
#include "framework/data/sources/source_reader.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

using Lines = std::vector<std::string>;

/// As labelme 5 writes it, with the picture itself left out.
std::string labelme(const std::string& shapes, const std::string& named = "a.png", const std::string& data = "null") {
  return fmt::format(R"({{
  "version": "5.4.1", "flags": {{"seen": false}},
  "shapes": [{}],
  "imagePath": "{}", "imageData": {}, "imageHeight": 8, "imageWidth": 8
}})",
                     shapes, named, data);
}

std::string shape(const std::string& type, const std::string& points, const std::string& label = "crack") {
  return fmt::format(
      R"({{"label": "{}", "points": {}, "group_id": null, "description": "", "shape_type": "{}", "flags": {{}},
    "mask": null}})",
      label, points, type);
}

struct LabelmeFolder : LayoutFolder {
  explicit LabelmeFolder(const std::string& json) {
    write("a.png", encode_png(Image(1, 8, 8, 90)));
    write_text("a.json", json);
  }
};

Lines rows_of(const std::optional<Region>& region) {
  Lines rows;
  for (int row = 0; region && row < 3; ++row) {
    rows.emplace_back();
    for (int column = 0; column < 4; ++column) rows.back() += region->at(row, column) != 0 ? '#' : '.';
  }
  return rows;
}

/// The upper left corner of the region, or the fault.
Lines read(const std::string& shapes, Value::Map params = {}) {
  params.emplace_back("size", Value(std::int64_t{8}));
  const auto folder = LabelmeFolder(labelme(shapes));
  const SourceReading reading = read_items(folder.spec("labelme", std::move(params)));
  return reading.damages.empty() ? rows_of(reading.set.items.at(0).defect) : Lines{reading.damages[0].reason};
}

TEST(LabelmeLayout, ReadsEveryTypeOfShape) {
  const Lines square = {"....", ".##.", ".##."};
  EXPECT_EQ(read(shape("polygon", "[[1, 1], [3.0, 1], [3, 3], [1, 3]]")), square);
  EXPECT_EQ(read(shape("rectangle", "[[3, 3], [1, 1]]")), square);
  EXPECT_EQ(read(shape("rectangle", "[[1, 1], [3, 1], [3, 3], [1, 3]]")), square);
  EXPECT_EQ(read(shape("circle", "[[1.5, 1.5], [2.5, 1.5]]")), (Lines{".#..", "###.", ".#.."}));
  const Value::Map wide = {{"line_width", Value(2.0)}};
  EXPECT_EQ(read(shape("point", "[[1.5, 1.5]]"), wide), (Lines{".#..", "###.", ".#.."}));
  EXPECT_EQ(read(shape("line", "[[0.5, 1.5], [3.5, 1.5]]"), {{"line_width", Value(1.0)}}),
            (Lines{"....", "####", "...."}));
  EXPECT_EQ(read(shape("linestrip", "[[0, 0], [1, 1]]")),
            Lines{"a.json: shape 1: a linestrip encloses nothing: line_width says how many pixels wide it is, or "
                  "ignored names its category"});
  EXPECT_EQ(read(shape("spline", "[[0, 0], [1, 1]]")),
            Lines{"a.json: shape 1: shapes of the type 'spline' are not read: draw a polygon"});
}

TEST(LabelmeLayout, ReadsMasksInBase64) {
  // A PNG of 2 x 2 pixels, 1 bit: the diagonal is 1.
  const std::string png =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR4nGNoYHAAAAHEAMGYZjUWAAAAAElFTkSuQmCC";
  const std::string mask =
      fmt::format(R"({{"label": "crack", "points": [[1, 0], [2, 1]], "shape_type": "mask", "mask": "{}"}})", png);
  EXPECT_EQ(read(mask), (Lines{".#..", "..#.", "...."}));
  EXPECT_NE(read(fmt::format(R"({{"label": "c", "points": [[1, 0], [2, 1]], "shape_type": "mask", "mask": "*"}})"))
                .front()
                .find("its mask is no base64"),
            std::string::npos);
}

TEST(LabelmeLayout, FindsThePictureByItsPathOrBesideTheFile) {
  LayoutFolder folder({"images/a.png", "b.png", "c.jpg", "deep/d.png"});
  folder.write_text("labels/a.json", labelme("", "..\\\\images\\\\a.png"));
  folder.write_text("b.json", labelme(shape("rectangle", "[[1, 1], [3, 3]]"), "old_name.png"));
  folder.write_text("c.json", labelme("", "/home/me/pictures/c.jpg"));
  folder.write_text("deep/d.json", labelme(shape("rectangle", "[[1, 1], [3, 3]]", "good"), "d.png"));
  const Listing listing = folder.list("labelme");
  EXPECT_EQ(lines_of(listing),
            (Lines{"b.png label=1 type=crack", "c.jpg label=0", "deep/d.png label=0", "images/a.png label=0"}));
  EXPECT_EQ(listing.notes,
            Lines{"1 annotations name a picture that is not there, and belong to the one beside them: b.json"});
}

TEST(LabelmeLayout, SaysWhatIsWrongWithOneFile) {
  LayoutFolder folder({"a.png", "b.png", "c.png"});
  folder.write_text("a.json", labelme(""));
  folder.write_text("b.json", R"({"version": "5", "shapes": [)");
  folder.write_text("gone.json", labelme("", "gone.png", R"("aGVsbG8=")"));
  const Listing listing = folder.list("labelme");
  ASSERT_EQ(listing.items.size(), 4u);
  EXPECT_NE(listing.items[1].fault.find("b.json: this is no JSON, from byte"), std::string::npos);
  EXPECT_NE(listing.items[2].fault.find("c.png: no annotation belongs to it"), std::string::npos);
  EXPECT_EQ(listing.items[3].fault,
            "gone.json: its picture 'gone.png' is not there, but lies in the file itself (imageData): "
            "labelme_export_json takes it out");
}

TEST(LabelmeLayout, TakesFlagsOfThePictureAsItsCategories) {
  LayoutFolder folder({"a.png", "b.png"});
  folder.write_text("a.json", R"({"flags": {"dirt": true, "other": false}, "shapes": [], "imagePath": "a.png"})");
  folder.write_text("b.json", R"({"flags": {"good": true}, "shapes": [], "imagePath": "b.png"})");
  EXPECT_EQ(lines_of(folder.list("labelme")), (Lines{"a.png label=1 type=dirt", "b.png label=0"}));
}

}  // namespace
}  // namespace xil
