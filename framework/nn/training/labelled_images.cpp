#include "framework/nn/training/labelled_images.h"

#include <algorithm>

#include "framework/core/base/error.h"

namespace xil {

void LabelledImages::reserve(std::size_t count, const Image& like) {
  pixels.reserve(count * like.size());
  labels.reserve(count);
  region_of.reserve(count);
}

void LabelledImages::add(const Image& image, int label, const Region* region) {
  if (pixels.empty()) {
    channels = image.channels;
    height = image.height;
    width = image.width;
  }
  require(image.channels == channels && image.height == height && image.width == width,
          "images of {}x{}x{} and {}x{}x{} to train on: a dataset's images must have one size", channels, height, width,
          image.channels, image.height, image.width);
  pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  labels.push_back(label);
  region_of.push_back(-1);
  if (region == nullptr) return;
  require(region->height == height && region->width == width,
          "a region of {}x{} for the gradient penalty of an image of {}x{}", region->height, region->width, height,
          width);
  const std::size_t plane = region->values.size();
  region_of.back() = static_cast<std::int64_t>(regions.size() / plane);
  regions.reserve(labels.capacity() * plane);
  regions.insert(regions.end(), region->values.begin(), region->values.end());
}

void LabelledImages::add_label(int label) {
  labels.push_back(label);
  region_of.push_back(-1);
}

}  // namespace xil
