#include "framework/loop/class_regions.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {
namespace {

bool in_box(const std::vector<double>& box, double x, double y) {
  return x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
}

/// Even-odd rule: a ray to the right crosses the outline an odd number of times.
bool in_polygon(const std::vector<std::vector<double>>& corners, double x, double y) {
  bool inside = false;
  for (std::size_t i = 0, before = corners.size() - 1; i < corners.size(); before = i++) {
    const double x0 = corners[before][0], y0 = corners[before][1], x1 = corners[i][0], y1 = corners[i][1];
    if ((y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)) inside = !inside;
  }
  return inside;
}

void join(std::optional<Region>& all, const Region& more) {
  if (!all) {
    all = more;
    return;
  }
  for (std::size_t i = 0; i < more.values.size(); ++i) all->values[i] |= more.values[i];
}

}  // namespace

Region drawn_pixels(const ClassShape& shape, int height, int width) {
  Region region(height, width);
  const double smaller = std::min(height, width);
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      const double x = (column + 0.5) / width, y = (row + 0.5) / height;
      bool inside = false;
      if (!shape.box.empty()) inside = in_box(shape.box, x, y);
      if (!shape.polygon.empty()) inside = in_polygon(shape.polygon, x, y);
      if (!shape.circle.empty()) {
        const double right = (x - shape.circle[0]) * width, down = (y - shape.circle[1]) * height;
        const double radius = shape.circle[2] * smaller;
        inside = right * right + down * down <= radius * radius;
      }
      region.at(row, column) = inside ? 1 : 0;
    }
  }
  return region;
}

ClassRegions::ClassRegions(const std::vector<ClassShape>& shapes, const DatasetInfo& info) {
  if (!shapes.empty()) by_class_.resize(info.class_names.size());
  for (const ClassShape& shape : shapes) {
    const Region pixels = drawn_pixels(shape, info.height, info.width);
    refuse_unless(area(pixels) > 0, "'class_regions': a region of class '{}' holds no pixel's centre: draw it larger",
                  shape.classes.front());
    for (const std::string& name : shape.classes) {
      const auto found = std::ranges::find(info.class_names, name);
      refuse_unless(found != info.class_names.end(),
                    "'class_regions' names class '{}', which dataset '{}' does not have. Its classes: {}", name,
                    info.name, fmt::join(info.class_names, ", "));
      Marking& marking = by_class_[static_cast<std::size_t>(found - info.class_names.begin())];
      join(shape.as == ClassReason::Right ? marking.defect : marking.confounder, pixels);
      ++drawn_;
    }
  }
}

bool ClassRegions::any_right() const {
  return std::ranges::any_of(by_class_, [](const Marking& marking) { return marking.defect.has_value(); });
}

KnownRegions ClassRegions::of(const Dataset& dataset, ItemId item) const {
  if (empty()) return {dataset.defect(item), dataset.confounder(item)};
  const Marking& drawn = of_class(dataset.item(item).label);
  return {drawn.defect ? &*drawn.defect : nullptr, drawn.confounder ? &*drawn.confounder : nullptr};
}

namespace {

class KnownByClass final : public Dataset {
 public:
  KnownByClass(std::shared_ptr<const Dataset> dataset, const std::vector<ClassShape>& shapes)
      : dataset_(std::move(dataset)), regions_(shapes, dataset_->info()) {}

  const DatasetInfo& info() const override { return dataset_->info(); }
  std::size_t size() const override { return dataset_->size(); }
  const Item& item(ItemId id) const override { return dataset_->item(id); }
  Image image(ItemId id) const override { return dataset_->image(id); }
  Image edited(ItemId id, const Edit& edit) const override { return dataset_->edited(id, edit); }
  std::size_t set_size() const override { return dataset_->set_size(); }
  Image set_image(std::size_t position) const override { return dataset_->set_image(position); }
  std::size_t set_position(ItemId id) const override { return dataset_->set_position(id); }
  const Region* defect(ItemId id) const override { return regions_.of(*dataset_, id).defect; }
  const Region* confounder(ItemId id) const override { return regions_.of(*dataset_, id).confounder; }

 private:
  std::shared_ptr<const Dataset> dataset_;
  ClassRegions regions_;
};

}  // namespace

std::shared_ptr<const Dataset> with_class_regions(std::shared_ptr<const Dataset> dataset,
                                                  const std::vector<ClassShape>& shapes) {
  if (shapes.empty()) return dataset;
  return std::make_shared<KnownByClass>(std::move(dataset), shapes);
}

}  // namespace xil
