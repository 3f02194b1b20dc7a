#include "framework/core/interfaces/class_shape.h"

namespace xil {
namespace {

void check_shares(std::string_view key, const std::vector<double>& numbers, std::size_t count) {
  refuse_unless(numbers.size() == count, "'{}' needs {} numbers, got {}", key, count, numbers.size());
  for (const double number : numbers) check_within(key, number, 0, 1);
}

}  // namespace

void ClassShape::validate() const {
  refuse_unless(!class_name.empty(), "'class' is missing: name the class whose pictures have this region");
  const int shapes = (box.empty() ? 0 : 1) + (circle.empty() ? 0 : 1) + (polygon.empty() ? 0 : 1);
  refuse_unless(shapes == 1, "the region of class '{}' must be one of 'box', 'circle' and 'polygon', and {} are given",
                class_name, shapes);
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
}

}  // namespace xil
