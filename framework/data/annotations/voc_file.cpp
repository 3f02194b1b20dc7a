#include "framework/data/annotations/voc_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <pugixml.hpp>

#include "framework/core/base/error.h"
#include "framework/data/annotations/json_reader.h"

namespace xil {
namespace {

constexpr std::size_t kHead = 4096;

std::string text_of(const pugi::xml_node& node, const char* name) {
  return std::string(trimmed(node.child_value(name)));
}

double number_in(const pugi::xml_node& node, const char* name, std::string_view where) {
  const std::string text = text_of(node, name);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(code == std::errc() && end == text.data() + text.size() && std::isfinite(value),
          "{}: '{}' of {} is '{}' instead of a number", where, name, node.name(), text);
  return value;
}

/// A side of the picture; 0 where it is not stated.
int side_in(const pugi::xml_node& size, const char* name, std::string_view where) {
  if (!size.child(name) || text_of(size, name).empty()) return 0;
  const double value = number_in(size, name, where);
  require(value >= 0 && value <= INT32_MAX, "{}: '{}' of size is {}", where, name, value);
  return static_cast<int>(value);
}

std::vector<double> corners_of(const pugi::xml_node& polygon, std::string_view where) {
  std::vector<double> points;
  for (const pugi::xml_node& point : polygon.children("pt")) {
    points.insert(points.end(), {number_in(point, "x", where), number_in(point, "y", where)});
  }
  for (int corner = 1; points.empty() || corner > 1; ++corner) {
    const std::string x = fmt::format("x{}", corner), y = fmt::format("y{}", corner);
    if (!polygon.child(x.c_str())) break;
    points.insert(points.end(), {number_in(polygon, x.c_str(), where), number_in(polygon, y.c_str(), where)});
  }
  return points;
}

/// A box turned by an angle in radians, as roLabelImg writes it.
Shape turned_box(const pugi::xml_node& box, std::string_view where) {
  const double x = number_in(box, "cx", where), y = number_in(box, "cy", where), w = number_in(box, "w", where) / 2,
               h = number_in(box, "h", where) / 2, angle = number_in(box, "angle", where);
  const double c = std::cos(angle), s = std::sin(angle);
  Shape shape;
  for (const auto& [dx, dy] : {std::pair(-w, -h), std::pair(w, -h), std::pair(w, h), std::pair(-w, h)}) {
    shape.points.insert(shape.points.end(), {x + dx * c - dy * s, y + dx * s + dy * c});
  }
  return shape;
}

Shape shape_of(const pugi::xml_node& object, std::string_view where) {
  if (const pugi::xml_node polygon = object.child("polygon")) return {.points = corners_of(polygon, where)};
  if (const pugi::xml_node box = object.child("robndbox")) return turned_box(box, where);
  const pugi::xml_node box = object.child("bndbox");
  require(!box.empty(), "{} has neither bndbox nor polygon: draw it", where);
  const double left = number_in(box, "xmin", where), top = number_in(box, "ymin", where),
               right = number_in(box, "xmax", where), bottom = number_in(box, "ymax", where);
  require(left <= right && top <= bottom, "{}: its box goes from ({}, {}) to ({}, {}): correct it", where, left, top,
          right, bottom);
  return box_shape(left - 1, top - 1, right, bottom);
}

void read_objects(const pugi::xml_node& annotation, const std::string& path, const AnnotatedParams& params,
                  AnnotatedPicture& picture) {
  std::size_t number = 0;
  for (const pugi::xml_node& object : annotation.children("object")) {
    const std::string where = fmt::format("{}: object {}", path, ++number);
    if (text_of(object, "deleted") == "1") continue;  // of LabelMe
    const std::string name = text_of(object, "name");
    require(!name.empty(), "{} has no name: name what it marks", where);
    if (std::ranges::find(params.ignored, name) != params.ignored.end()) continue;
    picture.marks.push_back({name, {shape_of(object, where)}});
  }
}

}  // namespace

bool looks_like_voc(const DatasetRoot& root, const std::string& path) try {
  const auto bytes = root.read_head(path, kHead);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return head.find("<annotation>") != std::string_view::npos || head.find("<annotation ") != std::string_view::npos;
} catch (const Error&) {
  return false;
}

VocFile read_voc(const DatasetRoot& root, const std::string& path, const AnnotatedParams& params) {
  VocFile read;
  read.picture.annotation = path;
  try {
    const std::string text = annotation_text(root, path);
    pugi::xml_document document;
    const pugi::xml_parse_result result = document.load_buffer(text.data(), text.size());
    require(static_cast<bool>(result), "{}: this is no XML, from byte {} on ({}): restore it, or take it out", path,
            result.offset, result.description());
    const pugi::xml_node annotation = document.child("annotation");
    require(!annotation.empty(), "{}: it has no 'annotation': restore it, or take it out", path);
    read.named = text_of(annotation, "filename");
    const pugi::xml_node size = annotation.child("size");
    read.picture.width = side_in(size, "width", path);
    read.picture.height = side_in(size, "height", path);
    read_objects(annotation, path, params, read.picture);
  } catch (const Error& error) {
    read.picture.fault = error.what();
  }
  return read;
}

}  // namespace xil
