#include "framework/data/edits/augment.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "framework/core/base/error.h"
#include "framework/data/codecs/planes.h"

namespace xil {
namespace {

/// What Augment does to a picture: cut out a part of it, flip that, scale it back to full size.
struct Augmentation {
  cv::Rect crop;
  bool horizontal_flip = false;
  bool vertical_flip = false;
};

/// Takes the same random numbers whatever the edit allows, so that edits with and without flips cut out the same part.
Augmentation draw_augmentation(const Image& image, const EditRecipe& recipe, Rng& rng) {
  Augmentation drawn;
  drawn.horizontal_flip = rng.bernoulli(0.5) && recipe.flips;
  drawn.vertical_flip = rng.bernoulli(0.5) && recipe.flips;
  const double scale = 1 - recipe.zoom * rng.uniform();
  const auto part = [scale](int side) { return std::max(1, static_cast<int>(std::lround(scale * side))); };
  const auto offset = [&rng](int slack) { return static_cast<int>(rng.below(static_cast<std::uint64_t>(slack) + 1)); };
  drawn.crop.width = part(image.width);
  drawn.crop.height = part(image.height);
  drawn.crop.x = offset(image.width - drawn.crop.width);
  drawn.crop.y = offset(image.height - drawn.crop.height);
  return drawn;
}

}  // namespace

Image augment(const EditTask& task, Rng& rng) {
  const Image& original = task.original;
  const double zoom = task.recipe.zoom;
  require(zoom >= 0 && zoom < 1, "item {}: augment cannot zoom in by a share of {}; choose one from 0 to 1", task.item,
          zoom);
  const Augmentation drawn = draw_augmentation(original, task.recipe, rng);
  Image result(original.channels, original.height, original.width);
  for (int channel = 0; channel < original.channels; ++channel) {
    const cv::Mat1b from = plane_of(original, channel);
    cv::Mat to(original.height, original.width, CV_8U, result.pixels.data() + result.index(channel, 0, 0));
    // The exact variant is the one whose bytes do not depend on the CPU's vector instructions.
    cv::resize(from(drawn.crop), to, to.size(), 0, 0, cv::INTER_LINEAR_EXACT);
    if (drawn.horizontal_flip) cv::flip(to, to, 1);
    if (drawn.vertical_flip) cv::flip(to, to, 0);
  }
  return result;
}

}  // namespace xil
