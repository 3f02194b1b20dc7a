#include "framework/core/interfaces/class_shape.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace xil {
namespace {

void check_shares(std::string_view key, const std::vector<double>& numbers, std::size_t count) {
  refuse_unless(numbers.size() == count, "'{}' needs {} numbers, got {}", key, count, numbers.size());
  for (const double number : numbers) check_within(key, number, 0, 1);
}

/// Precondition: each corner has two numbers.
bool are_on_one_line(const std::vector<std::vector<double>>& corners) {
  constexpr double kNothing = 1e-12;  // of the picture: rounding of corners on a line
  const auto& first = corners.front();
  const auto far = std::ranges::max_element(corners, {}, [&](const std::vector<double>& corner) {
    return std::hypot(corner[0] - first[0], corner[1] - first[1]);
  });
  return std::ranges::all_of(corners, [&](const std::vector<double>& corner) {
    const double area =
        ((*far)[0] - first[0]) * (corner[1] - first[1]) - ((*far)[1] - first[1]) * (corner[0] - first[0]);
    return std::abs(area) <= kNothing;
  });
}

}  // namespace

ClassShape ClassShape::from_value(const Value& value, std::string_view key) {
  refuse_unless(!value.is_null(), "{}an entry of '{}' is empty: it needs 'class' and a shape",
                detail::prefix(value.where), key);
  return read_params<ClassShape>(value, key);
}

Value ClassShape::as_value() const {
  const Value defaults = to_value(ClassShape{}), all = to_value(*this);
  Value given(Value::Map{});
  for (const auto& [key, entry] : *all.get<Value::Map>()) {
    if (entry == *defaults.find(key)) continue;
    const auto* list = entry.get<Value::List>();
    given.set(key, key == "class" && list->size() == 1 ? list->front() : entry);
  }
  return given;
}

void ClassShape::validate() const {
  const bool named = !classes.empty() && std::ranges::find(classes, "") == classes.end();
  refuse_unless(named, "'class' is missing: name the class whose pictures have this region");
  refuse_unless(std::set<std::string>(classes.begin(), classes.end()).size() == classes.size(),
                "'class' names a class twice: {}", fmt::join(classes, ", "));
  const int shapes = (box.empty() ? 0 : 1) + (circle.empty() ? 0 : 1) + (polygon.empty() ? 0 : 1);
  refuse_unless(shapes == 1, "the region of class '{}' must be one of 'box', 'circle' and 'polygon', and {} are given",
                classes.front(), shapes);
  if (!box.empty()) {
    check_shares("box", box, 4);
    refuse_unless(box[0] < box[2] && box[1] < box[3], "'box' is left, top, right, bottom: [{}, {}, {}, {}] is empty",
                  box[0], box[1], box[2], box[3]);
  }
  if (!circle.empty()) {
    check_shares("circle", circle, 3);
    refuse_unless(circle[2] > 0, "the radius of 'circle' must be above 0");
  }
  refuse_unless(polygon.empty() || polygon.size() >= 3, "'polygon' needs three or more corners, got {}",
                polygon.size());
  for (const auto& corner : polygon) check_shares("polygon", corner, 2);
  refuse_unless(polygon.empty() || !are_on_one_line(polygon), "the corners of 'polygon' lie on one line: it is empty");
}

}  // namespace xil
