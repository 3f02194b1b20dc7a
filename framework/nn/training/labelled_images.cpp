#include "framework/nn/training/labelled_images.h"

#include <map>
#include <tuple>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {

void LabelledImages::reserve(std::size_t count, const Image& like) {
  pixels.reserve(count * like.size());
  labels.reserve(count);
  losses_of.reserve(count);
}

void LabelledImages::add(const Image& image, int label, std::span<const RegionLoss> losses, bool copy) {
  if (pixels.empty()) {
    channels = image.channels;
    height = image.height;
    width = image.width;
  }
  require(image.channels == channels && image.height == height && image.width == width,
          "images of {}x{}x{} and {}x{}x{} to train on: a dataset's images must have one size", channels, height, width,
          image.channels, image.height, image.width);
  const auto picture = static_cast<std::int64_t>(pixels.size() / image.size());
  pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  add_label(label, copy);
  for (const RegionLoss& loss : losses) {
    const Region& region = *loss.region;
    require(region.height == height && region.width == width, "a region of {}x{} for a loss on an image of {}x{}",
            region.height, region.width, height, width);
    const std::size_t plane = region.values.size();
    losses_of.back().push_back({loss.kind, loss.weight, static_cast<std::int64_t>(regions.size() / plane), picture});
    regions.reserve(labels.capacity() * plane);
    regions.insert(regions.end(), region.values.begin(), region.values.end());
  }
}

void LabelledImages::add_label(int label, bool copy) {
  labels.push_back(label);
  is_copy.push_back(copy ? 1 : 0);
  losses_of.emplace_back();
}

std::vector<LabelledImages::LossGroup> LabelledImages::loss_groups(std::span<const std::int64_t> places) const {
  std::map<std::pair<RegionLossKind, double>, LossGroup> by_term;
  for (std::size_t row = 0; row < places.size(); ++row) {
    for (const Loss& loss : losses_of[static_cast<std::size_t>(places[row])]) {
      LossGroup& group = by_term[{loss.kind, loss.weight}];
      group.rows.push_back(static_cast<std::int64_t>(row));
      group.pictures.push_back(loss.picture);
      group.regions.push_back(loss.region);
    }
  }
  std::vector<LossGroup> list;
  for (auto& [term, group] : by_term) {
    std::tie(group.kind, group.weight) = term;
    list.push_back(std::move(group));
  }
  return list;
}

std::vector<std::int64_t> LabelledImages::originals() const {
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < is_copy.size(); ++i) {
    if (is_copy[i] == 0) places.push_back(static_cast<std::int64_t>(i));
  }
  if (places.size() == size()) places.clear();
  return places;
}

}  // namespace xil
