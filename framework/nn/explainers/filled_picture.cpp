#include "framework/nn/explainers/filled_picture.h"

#include <ATen/ATen.h>

#include <array>
#include <vector>

#include "framework/nn/explainers/fill.h"

namespace xil {

at::Tensor filled_picture(const Image& image, Fill fill, Rng& colours) {
  const std::array<std::int64_t, 4> shape = {1, image.channels, image.height, image.width};
  if (fill != Fill::Colour) return at::tensor(fill_pixels(image, fill)).view(shape);
  std::vector<float> colour(static_cast<std::size_t>(image.channels));
  draw_colour(colours, colour);
  return at::tensor(colour).view({1, image.channels, 1, 1}).expand(shape);
}

}  // namespace xil
