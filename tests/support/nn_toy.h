#pragma once

#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// Noise with a bright square (class 1) or without (class 0); the square is the defect. Editing
/// blanks a region.
class ToySquares final : public Dataset {
 public:
  static constexpr int kSquare = 6;

  explicit ToySquares(std::size_t size = 160, int channels = 1, int height = 18, int width = 20) {
    info_.name = "toy_squares";
    info_.class_names = {"plain", "square"};
    info_.channels = channels;
    info_.height = height;
    info_.width = width;
    for (ItemId id = 0; id < size; ++id) add(id);
  }

  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override { return images_.at(id); }
  Image edited(ItemId id, const Edit& edit) const override {
    Image image = images_.at(id);
    for (std::size_t i = 0; i < image.size(); ++i) {
      if (edit.region.values[i % edit.region.values.size()] != 0) image.pixels[i] = 0;
    }
    return image;
  }
  const Region* defect(ItemId id) const override { return items_[id].label == 1 ? &regions_[id] : nullptr; }
  const Region* confounder(ItemId) const override { return nullptr; }

  std::vector<ItemId> ids(Split split) const {
    std::vector<ItemId> chosen;
    for (ItemId id = 0; id < items_.size(); ++id) {
      if (items_[id].split == split) chosen.push_back(id);
    }
    return chosen;
  }
  std::vector<Example> examples(std::size_t count) const {
    std::vector<Example> chosen;
    for (const ItemId id : ids(Split::Pool)) {
      if (chosen.size() < count) chosen.push_back({id, items_[id].label, nullptr});
    }
    return chosen;
  }

 private:
  void add(ItemId id) {
    Rng rng(1, {Purpose::Test, 0, id});
    const Split split = id % 4 == 3 ? Split::Test : id % 4 == 2 && id % 8 == 2 ? Split::Validation : Split::Pool;
    items_.push_back({"", split, static_cast<int>(rng.below(2)), ""});
    Image image(info_.channels, info_.height, info_.width);
    for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(90));
    Region region(info_.height, info_.width);
    const int top = static_cast<int>(rng.below(static_cast<std::uint64_t>(info_.height - kSquare)));
    const int left = static_cast<int>(rng.below(static_cast<std::uint64_t>(info_.width - kSquare)));
    for (int y = top; y < top + kSquare; ++y) {
      for (int x = left; x < left + kSquare; ++x) {
        region.at(y, x) = 1;
        for (int c = 0; c < info_.channels && items_.back().label == 1; ++c) image.at(c, y, x) = 230;
      }
    }
    images_.push_back(std::move(image));
    regions_.push_back(std::move(region));
  }

  DatasetInfo info_;
  std::vector<Item> items_;
  std::vector<Image> images_;
  std::vector<Region> regions_;
};

/// A run small enough for tests; seconds with a few hundred updates.
inline RunParams toy_run(const std::string& model = "simple_cnn", std::int64_t updates = 20) {
  RunParams run;
  run.seed = 7;
  run.updates = updates;
  run.training.batch_size = 8;
  run.model.name = model;
  if (model == "simple_cnn") {
    run.model.params = Value(Value::Map{{"channels1", Value(std::int64_t{6})},
                                        {"channels2", Value(std::int64_t{8})},
                                        {"kernel", Value(std::int64_t{3})},
                                        {"hidden", Value(std::int64_t{24})}});
  }
  run.explainer.params = Value(Value::Map{{"masks", Value(std::int64_t{60})}, {"batch", Value(std::int64_t{25})}});
  return run;
}

}  // namespace xil
