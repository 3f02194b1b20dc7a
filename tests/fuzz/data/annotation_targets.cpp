#include "tests/fuzz/data/annotation_targets.h"

#include "framework/core/catalogue/tables.h"
#include "framework/data/annotations/coco_file.h"
#include "framework/data/annotations/drawn_region.h"
#include "framework/data/annotations/labelme_file.h"
#include "framework/data/annotations/picture_index.h"
#include "framework/data/annotations/voc_file.h"
#include "framework/data/annotations/yolo_file.h"
#include "framework/data/annotations/yolo_names.h"
#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "tests/fuzz/text_target.h"

namespace xil::fuzz {
namespace {

/// Pictures a.png to c.png and a file of annotations, read alone, under sanitizers, and as `xil data check` and runs
/// read the set.
class AnnotationTarget : public TextTarget {
 public:
  /// `beside`: the file of another picture, with the first example, so that the set is one whatever the input.
  AnnotationTarget(Corpus corpus, const std::string& dataset, std::string file, const std::string& beside)
      : TextTarget(std::move(corpus)), file_(std::move(file)) {
    for (const char* name : {"a.png", "b.png", "c.png"}) {
      const auto bytes = encode_png(Image(1, 12, 16, static_cast<std::uint8_t>(name[0])));
      write_bytes_to(folder_ / name, {bytes.begin(), bytes.end()});
    }
    if (!beside.empty()) write_bytes_to(folder_ / beside, seeds().front());
    Value params(Value::Map{{"root", Value(folder_.path().string())},
                            {"size", Value(std::int64_t{8})},
                            {"damaged", Value(std::string("skip"))},
                            {"unlabelled", Value(std::string("ok"))}});
    if (beside.empty()) params.set("file", Value(file_));
    spec_ = resolved(dataset_table(), "dataset", dataset, params);
  }
  void read(const std::string& input) const override {
    write_bytes_to(folder_ / file_, input);
    const DatasetRoot root(folder_.path());
    for (const AnnotatedPicture& picture : pictures_in(root, file_)) fill_all(root, picture);
    check_set(spec_);
  }

 protected:
  virtual std::vector<AnnotatedPicture> pictures_in(const DatasetRoot& root, const std::string& file) const = 0;

 private:
  static void fill_all(const DatasetRoot& root, const AnnotatedPicture& picture) {
    PictureIndex(root, "").find(picture.annotation, picture.path);
    InspectedPicture inspected;
    inspected.image = Image(1, 12, 16);
    const DrawnShapes drawn{.height = picture.height, .width = picture.width, .fractions = picture.fractions};
    for (const CategoryMark& mark : picture.marks) {
      FillCounts counts;
      for (const Shape& shape : mark.shapes) area_of(shape);
      try {
        const Region region = region_of_shapes(mark.shapes, drawn, inspected, {}, "file", counts);
        must(region.height == 12 && region.width == 16, "a region has not the size of its picture");
      } catch (const Error&) {
        continue;  // of one mark; the others are tried
      }
    }
  }

  const ScratchFolder folder_;
  const std::string file_;
  ComponentSpec spec_;
};

class CocoTarget final : public AnnotationTarget {
 public:
  CocoTarget() : AnnotationTarget(corpus(), "coco", "set.json", "") {}

 protected:
  std::vector<AnnotatedPicture> pictures_in(const DatasetRoot& root, const std::string& file) const override {
    looks_like_coco(root, file);
    CocoParams params;
    params.boxes = Boxes::Filled;
    return read_coco(root, file, params).pictures;
  }

 private:
  static Corpus corpus() {
    return {{R"({"info": {}, "images": [{"id": 1, "file_name": "a.png", "width": 16, "height": 12},
 {"id": 2, "file_name": "b.png", "width": 16, "height": 12}, {"id": 3, "file_name": "c.png"}],
"categories": [{"id": 1, "name": "crack", "supercategory": "x"}, {"id": 2, "name": "ok"}],
"annotations": [{"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 4, "segmentation": [[1, 1, 3.5, 1, 3, 3, 1, 3], [5, 5, 9, 5, 7, 9]]},
 {"id": 2, "image_id": 2, "category_id": 1, "iscrowd": 1, "segmentation": {"size": [12, 16], "counts": [9, 2, 181]}},
 {"id": 3, "image_id": 3, "category_id": 2, "segmentation": {"size": [12, 16], "counts": "9260W1"}},
 {"id": 4, "image_id": 1, "category_id": 1, "segmentation": [], "bbox": [1, 2, 3, 4]}]})",
             R"({"images": [], "annotations": [], "categories": []})"},
            {"\"images\"", "\"segmentation\"", "\"counts\"", "\"size\"", "[12, 16]", "null", "true", "NaN", "1e308",
             "-1e9", "{}", "[]", "\"a.png\"", "\"../a.png\"", "\"/etc/passwd\"", "[[", "]]", "\"\\u0000\"",
             "99999999999999999999"}};
  }
};

class LabelmeTarget final : public AnnotationTarget {
 public:
  LabelmeTarget() : AnnotationTarget(corpus(), "labelme", "a.json", "b.json") {}

 protected:
  std::vector<AnnotatedPicture> pictures_in(const DatasetRoot& root, const std::string& file) const override {
    looks_like_labelme(root, file);
    LabelmeParams params;
    params.line_width = 3;
    return {read_labelme(root, file, params).picture};
  }

 private:
  static Corpus corpus() {
    const auto shape = [](const char* type, const char* points) {
      return fmt::format(R"({{"label": "crack", "points": {}, "group_id": null, "shape_type": "{}", "flags": {{}}}})",
                         points, type);
    };
    const std::string frame = R"({{"version": "5.4.1", "flags": {{"good": false}}, "shapes": [{}],
"imagePath": "a.png", "imageData": null, "imageHeight": 12, "imageWidth": 16}})";
    return {{fmt::format(fmt::runtime(frame), shape("polygon", "[[1, 1], [5.5, 1], [4, 7]]") + ",\n" +
                                                  shape("rectangle", "[[3, 3], [1, 1]]") + ",\n" +
                                                  shape("circle", "[[4, 4], [6, 4]]")),
             fmt::format(
                 fmt::runtime(frame),
                 R"({"label": "c", "points": [[1, 0], [2, 1]], "shape_type": "mask", "mask": )"
                 R"("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR4nGNoYHAAAAHEAMGYZjUWAAAAAElFTkSuQmCC"})")},
            {"\"linestrip\"", "\"point\"", "\"points\"", "\"mask\"", "\"circle\"", "null", "true", "1e308", "-1e9",
             "[]", "{}", "\"..\\\\a.png\"", "\"/a.png\"", "\"imageData\"", "[[", "]]"}};
  }
};

class VocTarget final : public AnnotationTarget {
 public:
  VocTarget() : AnnotationTarget(corpus(), "voc", "a.xml", "c.xml") {}

 protected:
  std::vector<AnnotatedPicture> pictures_in(const DatasetRoot& root, const std::string& file) const override {
    looks_like_voc(root, file);
    return {read_voc(root, file, VocParams()).picture};
  }

 private:
  static Corpus corpus() {
    return {{R"(<annotation verified="yes">
	<folder>x</folder><filename>a.png</filename><path>C:\x\a.png</path>
	<size><width>16</width><height>12</height><depth>3</depth></size>
	<object><name>crack</name><difficult>0</difficult>
		<bndbox><xmin>2</xmin><ymin>2</ymin><xmax>5</xmax><ymax>6</ymax></bndbox></object>
	<object><name>pore</name><polygon><x1>1</x1><y1>1</y1><x2>7</x2><y2>1</y2><x3>4</x3><y3>9</y3></polygon></object>
</annotation>)",
             R"(<?xml version="1.0"?><annotation><filename>b</filename><object><name>ok</name><polygon>
<pt><x>1</x><y>2</y></pt><pt><x>9</x><y>2</y></pt><pt><x>4</x><y>8</y></pt></polygon></object>
<object><name>t</name><robndbox><cx>5</cx><cy>5</cy><w>4</w><h>2</h><angle>0.5</angle></robndbox></object></annotation>)"},
            {"<object>", "</object>", "<bndbox>", "</bndbox>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE a [",
             "&amp;", "&#x0;", "<a b='c'/>", "nan", "inf", "1e308", "-5", "<xmin>", "</annotation>", "<annotation>"}};
  }
};

/// The labels of a.png; now and then the text is that of data.yaml as well.
class YoloTarget final : public AnnotationTarget {
 public:
  YoloTarget() : AnnotationTarget(corpus(), "yolo", "a.txt", "b.txt") {}

 protected:
  std::vector<AnnotatedPicture> pictures_in(const DatasetRoot& root, const std::string& file) const override {
    looks_like_yolo(root, file);
    const auto bytes = root.read(file);
    try {
      yaml_names(std::string(bytes.begin(), bytes.end()), "data.yaml");
    } catch (const Error&) {
    }
    return {read_yolo(root, file, {"crack", "pore"}, YoloParams())};
  }

 private:
  static Corpus corpus() {
    return {{"0 0.5 0.5 0.25 0.25\n1 0.1 0.1 0.9 0.1 0.5 0.9\n", "1 0.5 0.5 1 1\r\n", "",
             "train: images/train\nnc: 2\nnames: ['a crack', \"pore\"]\n", "names:\n  0: crack\n  1: pore # small\n",
             "names:\n- crack\n- pore\n"},
            {"names:", "nc:", "kpt_shape:", "[", "]", "{", "}", "'", "\"", "#", " - ", ": ", "nan", "inf", "1e308",
             "-0.5", "7", "\t"}};
  }
};

}  // namespace

std::unique_ptr<Target> coco_target() { return std::make_unique<CocoTarget>(); }
std::unique_ptr<Target> labelme_target() { return std::make_unique<LabelmeTarget>(); }
std::unique_ptr<Target> voc_target() { return std::make_unique<VocTarget>(); }
std::unique_ptr<Target> yolo_target() { return std::make_unique<YoloTarget>(); }

}  // namespace xil::fuzz
