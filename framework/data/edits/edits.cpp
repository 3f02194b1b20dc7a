#include "framework/data/edits/edits.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "framework/core/base/error.h"
#include "framework/core/numeric/rng.h"
#include "framework/data/codecs/planes.h"

namespace xil {
namespace {

bool fits(const Image& image, const Region& region) {
  return region.height == image.height && region.width == image.width;
}

/// Calls `replace(channel, row, column)` for each pixel of the region outside the protected defect.
void for_each_edited(const Image& image, const Region& region, const Region* protected_defect, auto&& replace) {
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      if (region.at(row, column) == 0) continue;
      if (protected_defect != nullptr && protected_defect->at(row, column) != 0) continue;
      for (int channel = 0; channel < image.channels; ++channel) replace(channel, row, column);
    }
  }
}

/// What Augment does to a picture: cut out a part of it, flip that, scale it back to full size.
struct Augmentation {
  cv::Rect crop;
  bool horizontal_flip = false;
  bool vertical_flip = false;
};

/// Takes the same random numbers whatever the edit allows, so that edits with and without flips cut out the same part.
Augmentation draw_augmentation(const Image& image, const Edit& edit, Rng& rng) {
  Augmentation drawn;
  drawn.horizontal_flip = rng.bernoulli(0.5) && edit.flips;
  drawn.vertical_flip = rng.bernoulli(0.5) && edit.flips;
  const double scale = 1 - edit.zoom * rng.uniform();
  const auto part = [scale](int side) { return std::max(1, static_cast<int>(std::lround(scale * side))); };
  const auto offset = [&rng](int slack) { return static_cast<int>(rng.below(static_cast<std::uint64_t>(slack) + 1)); };
  drawn.crop.width = part(image.width);
  drawn.crop.height = part(image.height);
  drawn.crop.x = offset(image.width - drawn.crop.width);
  drawn.crop.y = offset(image.height - drawn.crop.height);
  return drawn;
}

Image augment(const Image& original, const Edit& edit, Rng& rng) {
  const Augmentation drawn = draw_augmentation(original, edit, rng);
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

void randomise(Image& image, const Region& region, const Region* protected_defect, Rng& rng) {
  for_each_edited(image, region, protected_defect, [&](int channel, int row, int column) {
    image.at(channel, row, column) = static_cast<std::uint8_t>(rng.next() >> 24);
  });
}

void substitute(Image& image, const Region& region, const Region* protected_defect, const Image& donor) {
  for_each_edited(image, region, protected_defect, [&](int channel, int row, int column) {
    image.at(channel, row, column) = donor.at(channel, row, column);
  });
}

/// The edited pixels as OpenCV wants them: 1 in the region and outside the protected defect.
cv::Mat1b inpaint_mask(const Image& image, const Region& region, const Region* protected_defect) {
  cv::Mat1b mask(image.height, image.width, std::uint8_t{0});
  for_each_edited(image, region, protected_defect, [&](int, int row, int column) { mask(row, column) = 1; });
  return mask;
}

/// Channel by channel, so that pictures may have any number of them.
void inpaint(Image& image, const Edit& edit, const Region* protected_defect) {
  const cv::Mat1b mask = inpaint_mask(image, edit.region, protected_defect);
  const int pixels = cv::countNonZero(mask);
  if (pixels == 0 || pixels == image.height * image.width) return;  // nothing to fill, or nothing to fill it from
  for (int channel = 0; channel < image.channels; ++channel) {
    const cv::Mat plane(image.height, image.width, CV_8U, image.pixels.data() + image.index(channel, 0, 0));
    cv::Mat filled;
    cv::inpaint(plane, mask, filled, edit.inpaint_px, cv::INPAINT_TELEA);
    for (int row = 0; row < image.height; ++row) {
      for (int column = 0; column < image.width; ++column) {
        if (mask(row, column) != 0) image.at(channel, row, column) = filled.at<std::uint8_t>(row, column);
      }
    }
  }
}

void check_augmentation(ItemId item, const Edit& edit) {
  require(edit.zoom >= 0 && edit.zoom < 1, "item {}: augment cannot zoom in by a share of {}; choose one from 0 to 1",
          item, edit.zoom);
}

void check(const Image& original, ItemId item, const Region* protected_defect, const Edit& edit, const Image* donor) {
  if (edit.kind == EditKind::Augment) return check_augmentation(item, edit);
  require(fits(original, edit.region),
          "item {}: the edit's region is {} x {} pixels, the picture {} x {}: it was made for "
          "another dataset",
          item, edit.region.height, edit.region.width, original.height, original.width);
  require(protected_defect == nullptr || fits(original, *protected_defect),
          "item {}: the defect's region does not fit the picture: check the dataset's masks", item);
  if (edit.kind != EditKind::Substitute) return;
  require(donor != nullptr && donor->channels == original.channels && donor->height == original.height &&
              donor->width == original.width,
          "item {}: substitute needs a donor of the picture's size: choose an item of the same dataset", item);
}

}  // namespace

Image apply_edit(const Image& original, ItemId item, const Region* protected_defect, const Edit& edit,
                 const Image* donor) {
  check(original, item, protected_defect, edit, donor);
  Rng rng(edit.seed, {Purpose::Edit, edit.round, item, edit.copy});
  if (edit.kind == EditKind::Augment) return augment(original, edit, rng);
  Image image = original;
  switch (edit.kind) {
    case EditKind::Augment:
      break;
    case EditKind::Randomise:
      randomise(image, edit.region, protected_defect, rng);
      break;
    case EditKind::Substitute:
      substitute(image, edit.region, protected_defect, *donor);
      break;
    case EditKind::Inpaint:
      inpaint(image, edit, protected_defect);
      break;
  }
  return image;
}

}  // namespace xil
