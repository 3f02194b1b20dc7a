#include "framework/nn/labelled_images.h"

#include <algorithm>

#include "framework/core/error.h"

namespace xil {

void LabelledImages::reserve(std::size_t count, const Image& like) {
  pixels.reserve(count * like.size());
  labels.reserve(count);
}

void LabelledImages::add(const Image& image, int label, const Region* region) {
  if (labels.empty()) {
    channels = image.channels;
    height = image.height;
    width = image.width;
  }
  require(image.channels == channels && image.height == height && image.width == width,
          "images of {}x{}x{} and {}x{}x{} to train on: a dataset's images must have one size",
          channels, height, width, image.channels, image.height, image.width);
  pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  labels.push_back(label);
  if (region == nullptr && regions.empty()) return;
  const std::size_t plane = image.size() / static_cast<std::size_t>(channels);
  regions.reserve(labels.capacity() * plane);
  regions.resize(labels.size() * plane, 0);
  penalised.resize(labels.size(), 0);
  if (region == nullptr) return;
  require(region->height == height && region->width == width,
          "a region of {}x{} for the gradient penalty of an image of {}x{}", region->height,
          region->width, height, width);
  std::copy(region->values.begin(), region->values.end(),
            regions.end() - static_cast<std::ptrdiff_t>(plane));
  penalised.back() = 1;
}

}  // namespace xil
