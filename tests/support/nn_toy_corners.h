#pragma once

#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// Four classes, one per quadrant: noise with a bright square in the corner that the class names.
/// All items are in the pool; the square is the defect.
class ToyCorners final : public Dataset {
 public:
  explicit ToyCorners(std::size_t size = 80, int channels = 1, int side = 16) {
    info_.name = "toy_corners";
    info_.class_names = {"top left", "top right", "bottom left", "bottom right"};
    info_.channels = channels;
    info_.height = info_.width = side;
    for (ItemId id = 0; id < size; ++id) add(id, static_cast<int>(id % 4));
  }

  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override { return images_.at(id); }
  Image edited(ItemId id, const Edit&) const override { return images_.at(id); }
  const Region* defect(ItemId id) const override { return &regions_.at(id); }
  const Region* confounder(ItemId) const override { return nullptr; }

  std::vector<Example> examples() const {
    std::vector<Example> all;
    for (ItemId id = 0; id < items_.size(); ++id) all.push_back({id, items_[id].label, {}, {}});
    return all;
  }

 private:
  void add(ItemId id, int label) {
    Rng rng(2, {Purpose::Test, 0, id});
    const int side = info_.height, square = side / 3;
    Image image(info_.channels, side, side);
    for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(90));
    Region region(side, side);
    const int top = label / 2 == 0 ? 1 : side - 1 - square;
    const int left = label % 2 == 0 ? 1 : side - 1 - square;
    for (int y = top; y < top + square; ++y) {
      for (int x = left; x < left + square; ++x) {
        region.at(y, x) = 1;
        for (int c = 0; c < info_.channels; ++c) image.at(c, y, x) = 230;
      }
    }
    items_.push_back({"", Split::Pool, label, ""});
    images_.push_back(std::move(image));
    regions_.push_back(std::move(region));
  }

  DatasetInfo info_;
  std::vector<Item> items_;
  std::vector<Image> images_;
  std::vector<Region> regions_;
};

}  // namespace xil
