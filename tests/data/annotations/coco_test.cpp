#include <gtest/gtest.h>

#include "framework/data/codecs/encode.h"
#include "framework/data/layouts/file_account.h"
#include "framework/data/sources/source_reader.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* kImages = R"("images": [{"id": 1, "file_name": "a.png", "width": 8, "height": 8},
  {"id": 2, "file_name": "b.png", "width": 8, "height": 8}, {"id": 3, "file_name": "c.png", "width": 8, "height": 8}])";
constexpr const char* kCategories =
    R"("categories": [{"id": 1, "name": "crack"}, {"id": 2, "name": "pore", "supercategory": "x"}, {"id": 3, "name": "good"}])";

std::string coco(const std::string& annotations, const std::string& images = kImages) {
  return fmt::format(R"({{"info": {{}}, {}, {}, "annotations": [{}]}})", images, kCategories, annotations);
}

/// Three grey pictures of 8 x 8 beside a JSON file.
struct CocoFolder : LayoutFolder {
  explicit CocoFolder(const std::string& json, const std::string& path = "result.json") {
    for (const char* name : {"a.png", "b.png", "c.png"}) write(name, encode_png(Image(1, 8, 8, 90)));
    write_text(path, json);
  }
};

SourceReading reading_of(const LayoutFolder& folder, Value::Map params = {}) {
  params.emplace_back("size", Value(std::int64_t{8}));
  return read_items(folder.spec("coco", std::move(params)));
}

/// Rows of '#' and '.'; empty for an item without a region.
Lines rows_of(const std::optional<Region>& region) {
  Lines rows;
  for (int row = 0; region && row < region->height; ++row) {
    rows.emplace_back();
    for (int column = 0; column < region->width; ++column) rows.back() += region->at(row, column) != 0 ? '#' : '.';
  }
  return rows;
}

const Lines kSquare = {"........", ".##.....", ".##.....", "........", "........", "........", "........", "........"};
const std::string kPolygon =
    R"({"id": 7, "image_id": 1, "category_id": 1, "iscrowd": 0, "segmentation": [[1, 1, 3, 1, 3, 3, 1, 3]], "bbox": [1, 1, 2, 2]})";

TEST(CocoLayout, ReadsPolygonsAndRunLengthsAsOneRegion) {
  // Pixels (1, 1) and (1, 2), then (2, 1) and (2, 2), column by column: 9 outside, 2 inside, 6 outside, 2 inside.
  const Lines forms = {
      kPolygon,
      R"({"image_id": 1, "category_id": 1, "iscrowd": 1, "segmentation": {"size": [8, 8], "counts": [9, 2, 6, 2, 45]}})",
      // By hand after rleToString of pycocotools: 9, 2, 6, 2 - 2, 45 - 6 = 39 = 7 + 32.
      R"({"image_id": 1, "category_id": 1, "segmentation": {"size": [8, 8], "counts": "9260W1"}})"};
  for (const std::string& form : forms) {
    const SourceReading reading = reading_of(CocoFolder(coco(form)));
    ASSERT_EQ(reading.set.items.size(), 3u) << form << (reading.damages.empty() ? "" : reading.damages[0].reason);
    EXPECT_EQ(rows_of(reading.set.items[0].defect), kSquare) << form;
    EXPECT_EQ(reading.set.items[0].type, "crack");
    EXPECT_EQ(reading.set.items[1].label, kOkLabel);
  }
}

TEST(CocoLayout, TakesABoxOnlyWhereThatIsSaid) {
  const auto folder =
      CocoFolder(coco(R"({"id": 5, "image_id": 1, "category_id": 1, "segmentation": [], "bbox": [1, 1, 2, 2]})"));
  const SourceReading refused = reading_of(folder);
  ASSERT_EQ(refused.damages.size(), 1u);
  EXPECT_EQ(refused.damages[0].reason,
            "result.json: annotation 5 has a box and no outline: boxes=region takes the box as the region, boxes=none "
            "leaves it out");
  EXPECT_EQ(rows_of(reading_of(folder, {{"boxes", Value(std::string("region"))}}).set.items[0].defect), kSquare);
  const SourceReading none = reading_of(folder, {{"boxes", Value(std::string("none"))}});
  EXPECT_EQ(none.set.items[0].label, kDefectLabel);
  EXPECT_FALSE(none.set.items[0].defect.has_value());
}

TEST(CocoLayout, JoinsTheCategoriesOfAPictureOrTakesTheLargest) {
  const std::string two =
      kPolygon + R"(, {"id": 8, "image_id": 1, "category_id": 2, "segmentation": [[4, 4, 8, 4, 8, 8, 4, 8]]})" +
      R"(, {"id": 9, "image_id": 2, "category_id": 3, "segmentation": [[0, 0, 2, 0, 2, 2]]})";
  const auto folder = CocoFolder(coco(two));
  EXPECT_EQ(lines_of(folder.list("coco")), (Lines{"a.png label=1 type=crack+pore", "b.png label=0", "c.png label=0"}));
  EXPECT_EQ(lines_of(folder.list("coco", {{"several", Value(std::string("largest"))}})).front(),
            "a.png label=1 type=pore");
  EXPECT_EQ(lines_of(folder.list("coco", {{"ignored", texts({"pore"})}})).front(), "a.png label=1 type=crack");
  const Listing confounded = folder.list("coco", {{"confounders", texts({"pore"})}});
  EXPECT_EQ(confounded.items[0].type, "crack");
  EXPECT_EQ(confounded.items[0].drawn.confounder.size(), 1u);
}

TEST(CocoLayout, TakesCategoriesAsClasses) {
  const std::string annotations =
      kPolygon + R"(, {"id": 8, "image_id": 2, "category_id": 2, "segmentation": [[0, 0, 2, 0, 2, 2]]})";
  const auto folder = CocoFolder(coco(annotations));
  const Listing listing = folder.list("coco", {{"classes", texts({"good", "crack", "pore"})}});
  EXPECT_EQ(lines_of(listing), (Lines{"a.png label=1", "b.png label=2", "c.png label=0"}));
  EXPECT_EQ(listing.class_names, (Lines{"good", "crack", "pore"}));
  EXPECT_EQ(listing.items[1].drawn.defect.size(), 1u);
  const Listing none =
      folder.list("coco", {{"classes", texts({"crack", "pore"})}, {"ok_class", Value(std::string("none"))}});
  EXPECT_EQ(none.ok_label, kNoClass);
  EXPECT_EQ(none.items[0].drawn.defect.size(), 1u);
  EXPECT_NE(none.items[2].fault.find("c.png: nothing is marked"), std::string::npos);
  const Listing unknown = folder.list("coco", {{"classes", texts({"good", "crack"})}});
  EXPECT_NE(unknown.items[1].fault.find("its category 'pore' is none of the classes good, crack"), std::string::npos);
  const auto both = CocoFolder(
      coco(kPolygon + R"(, {"id": 8, "image_id": 1, "category_id": 2, "segmentation": [[4, 4, 8, 4, 8, 8, 4, 8]]})"));
  const Value::Map classes = {{"classes", texts({"good", "crack", "pore"})}};
  EXPECT_NE(both.list("coco", classes).items[0].fault.find("several=largest"), std::string::npos);
  Value::Map largest = classes;
  largest.emplace_back("several", Value(std::string("largest")));
  EXPECT_EQ(lines_of(both.list("coco", largest)).front(), "a.png label=2");
  EXPECT_EQ(both.list("coco", largest).items[0].drawn.defect.size(), 1u);
}

TEST(CocoLayout, FindsPicturesAsExportsNameThem) {
  // CVAT: annotations/instances_default.json and images/; Label Studio: "images\\name" and a URL; a path elsewhere.
  for (const auto& [named, path] : std::vector<std::pair<std::string, std::string>>{
           {"a.png", "images/a.png"},
           {"images\\\\a.png", "images/a.png"},
           {"/data/local-files/?d=set%2F..\\/images/a.png", "images/a.png"},
           {"C:\\\\Users\\\\me\\\\a.png", "pictures/deep/a.png"},
           {"../images/a.png", "images/a.png"},
           {"part/a.png", "images/part/a.png"}}) {
    LayoutFolder folder({path});
    folder.write_text("annotations/instances_default.json",
                      coco("", fmt::format(R"("images": [{{"id": 1, "file_name": "{}"}}])", named)));
    EXPECT_EQ(lines_of(folder.list("coco")), Lines{path + " label=0"}) << named;
  }
}

TEST(CocoLayout, KeepsTheSplitOfFoldersAndFileNames) {
  LayoutFolder roboflow({"train/a_jpg.rf.1f.jpg", "valid/b_jpg.rf.2e.jpg", "test/c.jpg"});
  roboflow.write_text("train/_annotations.coco.json",
                      coco("", R"("images": [{"id": 0, "file_name": "a_jpg.rf.1f.jpg"}])"));
  roboflow.write_text("valid/_annotations.coco.json",
                      coco("", R"("images": [{"id": 0, "file_name": "b_jpg.rf.2e.jpg"}])"));
  roboflow.write_text("test/_annotations.coco.json", coco("", R"("images": [{"id": 0, "file_name": "c.jpg"}])"));
  EXPECT_EQ(lines_of(roboflow.list("coco")), (Lines{"test/c.jpg label=0 test", "train/a_jpg.rf.1f.jpg label=0 pool",
                                                    "valid/b_jpg.rf.2e.jpg label=0 validation"}));
  LayoutFolder named({"images/a.jpg", "images/b.jpg"});
  named.write_text("annotations/instances_train2017.json", coco("", R"("images": [{"id": 0, "file_name": "a.jpg"}])"));
  named.write_text("annotations/instances_val2017.json", coco("", R"("images": [{"id": 0, "file_name": "b.jpg"}])"));
  EXPECT_EQ(lines_of(named.list("coco")), (Lines{"images/a.jpg label=0 pool", "images/b.jpg label=0 validation"}));
}

TEST(CocoLayout, NamesPicturesThatAreMissingTwiceOrUnlabelled) {
  LayoutFolder folder({"a.png", "b.png"});
  folder.write_text(
      "x.json",
      coco(
          "",
          R"("images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "a.png"}, {"id": 3, "file_name": "no.png"}])"));
  const Listing listing = folder.list("coco");
  ASSERT_EQ(lines_of(listing), (Lines{"a.png label=0", "b.png label=0", "no.png label=0"}));
  EXPECT_EQ(listing.items[0].fault, "a.png: it is annotated twice, in x.json and in x.json: take one of them out");
  EXPECT_EQ(listing.items[1].fault, "b.png: no annotation belongs to it: unlabelled=ok takes such pictures as ok");
  EXPECT_EQ(listing.items[2].fault, "");  // reading it fails
  const Listing ok = folder.list("coco", {{"unlabelled", Value(std::string("ok"))}});
  EXPECT_EQ(ok.items[1].fault, "");
  EXPECT_EQ(ok.notes, Lines{"1 pictures without annotation count as ok: b.png"});
  // The name says which folder is meant: another picture of that name is not it.
  LayoutFolder other({"train/a.png"});
  other.write_text("x.json", coco("", R"("images": [{"id": 1, "file_name": "valid/a.png"}])"));
  EXPECT_EQ(other.list("coco", {{"unlabelled", Value(std::string("ok"))}}).items.size(), 2u);
}

TEST(CocoLayout, CountsAnnotationsOfUnknownImagesAndCrowds) {
  const auto folder = CocoFolder(coco(kPolygon + R"(, {"id": 9, "image_id": 77, "category_id": 1, "segmentation": []},
      {"id": 10, "image_id": 2, "category_id": 1, "iscrowd": 1, "segmentation": {"size": [8, 8], "counts": [9, 2, 53]}})"));
  EXPECT_EQ(folder.list("coco").notes,
            (Lines{"result.json: 1 annotations belong to images that it does not list, and are passed over: 9",
                   "result.json: 1 annotations mark a crowd as a whole (iscrowd), and are taken like others"}));
  const FileAccount account =
      account_for_files(folder.spec("coco"), find_root(folder.spec("coco")), folder.list("coco"));
  EXPECT_EQ(account.annotations, 1u);
  EXPECT_TRUE(account.unused.empty());
}

TEST(CocoLayout, TakesNoPictureAsOkWhereAnnotationsBelongToUnknownImages) {
  const auto folder =
      CocoFolder(coco(kPolygon + R"(, {"id": 9, "image_id": 77, "category_id": 1, "segmentation": []})"));
  EXPECT_EQ(refusal([&] {
              folder.list("coco", {{"unlabelled", Value(std::string("ok"))}});
            }),
            "1: result.json: 1 annotations belong to images that it does not list (9), so that a picture without "
            "annotation may be a marked one: restore its list of images, or take unlabelled=refuse");
}

TEST(CocoLayout, RefusesFilesThatDoNotFitTogether) {
  const auto why = [](const std::string& json) {
    const auto folder = CocoFolder(json);
    return refusal([&] { folder.list("coco"); });
  };
  EXPECT_EQ(why(R"({"images": [], "categories": []})"),
            "1: result.json: it has no 'annotations', as lists of pictures to be labelled have: the parameter file "
            "names another");
  EXPECT_EQ(why(coco("", R"("images": [{"id": 1, "file_name": "a.png"}, {"id": 1, "file_name": "b.png"}])")),
            "1: result.json: two images have the id 1: restore the file");
  EXPECT_EQ(why(coco(R"({"id": 4, "image_id": 1, "category_id": 9})")),
            "1: result.json: annotation 4 is of a category that the file does not list: restore the file");
  EXPECT_NE(why(coco(R"({"id": 4, "image_id": 1, "category_id": 1, "segmentation": [[NaN, 1, 2, 3, 4, 5]]})"))
                .find("result.json: this is no JSON, from byte"),
            std::string::npos);
  const std::string deep(100'000, '[');
  EXPECT_NE(why(R"({"images": [], "annotations": )" + deep).find("more than 24 levels"), std::string::npos);
}

}  // namespace
}  // namespace xil
