#pragma once

#include <memory>
#include <vector>

#include "framework/core/interfaces/class_shape.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/oracle.h"

namespace xil {

/// The pixels of a shape in a picture: those whose centres lie inside, by the even-odd rule for polygons.
Region drawn_pixels(const ClassShape& shape, int height, int width);

/// Regions of an item; null where there is none.
struct KnownRegions {
  const Region *defect, *confounder;
};

/// The regions that an expert drew once per class: those as `right` in the place of the defect, those as `wrong` in
/// that of the confounder. Several of one kind and class are joined. A class without any has none.
class ClassRegions {
 public:
  /// Refuses names that are no classes of the set.
  ClassRegions(const std::vector<ClassShape>& shapes, const DatasetInfo& info);

  bool empty() const { return by_class_.empty(); }
  bool any_right() const;
  /// How many regions were drawn: one per shape and class.
  std::size_t drawn() const { return drawn_; }
  /// Those of a class. Precondition: not empty().
  const Marking& of_class(int label) const { return by_class_.at(static_cast<std::size_t>(label)); }
  /// The regions of an item as the expert knows them: those of its class, or its own if empty().
  KnownRegions of(const Dataset& dataset, ItemId item) const;

 private:
  std::vector<Marking> by_class_;
  std::size_t drawn_ = 0;
};

/// The same set whose items have the regions of their classes in the place of their own, as the expert knows them; the
/// set itself without shapes.
std::shared_ptr<const Dataset> with_class_regions(std::shared_ptr<const Dataset> dataset,
                                                  const std::vector<ClassShape>& shapes);

}  // namespace xil
