#include "framework/data/annotations/coco_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "framework/core/base/error.h"
#include "framework/data/annotations/coco_runs.h"
#include "framework/data/annotations/json_reader.h"

namespace xil {
namespace {

constexpr std::size_t kHead = std::size_t{64} << 10;

/// Reads one file.
class CocoReader {
 public:
  CocoReader(const std::string& path, const CocoParams& params) : path_(path), params_(params) {}

  CocoFile read(const Value& file) {
    for (const Value& category : list_at(file, "categories", path_)) add_category(category);
    for (const Value& image : list_at(file, "images", path_)) add_image(image);
    for (const Value& annotation : list_at(file, "annotations", path_)) add_annotation(annotation);
    return std::move(read_);
  }

 private:
  std::string id_of(const Value& object, std::string_view key, std::string_view what) const {
    const std::string where = fmt::format("{}: one of its {}", path_, what);
    std::string id = text_at(object, key, where);
    require(!id.empty(), "{} has no '{}': restore the file", where, key);
    return id;
  }

  void add_category(const Value& category) {
    const std::string id = id_of(category, "id", "categories"), name = text_at(category, "name", path_);
    require(!name.empty(), "{}: the category {} has no name: name it", path_, id);
    require(names_.emplace(id, name).second, "{}: two categories have the id {}: restore the file", path_, id);
  }

  void add_image(const Value& image) {
    const std::string id = id_of(image, "id", "images");
    const std::string where = fmt::format("{}: image {}", path_, id);
    AnnotatedPicture picture;
    picture.path = text_at(image, "file_name", where);
    require(!picture.path.empty(), "{} has no file_name: restore the file", where);
    require(place_.emplace(id, read_.pictures.size()).second, "{}: two images have the id {}: restore the file", path_,
            id);
    picture.annotation = path_;
    picture.height = count_at(image, "height", where);
    picture.width = count_at(image, "width", where);
    read_.pictures.push_back(std::move(picture));
  }

  void add_annotation(const Value& annotation) {
    const std::string image = id_of(annotation, "image_id", "annotations"), id = text_at(annotation, "id", path_);
    const auto found = place_.find(image);
    if (found == place_.end()) {
      read_.strangers.push_back(id.empty() ? "without id" : id);
      return;
    }
    AnnotatedPicture& picture = read_.pictures[found->second];
    const auto category = names_.find(id_of(annotation, "category_id", "annotations"));
    const std::string where = fmt::format("{}: annotation {}", path_, id);
    require(category != names_.end(), "{} is of a category that the file does not list: restore the file", where);
    if (std::ranges::find(params_.ignored, category->second) != params_.ignored.end()) return;
    try {
      const Value* crowd = annotation.find("iscrowd");
      if (crowd != nullptr && *crowd == Value(std::int64_t{1})) ++read_.crowds;
      picture.marks.push_back({category->second, shapes_of(annotation, where, picture)});
    } catch (const Error& error) {
      if (picture.fault.empty()) picture.fault = error.what();
    }
  }

  std::vector<Shape> shapes_of(const Value& annotation, const std::string& where, const AnnotatedPicture& picture) {
    const Value* outline = annotation.find("segmentation");
    if (outline != nullptr && outline->get<Value::Map>() != nullptr) return {runs_of(*outline, where, picture)};
    const Value::List& polygons = list_at(annotation, "segmentation", where);
    if (polygons.empty()) return box_of(annotation, where);
    if (polygons.front().get<Value::List>() == nullptr) return {{.points = points_of(*outline, where)}};
    std::vector<Shape> shapes;
    for (const Value& polygon : polygons) shapes.push_back({.points = points_of(polygon, where)});
    return shapes;
  }

  std::vector<Shape> box_of(const Value& annotation, const std::string& where) const {
    const Value::List& box = list_at(annotation, "bbox", where);
    if (box.empty() || params_.boxes == Boxes::None) return {};
    require(params_.boxes == Boxes::Filled,
            "{} has a box and no outline: boxes=region takes the box as the region, boxes=none leaves it out", where);
    require(box.size() == 4, "{}: a bbox of {} numbers instead of x, y, width and height", where, box.size());
    const double x = number_at(box[0], where), y = number_at(box[1], where);
    return {box_shape(x, y, x + number_at(box[2], where), y + number_at(box[3], where))};
  }

  static Shape runs_of(const Value& outline, const std::string& where, const AnnotatedPicture& picture) {
    const Value::List& size = list_at(outline, "size", where);
    require(size.size() == 2, "{}: run lengths without the size of their picture: restore them", where);
    const double height = number_at(size[0], where), width = number_at(size[1], where);
    const bool stated = picture.height > 0 && picture.width > 0;
    require(height > 0 && width > 0 && height <= 65535 && width <= 65535 &&
                (!stated || (height == picture.height && width == picture.width)),
            "{}: run lengths of {} x {} pixels for a picture of {} x {}: restore them", where, width, height,
            picture.width, picture.height);
    Shape shape{.kind = Shape::Kind::Runs};
    shape.box_height = static_cast<int>(height);
    shape.box_width = static_cast<int>(width);
    const Value* counts = outline.find("counts");
    require(counts != nullptr, "{}: run lengths without 'counts': restore them", where);
    if (const auto* text = counts->get<std::string>()) {
      shape.runs = coco_runs(*text, where);
      return shape;
    }
    for (const Value& count : list_at(outline, "counts", where)) {
      const double run = number_at(count, where);
      require(run >= 0 && run <= UINT32_MAX, "{}: a run of {} pixels: restore the run lengths", where, run);
      shape.runs.push_back(static_cast<std::uint32_t>(run));
    }
    return shape;
  }

  const std::string& path_;
  const CocoParams& params_;
  CocoFile read_;
  std::map<std::string, std::string> names_;  ///< of categories, by id
  std::map<std::string, std::size_t> place_;  ///< of images, by id
};

}  // namespace

bool looks_like_coco(const DatasetRoot& root, const std::string& path) try {
  const auto bytes = root.read_head(path, kHead);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto has = [&](std::string_view key) { return head.find(key) != std::string_view::npos; };
  if (has("\"shapes\"") || has("\"imagePath\"")) return false;
  return has("\"images\"") || (has("\"categories\"") && has("\"id\"")) ||
         (has("\"image_id\"") && has("\"category_id\""));
} catch (const Error&) {
  return false;
}

CocoFile read_coco(const DatasetRoot& root, const std::string& path, const CocoParams& params) {
  const Value file = annotation_json(root, path);
  require(file.find("images") != nullptr, "{}: it has no 'images': this is no file of COCO with pictures", path);
  require(file.find("annotations") != nullptr,
          "{}: it has no 'annotations', as lists of pictures to be labelled have: the parameter file names another",
          path);
  return CocoReader(path, params).read(file);
}

}  // namespace xil
