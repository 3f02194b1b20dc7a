#include "framework/data/annotations/labelme_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "framework/core/base/error.h"
#include "framework/data/annotations/json_reader.h"
#include "framework/data/annotations/labelme_mask.h"

namespace xil {
namespace {

constexpr std::size_t kHead = 4096;

/// One shape of the list; `type` is its shape_type.
Shape shape_of(const Value& shape, const std::string& type, const LabelmeParams& params, const std::string& where) {
  static constexpr std::array<std::string_view, 4> kPolygons = {"", "polygon", "oriented_rectangle", "rotation"};
  static constexpr std::array<std::string_view, 4> kLines = {"line", "linestrip", "point", "points"};
  const Value* given = shape.find("points");
  require(given != nullptr, "{}: it has no points", where);
  std::vector<double> points = points_of(*given, where);
  const bool polygon = std::ranges::find(kPolygons, type) != kPolygons.end();
  if (polygon || (type == "rectangle" && points.size() > 4)) return {.points = std::move(points)};
  if (std::ranges::find(kLines, type) != kLines.end()) {
    require(params.line_width > 0,
            "{}: a {} encloses nothing: line_width says how many pixels wide it is, or ignored "
            "names its category",
            where, type);
    require(!points.empty(), "{}: it has no points", where);
    return {.kind = Shape::Kind::Stroke, .points = std::move(points), .width = params.line_width};
  }
  require(type == "rectangle" || type == "circle" || type == "mask",
          "{}: shapes of the type '{}' are not read: draw a polygon", where, type);
  require(points.size() == 4, "{}: a {} of {} points instead of two", where, type, points.size() / 2);
  const auto [left, right] = std::minmax(points[0], points[2]);
  const auto [top, bottom] = std::minmax(points[1], points[3]);
  if (type == "rectangle") return box_shape(left, top, right, bottom);
  if (type == "circle") {
    const double radius = std::hypot(points[2] - points[0], points[3] - points[1]);
    return {.kind = Shape::Kind::Disc, .points = {points[0], points[1], radius}};
  }
  require(std::abs(left) < 1e6 && std::abs(top) < 1e6, "{}: its mask lies at ({}, {})", where, left, top);
  return labelme_mask(text_at(shape, "mask", where), static_cast<int>(std::lround(left)),
                      static_cast<int>(std::lround(top)), where);
}

void read_shapes(const Value& file, const std::string& path, const LabelmeParams& params, AnnotatedPicture& picture) {
  std::size_t number = 0;
  for (const Value& shape : list_at(file, "shapes", path)) {
    const std::string where = fmt::format("{}: shape {}", path, ++number);
    const std::string label = text_at(shape, "label", where);
    require(!label.empty(), "{} has no label: name what it marks", where);
    if (std::ranges::find(params.ignored, label) != params.ignored.end()) continue;
    picture.marks.push_back({label, {shape_of(shape, text_at(shape, "shape_type", where), params, where)}});
  }
}

void read_flags(const Value& file, const std::string& path, AnnotatedPicture& picture) {
  const Value* flags = file.find("flags");
  if (flags == nullptr || flags->is_null()) return;
  const auto* map = flags->get<Value::Map>();
  require(map != nullptr, "{}: 'flags' is {} instead of an object", path, kind_name(*flags));
  for (const auto& [name, value] : *map) {
    const auto* set = value.get<bool>();
    if (set != nullptr && *set) picture.marks.push_back({name});
  }
}

}  // namespace

bool looks_like_labelme(const DatasetRoot& root, const std::string& path) try {
  const auto bytes = root.read_head(path, kHead);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return head.find("\"shapes\"") != std::string_view::npos || head.find("\"imagePath\"") != std::string_view::npos;
} catch (const Error&) {
  return false;
}

LabelmeFile read_labelme(const DatasetRoot& root, const std::string& path, const LabelmeParams& params) {
  LabelmeFile read;
  read.picture.annotation = path;
  try {
    const Value file = annotation_json(root, path);
    read.named = text_at(file, "imagePath", path);
    read.picture.height = count_at(file, "imageHeight", path);
    read.picture.width = count_at(file, "imageWidth", path);
    const Value* data = file.find("imageData");
    read.embedded = data != nullptr && data->get<std::string>() != nullptr;
    require(file.find("shapes") != nullptr, "{}: it has no 'shapes': restore it, or take it out", path);
    read_shapes(file, path, params, read.picture);
    read_flags(file, path, read.picture);
  } catch (const Error& error) {
    read.picture.fault = error.what();
  }
  return read;
}

}  // namespace xil
